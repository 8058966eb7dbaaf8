#include "train/lesson/verdict.hpp"

#include <algorithm>

#include "train/fit/bands.hpp"

namespace noroshi::lesson {

double probability_of(const KnownServer& server, const c2::Band& band) {
  fit::Example example{.steps = fit::steps_of(server.weighed.strengths)};
  example.offset = server.weighed.prior;
  return fit::probability(fit::log_odds(example, fit::parameters_of(band)));
}

std::vector<Verdict> ranked(const View& view, const c2::Band& band) {
  std::vector<Verdict> verdicts;
  for (const KnownServer& server : view.servers) {
    verdicts.push_back({probability_of(server, band), &server});
  }
  rank(verdicts);
  return verdicts;
}

void rank(std::vector<Verdict>& verdicts) {
  std::ranges::stable_sort(verdicts, [](const Verdict& a, const Verdict& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.c2() < b.c2();
  });
}

double average_precision(const std::vector<Verdict>& ranked, std::size_t c2) {
  double sum = 0;
  double found = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (!ranked[i].c2()) continue;
    found += 1;
    sum += found / static_cast<double>(i + 1);
  }
  return c2 > 0 ? sum / static_cast<double>(c2) : 0;
}

std::size_t hits(const std::vector<Verdict>& ranked, std::size_t k) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < std::min(k, ranked.size()); ++i) found += ranked[i].c2() ? 1 : 0;
  return found;
}

std::size_t found_at(const std::vector<Verdict>& ranked, double false_rate) {
  std::size_t innocent = 0;
  for (const Verdict& one : ranked) innocent += one.c2() ? 0 : 1;
  const auto allowed = static_cast<std::size_t>(false_rate * static_cast<double>(innocent));
  std::size_t wrong = 0;
  std::size_t found = 0;
  for (const Verdict& one : ranked) {
    if (one.c2()) {
      ++found;
    } else if (++wrong > allowed) {
      return found;
    }
  }
  return found;
}

}  // namespace noroshi::lesson
