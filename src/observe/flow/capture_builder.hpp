// Capture files built by hand in memory, for tests and benchmarks: see net/packet_builder.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "net/packet.hpp"
#include "net/packet_builder.hpp"

namespace noroshi::flow {

/// `value` in `octets` octets, least significant first.
inline std::string little_endian(std::uint64_t value, std::size_t octets) {
  std::string out = net::big_endian(value, octets);
  std::reverse(out.begin(), out.end());
  return out;
}

/// A classic pcap file, little endian, microseconds.
class PcapBuilder {
 public:
  explicit PcapBuilder(net::LinkType link_type, std::size_t snapshot_length = 262'144)
      : snapshot_length_(snapshot_length) {
    bytes_ = little_endian(0xA1B2C3D4, 4) + little_endian(2, 2) + little_endian(4, 2) +
             std::string(8, '\0') + little_endian(snapshot_length, 4) +
             little_endian(static_cast<std::uint16_t>(link_type), 4);
  }

  PcapBuilder& add(base::Micros when, const net::Frame& frame) {
    const std::size_t captured = std::min(frame.size(), snapshot_length_);
    bytes_ += little_endian(static_cast<std::uint64_t>(when / base::kSecond), 4);
    bytes_ += little_endian(static_cast<std::uint64_t>(when % base::kSecond), 4);
    bytes_ += little_endian(captured, 4) + little_endian(frame.size(), 4);
    bytes_.append(frame, 0, captured);
    return *this;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::size_t snapshot_length_;
  std::string bytes_;
};

/// A pcapng file (draft-ietf-opsawg-pcapng), little endian, microseconds.
class PcapngBuilder {
 public:
  PcapngBuilder() {
    block(0x0A0D0D0A, little_endian(0x1A2B3C4D, 4) + little_endian(1, 2) + little_endian(0, 2) +
                          std::string(8, '\xFF'));
  }

  PcapngBuilder& interface(net::LinkType link_type, std::uint32_t snapshot_length = 262'144) {
    block(1, little_endian(static_cast<std::uint16_t>(link_type), 2) + std::string(2, '\0') +
                 little_endian(snapshot_length, 4));
    return *this;
  }

  PcapngBuilder& add(std::uint32_t interface, base::Micros when, const net::Frame& frame) {
    const auto time = static_cast<std::uint64_t>(when);
    const std::string padding((4 - frame.size() % 4) % 4, '\0');
    block(6, little_endian(interface, 4) + little_endian(time >> 32, 4) + little_endian(time, 4) +
                 little_endian(frame.size(), 4) + little_endian(frame.size(), 4) + frame + padding);
    return *this;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void block(std::uint32_t type, const std::string& body) {
    const std::string length = little_endian(12 + body.size(), 4);
    bytes_ += little_endian(type, 4) + length + body + length;
  }

  std::string bytes_;
};

}  // namespace noroshi::flow
