// The bytes of IPFIX (RFC 7011): framing constants, numbers in network order, NTP timestamps.
//
// Loads and stores do no bounds check: callers have compared lengths before.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/time.hpp"

namespace noroshi::flow::ipfix {

//   message   version(2)=10 length(2) exportTime(4) sequence(4) observationDomain(4) | sets …
//   set       id(2) length(2) | records … | padding
inline constexpr std::uint16_t kVersion = 10;
inline constexpr std::size_t kMessageHeader = 16;  // RFC 7011, section 3.1
inline constexpr std::size_t kSetHeader = 4;       // section 3.3.2
inline constexpr std::size_t kLongestMessage = 65535;

inline constexpr std::uint16_t kTemplateSet = 2;
inline constexpr std::uint16_t kOptionsTemplateSet = 3;
inline constexpr std::uint16_t kFirstDataSet = 256;  // 4–255 are reserved

inline constexpr std::uint16_t kEnterpriseBit = 0x8000;   // section 3.2
inline constexpr std::uint16_t kVariableLength = 0xFFFF;  // section 7
inline constexpr std::uint8_t kLongLength = 255;          // two more length bytes follow

inline constexpr std::uint32_t kReverseEnterprise = 29305;  // RFC 5103, section 6.1

template <class Unsigned>
Unsigned load(const char* at) {
  Unsigned value;
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::big || sizeof value == 1) return value;
  if constexpr (sizeof value == 2) return __builtin_bswap16(value);
  if constexpr (sizeof value == 4) return __builtin_bswap32(value);
  if constexpr (sizeof value == 8) return __builtin_bswap64(value);
}

/// A number of 1 to 8 bytes: exporters may drop leading zero bytes (RFC 7011, section 6.2).
inline std::uint64_t load_reduced(const char* at, std::size_t width) {
  switch (width) {
    case 1:
      return load<std::uint8_t>(at);
    case 2:
      return load<std::uint16_t>(at);
    case 4:
      return load<std::uint32_t>(at);
    case 8:
      return load<std::uint64_t>(at);
    default:
      break;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | load<std::uint8_t>(at + i);
  return value;
}

/// Stores in network order and returns the place behind.
template <class Unsigned>
char* store(char* at, Unsigned value) {
  if constexpr (std::endian::native == std::endian::little) {
    if constexpr (sizeof value == 2) value = __builtin_bswap16(value);
    if constexpr (sizeof value == 4) value = __builtin_bswap32(value);
    if constexpr (sizeof value == 8) value = __builtin_bswap64(value);
  }
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

// dateTimeMicroseconds (RFC 7011, section 6.1.9) is an NTP timestamp: seconds since 1900 above, a
// fraction of 2^32 below, of which the lowest 11 bits do not count.  What is left, 2^-21 s, is
// finer than a microsecond: rounding up here and to the nearest there keeps whole microseconds, and
// readers that round down find them too.  Seconds below 2^31 belong to the era that begins in 2036
// (RFC 5905, section 6), so that the years 1968 to 2104 have one reading each.
inline constexpr std::int64_t kNtpUnixEpoch = 2'208'988'800;  // 1970 in seconds since 1900
inline constexpr std::int64_t kNtpEra = std::int64_t{1} << 32;
inline constexpr base::Micros kFirstNtp = ((std::int64_t{1} << 31) - kNtpUnixEpoch) * base::kSecond;
inline constexpr base::Micros kLastNtp = kFirstNtp + kNtpEra * base::kSecond - 1;

inline base::Micros from_ntp(std::uint64_t timestamp) {
  auto seconds = static_cast<std::int64_t>(timestamp >> 32);
  if (seconds < kNtpEra / 2) seconds += kNtpEra;
  const std::uint64_t fraction = timestamp & 0xFFFF'FFFF;
  const auto micros = static_cast<std::int64_t>((fraction * 1'000'000 + (1U << 31)) >> 32);
  return (seconds - kNtpUnixEpoch) * base::kSecond + micros;
}

inline constexpr std::uint64_t kNtpMicrosecondMask = ~std::uint64_t{0x7FF};

/// `instant` lies between kFirstNtp and kLastNtp.
inline std::uint64_t to_ntp(base::Micros instant) {
  const auto shifted = static_cast<std::uint64_t>(instant - kFirstNtp);  // ≥ 0: plain division
  const std::uint64_t seconds = (shifted / 1'000'000 + (std::uint64_t{1} << 31)) & 0xFFFF'FFFF;
  const std::uint64_t fraction = ((shifted % 1'000'000 << 21) + 999'999) / 1'000'000;
  return seconds << 32 | fraction << 11;
}

}  // namespace noroshi::flow::ipfix
