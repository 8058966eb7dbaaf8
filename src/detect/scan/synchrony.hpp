// Synchrony: sources of a group that begin, or end, together more than chance allows.
//
// A source begins where it was silent before for more than twice as long as it ever is later: who
// sends few packets a day begins at no instant that anybody could name, and whoever was there
// before the day did not begin in it.  Ends likewise.
//
// The null hypothesis: the group begins like everybody else of the day.  For each window of ten
// minutes, q is the share of all other begins that fall into it; of n in the group k fall there
// with a chance of at most exp(−n·KL(k/n ‖ q)) (Chernoff's bound on the binomial tail), and that is
// multiplied by all windows, both ends and all groups that were looked at (Bonferroni).  A few that
// begin and end together are told from many who do neither by both at once: q is then multiplied by
// the share of others who stay for as long.
#pragma once

#include <array>
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
  base::Micros silence = 0;  ///< the longest between
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
  enum class End : std::uint8_t { First, Last };
  static constexpr std::size_t kNoStep = ~std::size_t{0};

  [[nodiscard]] std::size_t step_of(const Lifetime& one, End end) const;  ///< kNoStep: no instant
  [[nodiscard]] base::Micros at_step(std::size_t step) const;
  [[nodiscard]] std::vector<std::uint32_t> counts(std::span<const Lifetime> group, End end) const;
  [[nodiscard]] static double share_of_others(double everybody, double own, double all,
                                              double all_own, double cells);
  void look(std::span<const Lifetime> group, End end, std::optional<Together>& best) const;

  /// A source that both begins and ends, by steps.
  struct Stay {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t member = 0;
  };
  [[nodiscard]] std::vector<Stay> stays(std::span<const Lifetime> group) const;  ///< sorted
  void look_at_both(std::span<const Lifetime> group, std::optional<Together>& best) const;

  base::Micros begin_ = 0;
  base::Micros end_ = 0;
  std::size_t steps_ = 0;
  std::array<std::vector<std::uint32_t>, 2> everybody_;  ///< by End
  std::vector<std::uint32_t> durations_;                 ///< of stays, in steps
};

}  // namespace noroshi::scan
