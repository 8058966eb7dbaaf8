#include "act/zone/journal.hpp"

#include <algorithm>
#include <iterator>

namespace noroshi::zone {

namespace {

std::vector<std::string> only_in(const std::vector<std::string>& some,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> result;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::back_inserter(result));
  return result;
}

}  // namespace

bool is_newer(std::uint32_t a, std::uint32_t than_b) {
  const std::uint32_t ahead = a - than_b;
  return ahead != 0 && ahead < 0x80000000U;
}

Journal::Journal(std::uint32_t first_serial, std::size_t remembered) : remembered_(remembered) {
  auto zone = std::make_shared<Zone>();
  zone->serial = first_serial;
  zone_ = std::move(zone);
}

void Journal::publish(std::vector<std::string> names, std::uint32_t least_serial) {
  const std::lock_guard lock(mutex_);
  if (names == zone_->names) return;
  auto step = std::make_shared<Step>();
  step->from = zone_->serial;
  step->to = is_newer(least_serial, zone_->serial) ? least_serial : zone_->serial + 1;
  step->removed = only_in(zone_->names, names);
  step->added = only_in(names, zone_->names);
  auto zone = std::make_shared<Zone>();
  zone->serial = step->to;
  zone->names = std::move(names);
  zone_ = std::move(zone);
  steps_.push_back(std::move(step));
  if (steps_.size() > remembered_) steps_.pop_front();
}

std::shared_ptr<const Zone> Journal::zone() const {
  const std::lock_guard lock(mutex_);
  return zone_;
}

View Journal::since(std::uint32_t serial) const {
  const std::lock_guard lock(mutex_);
  View view{zone_, {}, true};
  if (serial == zone_->serial || is_newer(serial, zone_->serial)) {
    view.whole = false;
    return view;
  }
  const auto first = std::find_if(steps_.begin(), steps_.end(),
                                  [serial](const auto& step) { return step->from == serial; });
  std::size_t changes = 0;
  for (auto step = first; step != steps_.end(); ++step) {
    changes += (*step)->removed.size() + (*step)->added.size() + 2;
  }
  if (first == steps_.end() || changes > zone_->names.size() + 2) return view;
  view.steps.assign(first, steps_.end());
  view.whole = false;
  return view;
}

}  // namespace noroshi::zone
