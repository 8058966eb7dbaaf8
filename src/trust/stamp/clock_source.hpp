// ClockSource: somebody who knows the time, asked how far this machine's clock is from it.
//
//   ntp://192.0.2.1[:123]      asked by NTP (RFC 5905, client mode), one question a reading
//   chrony:/run/chrony/tracking.csv      what `chronyc -c tracking` printed into a file
//
// Only addresses that the operator wrote down are asked.  One thread uses one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::stamp {

enum class LeapNotice : std::uint8_t { None, Insert, Delete };  ///< at the end of this month

struct ClockReading {
  std::string source{};
  base::Micros offset = 0;  ///< what the source has, less what this clock has
  /// How far the offset may be from the truth: half of the way there and back, and what the source
  /// says of itself (root distance, RFC 5905 §10).
  base::Micros uncertainty = 0;
  unsigned stratum = 0;
  LeapNotice leap = LeapNotice::None;
};

class ClockSource {
 public:
  virtual ~ClockSource() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  virtual Result<ClockReading> read() = 0;
};

struct ClockSourceOptions {
  base::Micros patience = 2 * base::kSecond;      ///< for an answer by NTP
  base::Micros oldest_file = 10 * base::kMinute;  ///< what an older file says is not believed
};

/// Of one of the forms above.
Result<std::unique_ptr<ClockSource>> clock_source(std::string_view text,
                                                  const ClockSourceOptions& options = {});

/// The same readings, out of what came (for tests, and for fuzzing).
struct NtpExchange {
  std::uint64_t origin = 0;     ///< what was sent as transmit time stamp: a random number
  base::Micros sent = 0;        ///< by this clock, microseconds since 1970
  base::Micros round_trip = 0;  ///< until the answer came
};
Result<ClockReading> read_ntp(std::string_view packet, const NtpExchange& exchange);
/// `age`: since the file was written.
Result<ClockReading> read_chrony(std::string_view line, base::Micros age);

}  // namespace noroshi::stamp
