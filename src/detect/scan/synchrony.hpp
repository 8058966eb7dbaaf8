// Synchrony: sources of a group that begin, or end, together more than chance allows.
//
// The null hypothesis: the group begins like everybody else of the day.  For each window of ten
// minutes, q is the share of all other sources that begin in it; of n in the group k begin there
// with a chance of at most exp(−n·KL(k/n ‖ q)) (Chernoff's bound on the binomial tail), and that is
// multiplied by all windows, both ends and all groups that were looked at (Bonferroni).  Begins in
// the first half hour and ends in the last are left out: those sources were there before, or stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"

namespace noroshi::scan {

struct Lifetime {
  base::Micros first = 0;
  base::Micros last = 0;
};

/// How often sources begin and end in each window of the day.
class Rhythm {
 public:
  static constexpr base::Micros kStep = 5 * base::kMinute;  ///< windows are two steps wide

  explicit Rhythm(std::span<const Lifetime> everybody);

  struct Together {
    std::vector<std::uint32_t> members;  ///< indices into the group, sorted
    base::Micros at = 0;                 ///< begin of the window
    double chance = 1;                   ///< after correction for windows and ends; not for groups
  };

  /// The part of the group, itself among everybody, that agrees best; nothing when less than three
  /// quarters of it would be there for a reason, or fewer than five.
  [[nodiscard]] std::optional<Together> together(std::span<const Lifetime> group) const;

 private:
  [[nodiscard]] std::size_t step_of(base::Micros at) const;
  [[nodiscard]] base::Micros at_step(std::size_t step) const;
  [[nodiscard]] std::vector<std::uint32_t> counts(std::span<const Lifetime> group,
                                                  base::Micros Lifetime::*end) const;
  void look(std::span<const Lifetime> group, base::Micros Lifetime::*end,
            const std::vector<std::uint32_t>& everybody, std::optional<Together>& best) const;

  base::Micros begin_ = 0;
  std::size_t steps_ = 0;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace noroshi::scan
