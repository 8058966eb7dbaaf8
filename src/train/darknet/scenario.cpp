#include "train/darknet/scenario.hpp"

namespace noroshi::darknet {

Status check(const Scenario& scenario) {
  const auto wrong = [](const char* what) { return Error{Errc::InvalidUsage, what}; };
  if (scenario.days < 1 || scenario.days > 366) return wrong("days: 1 to 366");
  if (scenario.start < 0) return wrong("start: 1970 or later");
  if (!scenario.dark.address.is_v4() || scenario.dark.length < 14 || scenario.dark.length > 24) {
    return wrong("dark prefix: IPv4, /14 to /24");
  }
  if (!(scenario.scale >= 0.01 && scenario.scale <= 100)) return wrong("scale: 0.01 to 100");
  if (scenario.idle < base::kMinute) return wrong("idle time-out: a minute or more");
  return {};
}

}  // namespace noroshi::darknet
