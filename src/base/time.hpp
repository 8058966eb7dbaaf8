// Instants and durations, as Noroshi keeps them: whole microseconds.
//
// An instant is a count since 1970-01-01T00:00:00Z, leap seconds ignored (POSIX), the resolution of
// Zeek logs and finer than any flow export (IPFIX flowStartMicroseconds, RFC 5102).  Some captures
// have relative clocks that begin near zero; they are kept as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace noroshi::base {

using Micros = std::int64_t;  ///< microseconds: an instant since the epoch, or a duration

inline constexpr Micros kMillisecond = 1'000;
inline constexpr Micros kSecond = 1'000'000;
inline constexpr Micros kMinute = 60 * kSecond;
inline constexpr Micros kHour = 60 * kMinute;
inline constexpr Micros kDay = 24 * kHour;

/// Seconds as a person reads them.
constexpr double seconds(Micros duration) { return static_cast<double>(duration) / 1e6; }

/// RFC 3339 in UTC: "2026-01-02T03:04:05Z", with a fraction only where there is one.
std::string to_rfc3339(Micros instant);

/// Reads RFC 3339, and the ISO 8601 offset without a colon that Suricata writes (+0200).
std::optional<Micros> parse_rfc3339(std::string_view text);

/// A duration in the largest two units that say something: "3 d 4 h", "12 min", "1.5 s".
std::string humane(Micros duration);

}  // namespace noroshi::base
