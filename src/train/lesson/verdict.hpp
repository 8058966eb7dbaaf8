// Verdicts: the servers of a view by probability, and what such a list is worth.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detect/c2/coefficients.hpp"
#include "train/lesson/day.hpp"

namespace noroshi::lesson {

struct Verdict {
  double probability = 0;
  const KnownServer* server = nullptr;  ///< in the view

  [[nodiscard]] bool c2() const { return server->c2(); }
};

double probability_of(const KnownServer& server, const c2::Band& band);

/// Likeliest first; of equals the innocent first, so that ties flatter nobody.
std::vector<Verdict> ranked(const View& view, const c2::Band& band);
void rank(std::vector<Verdict>& verdicts);

/// Area under the precision-recall curve, as a sum of steps, over `c2` servers of which some may
/// not be in the list.
double average_precision(const std::vector<Verdict>& ranked, std::size_t c2);

/// C2 servers among the first `k`.
std::size_t hits(const std::vector<Verdict>& ranked, std::size_t k);

/// C2 servers above the innocent that is one too many at a rate of `false_rate` of all innocents;
/// with fewer innocents than 1 ÷ rate that is the first one.
std::size_t found_at(const std::vector<Verdict>& ranked, double false_rate);

}  // namespace noroshi::lesson
