#include "hub/access/limits.hpp"

#include <algorithm>

namespace noroshi::access {

base::Micros Buckets::take(const std::string& name, base::Micros now) {
  Bucket& bucket = buckets_.touch(name);
  const auto passed = base::seconds(std::max<base::Micros>(0, now - bucket.at));
  bucket.taken = std::max(0.0, bucket.taken - passed * per_second_);
  bucket.at = now;
  if (bucket.taken + 1 <= depth_) {
    bucket.taken += 1;
    return 0;
  }
  const double missing = bucket.taken + 1 - depth_;
  return std::max<base::Micros>(1, static_cast<base::Micros>(missing / per_second_ * 1e6));
}

base::Micros Failures::pause(int failures) const {
  if (failures < free_) return 0;
  const int doublings = std::min(failures - free_, 30);
  return std::min(longest_, base::kSecond << doublings);
}

base::Micros Failures::wait(const std::string& name, base::Micros now) const {
  const Count* count = counts_.find(name);
  if (count == nullptr) return 0;
  return std::max<base::Micros>(0, count->last + pause(count->failures) - now);
}

int Failures::failed(const std::string& name, base::Micros now) {
  Count& count = counts_.touch(name);
  if (now - count.last > 10 * longest_) count.failures = 0;
  count.last = now;
  return ++count.failures;
}

}  // namespace noroshi::access
