// Cohort: how long infections last after a notice, and without one, as observations of survival.
//
// A case enters at its first notice (arm: the channel), or, if it had none, when it was opened
// (arm: "none": opted out, ambiguous, unknown, unreachable).  It ends
//
//   with an event     at its last sighting, once it has been silent for long enough
//   censored          at its last sighting when it ended otherwise (another device, closed by hand,
//                     traced to a line), or at the horizon while it is still seen
//
// The horizon is the time until which the sensors have seen, less the silence that counts: before
// it every case is known to be over or not.  Who enters after it is left out and counted, because
// only the quick ones among them could be known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "act/notify/book.hpp"
#include "intel/programme/log_rank.hpp"
#include "intel/programme/survival.hpp"

namespace noroshi::notify {

struct Arm {
  std::string channel;  ///< "mail", …; "none": no notice
  std::size_t cases = 0;
  std::size_t cleared = 0;
  programme::SurvivalCurve curve;  ///< in days
};

struct Cohort {
  base::Micros horizon = 0;
  std::size_t too_young = 0;
  std::vector<Arm> arms;                        ///< by channel, "none" last
  std::optional<programme::LogRank> all;        ///< two arms or more
  std::optional<programme::LogRank> by_family;  ///< the same, stratified by family
};

/// One case as the cohort sees it.
struct Follow {
  std::string channel;
  std::string family;
  double days = 0;
  bool cleared = false;
};

/// Nothing: it entered after the horizon.
std::optional<Follow> follow(const Case& one, base::Micros horizon);

Cohort cohort_of(const std::vector<Follow>& follows);

/// All cases of an operator's book.
Result<Cohort> cohort_of(Book& book, base::Micros silent);

}  // namespace noroshi::notify
