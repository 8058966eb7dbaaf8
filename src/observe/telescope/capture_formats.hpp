// Inside capture.cpp, capture_pcap.cpp and capture_pcapng.cpp: what both formats share.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "observe/telescope/capture.hpp"

namespace noroshi::telescope {

/// Octets of a packet at most, as libpcap (MAXIMUM_SNAPLEN); a length beyond is damage.
inline constexpr std::uint32_t kMostCaptured = 262'144;

/// Reads numbers in the byte order of the machine that wrote the file.
struct ByteOrder {
  bool swapped = false;

  [[nodiscard]] std::uint16_t u16(const char* at) const {
    std::uint16_t raw;
    std::memcpy(&raw, at, sizeof raw);
    return swapped ? __builtin_bswap16(raw) : raw;
  }
  [[nodiscard]] std::uint32_t u32(const char* at) const {
    std::uint32_t raw;
    std::memcpy(&raw, at, sizeof raw);
    return swapped ? __builtin_bswap32(raw) : raw;
  }
  [[nodiscard]] std::uint64_t u64(const char* at) const {
    std::uint64_t raw;
    std::memcpy(&raw, at, sizeof raw);
    return swapped ? __builtin_bswap64(raw) : raw;
  }
};
static_assert(std::endian::native == std::endian::little);

// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write; pcapng can hold far more.
inline constexpr std::uint64_t kLastSecond = 253'402'300'799;

/// The magic number of a pcap file, in the byte order of this machine.
namespace pcap_magic {
inline constexpr std::uint32_t kMicros = 0xA1B2C3D4;
inline constexpr std::uint32_t kNanos = 0xA1B23C4D;
inline constexpr std::uint32_t kKuznetzov = 0xA1B2CD34;  // a longer packet header, microseconds
}  // namespace pcap_magic

bool is_pcap(std::string_view head);
bool is_pcapng(std::string_view head);

// capture_pcap.cpp, capture_pcapng.cpp
Result<std::unique_ptr<Capture>> open_pcap(io::Input& input);
Result<std::unique_ptr<Capture>> open_pcapng(io::Input& input);

}  // namespace noroshi::telescope
