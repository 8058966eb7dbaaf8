// How much one caller may ask, and how fast wrong secrets may be tried.
//
// Both keep a little for each name they have seen and forget the oldest when there are too many
// names, so a stranger with many names costs no more memory than one.  Not safe from several
// threads; the Gate locks.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace noroshi::access {

/// A map of bounded size that forgets what was touched longest ago.
template <class Value>
class Recent {
 public:
  explicit Recent(std::size_t capacity) : capacity_(capacity) {}

  Value& touch(const std::string& name) {
    const auto known = places_.find(name);
    if (known != places_.end()) {
      order_.splice(order_.begin(), order_, known->second);
      return order_.front().second;
    }
    if (places_.size() >= capacity_) {
      places_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(name, Value{});
    places_.emplace(name, order_.begin());
    return order_.front().second;
  }
  [[nodiscard]] const Value* find(const std::string& name) const {
    const auto known = places_.find(name);
    return known == places_.end() ? nullptr : &known->second->second;
  }
  void erase(const std::string& name) {
    const auto known = places_.find(name);
    if (known == places_.end()) return;
    order_.erase(known->second);
    places_.erase(known);
  }
  template <class Condition>
  void erase_if(Condition&& condition) {
    for (auto at = order_.begin(); at != order_.end();) {
      if (!condition(at->second)) {
        ++at;
        continue;
      }
      places_.erase(at->first);
      at = order_.erase(at);
    }
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  using Order = std::list<std::pair<std::string, Value>>;
  std::size_t capacity_;
  Order order_;
  std::unordered_map<std::string, typename Order::iterator> places_;
};

/// A bucket for each name, filled steadily, from which each request takes one.
class Buckets {
 public:
  Buckets(double per_second, double depth, std::size_t names)
      : per_second_(per_second), depth_(depth), buckets_(names) {}
  /// 0: go on.  Else how long until the next request is welcome.
  base::Micros take(const std::string& name, base::Micros now);

 private:
  struct Bucket {
    double taken = 0;
    base::Micros at = 0;
  };
  double per_second_;
  double depth_;
  Recent<Bucket> buckets_;
};

/// After `free` failures in a row each further one doubles the wait before the next try: 1 s, 2 s,
/// 4 s … `longest`.  A success, or ten times `longest` of silence, begins again.
class Failures {
 public:
  Failures(int free, base::Micros longest, std::size_t names)
      : free_(free), longest_(longest), counts_(names) {}
  /// How long until the next try; 0: now.
  [[nodiscard]] base::Micros wait(const std::string& name, base::Micros now) const;
  /// How many in a row by now.
  int failed(const std::string& name, base::Micros now);
  void succeeded(const std::string& name) { counts_.erase(name); }

 private:
  struct Count {
    int failures = 0;
    base::Micros last = 0;
  };
  [[nodiscard]] base::Micros pause(int failures) const;
  int free_;
  base::Micros longest_;
  Recent<Count> counts_;
};

}  // namespace noroshi::access
