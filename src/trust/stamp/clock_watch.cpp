#include "trust/stamp/clock_watch.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <iterator>
#include <limits>

#include "base/json_string.hpp"
#include "io/clock.hpp"

namespace noroshi::stamp {
namespace {

std::string_view leap_text(LeapNotice leap) {
  if (leap == LeapNotice::Insert) return "insert";
  return leap == LeapNotice::Delete ? "delete" : "none";
}

base::Micros bound_of(const ClockReading& reading) {
  return std::abs(reading.offset) + reading.uncertainty;
}

Error no_time(std::string why) { return Error{Errc::Io, std::move(why)}; }

}  // namespace

Moment moment_now() {
  constexpr base::Micros kTogether = 200;
  constexpr int kTries = 100;
  Moment closest;
  base::Micros smallest_gap = std::numeric_limits<base::Micros>::max();
  for (int i = 0; i < kTries && smallest_gap > kTogether; ++i) {
    const base::Micros before = io::steady_clock();
    const base::Micros wall = io::wall_clock();
    const base::Micros gap = io::steady_clock() - before;
    if (gap >= smallest_gap) continue;
    smallest_gap = gap;
    closest = {wall, before};
  }
  return closest;
}

ClockAudit judge_clock(const ClockRules& rules, const Moment& at,
                       std::vector<ClockReading> readings, std::vector<std::string> silent) {
  ClockAudit audit;
  audit.at = at;
  audit.readings = std::move(readings);
  audit.silent = std::move(silent);
  std::vector<base::Micros> bounds;
  for (const auto& reading : audit.readings) {
    if (bound_of(reading) <= rules.limit) bounds.push_back(bound_of(reading));
  }
  std::sort(bounds.begin(), bounds.end());
  audit.vouched = bounds.size();
  audit.passed = audit.vouched >= std::max<std::size_t>(rules.vouchers, 1);
  if (audit.passed) {
    audit.bound = bounds.at(std::max<std::size_t>(rules.vouchers, 1) - 1);
  } else {
    audit.why = fmt::format("{} of {} sources vouch that the clock is within {}, and {} must",
                            audit.vouched, audit.readings.size() + audit.silent.size(),
                            base::humane(rules.limit), std::max<std::size_t>(rules.vouchers, 1));
  }
  return audit;
}

ClockAudit audit_clock(const ClockRules& rules,
                       const std::vector<std::unique_ptr<ClockSource>>& sources) {
  std::vector<ClockReading> readings;
  std::vector<std::string> silent;
  for (const auto& source : sources) {
    auto reading = source->read();
    if (reading) {
      readings.push_back(*std::move(reading));
    } else {
      silent.push_back(fmt::format("{}: {}", source->name(), reading.error().message));
    }
  }
  return judge_clock(rules, moment_now(), std::move(readings), std::move(silent));
}

std::string ClockAudit::json() const {
  std::string line = fmt::format(R"({{"time":"{}","passed":{},"vouched":{},"bound_us":{})",
                                 base::to_rfc3339(at.wall), passed, vouched, bound);
  line += R"(,"readings":[)";
  for (const auto& reading : readings) {
    if (&reading != &readings.front()) line += ',';
    line += R"({"source":)" + base::json_string(reading.source);
    fmt::format_to(std::back_inserter(line),
                   R"(,"offset_us":{},"uncertainty_us":{},"stratum":{},"leap":"{}"}})",
                   reading.offset, reading.uncertainty, reading.stratum, leap_text(reading.leap));
  }
  line += R"(],"silent":[)";
  for (const auto& each : silent) {
    if (&each != &silent.front()) line += ',';
    line += base::json_string(each);
  }
  line += ']';
  if (!why.empty()) line += R"(,"why":)" + base::json_string(why);
  return line + '}';
}

void ClockWatch::take(const ClockAudit& audit) {
  const std::lock_guard lock(mutex_);
  evidence_ = Evidence{audit.at, audit.passed, audit.bound};
  why_ = audit.why;
}

Result<base::Micros> ClockWatch::time(const Moment& at) const {
  const std::lock_guard lock(mutex_);
  if (!evidence_) return no_time("the clock has not been audited yet");
  if (!evidence_->passed) return no_time("the clock's last audit did not pass: " + why_);
  const base::Micros passed = at.steady - evidence_->at.steady;
  if (passed > rules_.stale_after) {
    return no_time(fmt::format("the clock's last audit was {} ago", base::humane(passed)));
  }
  const base::Micros step = at.wall - evidence_->at.wall - passed;
  if (std::abs(step) > rules_.largest_step) {
    return no_time(fmt::format("the clock was set by {} µs since its last audit", step));
  }
  const base::Micros bound =
      evidence_->bound + passed / base::kSecond * rules_.drift + std::abs(step);
  if (bound > rules_.limit) {
    return no_time(fmt::format("since its last audit the clock may have run beyond {}",
                               base::humane(rules_.limit)));
  }
  return at.wall;
}

}  // namespace noroshi::stamp
