#include "observe/netflow/domain.hpp"

#include <cstdlib>

namespace noroshi::netflow {

// An exporter that was overtaken by its own messages shows an older uptime and an older clock, and
// so the same boot.  A restart moves the boot forward.  So does the wrap of the counter, but by
// 2^32 ms.  Exporters that never count (0 for ever) never fall.
bool UptimeWatch::restarted(std::uint32_t uptime_ms, base::Micros clock) {
  constexpr base::Micros kWrap = (std::int64_t{1} << 32) * base::kMillisecond;
  constexpr base::Micros kJitter = 5 * base::kSecond;
  constexpr base::Micros kDrift = 5 * base::kMinute;  // of two clocks in 49.7 days
  const base::Micros boot = clock - std::int64_t{uptime_ms} * base::kMillisecond;
  const base::Micros moved = boot - boot_;
  const bool fell = known_ && uptime_ms < uptime_ms_;
  if (fell && moved <= kJitter) return false;  // overtaken
  const bool wrapped = std::abs(moved - kWrap) < kDrift;
  known_ = true;
  uptime_ms_ = uptime_ms;
  boot_ = boot;
  return fell && !wrapped;
}

}  // namespace noroshi::netflow
