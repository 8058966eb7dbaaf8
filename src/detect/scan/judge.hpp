// The judgement of one source: prior and evidence, added up.
#pragma once

#include "detect/scan/line.hpp"
#include "model/infected_host.hpp"

namespace noroshi::scan {

struct Judgement {
  double prior = 0;
  double log_odds = 0;
  std::vector<model::Evidence> evidence;  ///< heaviest first; only where it was asked for
};

/// What all lines say.  Sentences are written only `in_words`: most sources need none.
Judgement judge(const Case& the_case, bool in_words);

double probability_of(double log_odds);

/// Everything but its standing, which depends on other days.
model::InfectedHost infected_host(const Case& the_case, base::Micros clock_error,
                                  const std::string& sensor);

}  // namespace noroshi::scan
