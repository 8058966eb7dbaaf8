// Stay: somebody (a line, an inside address) had something from one instant to another.
//
// Logs overlap: a stop record is lost, a clock is set back, two servers lend the same address.
// `disjoint` cuts such stays into pieces of which at most one holds at any instant; where two
// owners claim the same instant the piece is contested, and nobody is named for it.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/time.hpp"

namespace noroshi::subscriber {

inline constexpr std::uint32_t kContested = 0xFFFFFFFF;  ///< two owners at once
inline constexpr std::uint32_t kNobody = 0xFFFFFFFE;
inline constexpr base::Micros kForever = std::numeric_limits<base::Micros>::max();

struct Stay {
  base::Micros start = 0;
  base::Micros end = 0;      ///< exclusive; kForever: not ended yet
  std::uint64_t device = 0;  ///< keyed hash; 0: not known, or not one alone
  std::uint32_t owner = kNobody;
  friend bool operator==(const Stay&, const Stay&) = default;
};

/// The same claims as pieces, sorted and disjoint.  Pieces of one owner and device that touch are
/// joined.
std::vector<Stay> disjoint(const std::vector<Stay>& stays);

/// A closed stretch of time: every instant at which a thing may have happened.
struct Window {
  base::Micros from = 0;
  base::Micros to = 0;

  /// Around `time`, either way; stops at the ends of time instead of going round.
  static Window around(base::Micros time, base::Micros error);
};

/// What pieces say of a window.
struct Tenancy {
  std::vector<std::uint32_t> owners;  ///< each once, in order of time; without kContested
  std::uint64_t device = 0;           ///< of the one owner, if it was one device throughout
  bool contested = false;
  bool gap = false;  ///< at some instant nobody
};

/// `pieces` as `disjoint` gives them; those outside the window do not count.
Tenancy tenancy(const std::vector<Stay>& pieces, const Window& window);

}  // namespace noroshi::subscriber
