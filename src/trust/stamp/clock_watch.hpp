// ClockWatch: whether this machine's clock may be put into a time stamp now, and the evidence.
//
// Like the audit of a time-stamping unit by a time authority (時刻監査): sources are asked how far
// the clock is from them; enough of them must vouch that it is within the accuracy that tokens
// state.  Between two audits the clock may run away by its drift, and must not be set: that is seen
// against the steady clock, which nobody sets.  Whatever is in doubt, no time is given.
//
// Judging is pure; `ClockWatch` keeps the newest verdict for any number of threads.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/stamp/clock_source.hpp"

namespace noroshi::stamp {

struct ClockRules {
  base::Micros limit = base::kSecond;                   ///< the accuracy that tokens state
  std::size_t vouchers = 1;                             ///< sources that must vouch
  base::Micros stale_after = 10 * base::kMinute;        ///< an older audit is no evidence
  std::int64_t drift = 100;                             ///< parts in a million, between two audits
  base::Micros largest_step = 20 * base::kMillisecond;  ///< against the steady clock
};

/// Both clocks at one moment.
struct Moment {
  base::Micros wall = 0;    ///< UTC, as this machine has it
  base::Micros steady = 0;  ///< io::steady_clock
};

/// Now.  The two are read as one: a thread that is held up between them reads them again, or its
/// own delay would look as if somebody had set the clock.
Moment moment_now();

struct ClockAudit {
  Moment at{};
  std::vector<ClockReading> readings{};
  std::vector<std::string> silent{};  ///< "ntp://…: why nothing was heard"
  std::size_t vouched = 0;            ///< sources within the limit
  bool passed = false;
  base::Micros bound = 0;  ///< how far the clock may have been off, by those that vouch
  std::string why{};       ///< it did not pass

  /// One line of JSON, without a line feed.
  [[nodiscard]] std::string json() const;
};

/// Pure.
ClockAudit judge_clock(const ClockRules& rules, const Moment& at,
                       std::vector<ClockReading> readings, std::vector<std::string> silent);

/// Asks every source.
ClockAudit audit_clock(const ClockRules& rules,
                       const std::vector<std::unique_ptr<ClockSource>>& sources);

class ClockWatch {
 public:
  explicit ClockWatch(const ClockRules& rules) : rules_(rules) {}

  void take(const ClockAudit& audit);
  /// The time of `at`, or why none can be given.  From any thread.
  [[nodiscard]] Result<base::Micros> time(const Moment& at) const;
  [[nodiscard]] const ClockRules& rules() const { return rules_; }

 private:
  struct Evidence {
    Moment at;
    bool passed = false;
    base::Micros bound = 0;
  };
  ClockRules rules_;
  mutable std::mutex mutex_;
  std::optional<Evidence> evidence_;
  std::string why_;  // the newest audit did not pass
};

}  // namespace noroshi::stamp
