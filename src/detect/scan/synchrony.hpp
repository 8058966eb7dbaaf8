// Synchrony: sources of a group that begin, or end, together more than chance allows.
//
// A source begins where it was silent before for more than twice as long as it ever is later: who
// sends few packets a day begins at no instant that anybody could name, and whoever was there
// before the day did not begin in it.  Ends likewise.
//
// Of a source that sends three packets an hour the first that is heard comes twenty minutes after
// it began, on average: how close together the begins of a group seem depends on its pace.  So
// windows of several widths are tried, from ten minutes to hours, each with those sources whose own
// silences are so long: among sources that are heard each minute, an hour is no agreement.
//
// The null hypothesis: the group begins like everybody else of the day.  For each window, q is the
// share of all other begins that fall into it; of n in the group k fall there with a chance of at
// most exp(−n·KL(k/n ‖ q)) (Chernoff's bound on the binomial tail), and that is multiplied by all
// windows, widths, both ends and all groups that were looked at (Bonferroni).  People who come to
// work also begin together, but before and after them others do: q is never less than what the
// group itself has in the windows beside.  A few that begin and end together are told from many who
// do neither by both at once: q is then multiplied by the share of others who stay for as long.
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

/// Events by steps of time; how many lie between two of them at once.
class Steps {
 public:
  Steps() = default;
  explicit Steps(std::size_t steps) : until_(steps + 1) {}

  void add(std::size_t step) { ++until_[step + 1]; }
  void finish();  ///< before anything is asked

  /// In [begin, end); what lies outside is empty.
  [[nodiscard]] double between(std::ptrdiff_t begin, std::ptrdiff_t end) const;
  [[nodiscard]] double all() const { return until_.back(); }

 private:
  std::vector<std::uint32_t> until_ = {0};
};

/// How often sources begin and end in each window of the day.
class Rhythm {
 public:
  static constexpr base::Micros kStep = 5 * base::kMinute;

  /// `begin` and `end` of the day: who was there before, or stays, did not begin or end in it.
  Rhythm(std::span<const Lifetime> everybody, base::Micros begin, base::Micros end);

  struct Together {
    std::vector<std::uint32_t> members;  ///< indices into the group, sorted
    base::Micros at = 0;                 ///< begin of the window
    double chance = 1;  ///< after correction for windows, widths and ends; not for groups
  };

  /// The part of the group, itself among everybody, that agrees best; nothing when less than three
  /// quarters of it would be there for a reason, or fewer than five.
  [[nodiscard]] std::optional<Together> together(std::span<const Lifetime> group) const;

 private:
  enum class End : std::uint8_t { First, Last };
  static constexpr std::size_t kNoStep = ~std::size_t{0};

  /// Everybody for whom a window of this width, in steps, is no wider than his silences excuse.
  struct Scale {
    std::size_t width = 0;
    std::array<Steps, 2> ends;  ///< by End
    Steps durations;            ///< of stays, in steps
  };

  /// A source that both begins and ends, by steps.
  struct Stay {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t member = 0;
  };

  [[nodiscard]] std::size_t step_of(const Lifetime& one, End end, std::size_t width) const;
  [[nodiscard]] base::Micros at_step(std::size_t step) const;
  [[nodiscard]] double windows(const Scale& scale) const;
  [[nodiscard]] Steps counts(std::span<const Lifetime> group, End end, std::size_t width) const;
  [[nodiscard]] static double share_of_others(double everybody, double own, double all,
                                              double all_own, double cells);
  void look(std::span<const Lifetime> group, End end, const Scale& scale,
            std::optional<Together>& best) const;
  [[nodiscard]] std::vector<Stay> stays(std::span<const Lifetime> group, std::size_t width) const;
  void look_at_both(std::span<const Lifetime> group, const Scale& scale,
                    std::optional<Together>& best) const;

  base::Micros begin_ = 0;
  base::Micros end_ = 0;
  std::size_t steps_ = 0;
  std::vector<Scale> scales_;
};

}  // namespace noroshi::scan
