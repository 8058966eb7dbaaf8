#include "detect/scan/coverage.hpp"

#include <algorithm>

namespace noroshi::scan {
namespace {

using base::Micros;

// Of what came while it was on.
double received(const model::TelescopeHour& hour) {
  if (hour.packets == 0) return 0;
  return static_cast<double>(hour.packets) / static_cast<double>(hour.packets + hour.lost);
}

}  // namespace

Coverage::Coverage(Micros begin, Micros end, std::span<const model::TelescopeHour> hours) {
  const Micros count = std::max<Micros>(0, end - begin + base::kHour - 1) / base::kHour;
  shares_.assign(static_cast<std::size_t>(count), hours.empty() ? 1.0 : 0.0);
  for (const model::TelescopeHour& hour : hours) {
    const double part = received(hour);
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const Micros from = begin + static_cast<Micros>(i) * base::kHour;
      const Micros common = std::min(hour.end, from + base::kHour) - std::max(hour.begin, from);
      if (common <= 0) continue;
      const double share = static_cast<double>(common) / static_cast<double>(base::kHour);
      shares_[i] = std::min(1.0, shares_[i] + part * share);
    }
  }
}

double Coverage::share() const {
  if (shares_.empty()) return 0;
  double sum = 0;
  for (const double share : shares_) sum += share;
  return sum / static_cast<double>(shares_.size());
}

}  // namespace noroshi::scan
