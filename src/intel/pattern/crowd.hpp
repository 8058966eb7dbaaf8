// Which observations could stand where in a pattern, alike ones taken together.
//
// Observations that satisfy the same brackets (and, where the pattern asks for time, were made at
// the same time) are interchangeable: the search for a match sees one group of so many.  That is
// what keeps a million equal observations as cheap as one.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/pattern/scene.hpp"
#include "intel/pattern/syntax.hpp"

namespace noroshi::pattern {

/// Comparisons that may still be made; Errc::Limit beyond.
class Budget {
 public:
  explicit Budget(std::uint64_t left) : left_(left) {}
  [[nodiscard]] bool spend(std::uint64_t amount = 1) {
    if (amount > left_) return false;
    left_ -= amount;
    return true;
  }
  static Error exhausted();

 private:
  std::uint64_t left_;
};

struct Group {
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t count = 0;           ///< sum of number_observed; saturates
  std::vector<std::size_t> members;  ///< indexes of observations, ascending
};

struct Crowd {
  std::vector<Group> groups;  ///< in the order of their first members
  /// For each node that is an Observation: its groups, ascending.  Empty for other nodes.
  std::vector<std::vector<std::uint32_t>> candidates;
};

Result<Crowd> gather(const Syntax& syntax, const std::vector<Observation>& observations,
                     Budget& budget);

}  // namespace noroshi::pattern
