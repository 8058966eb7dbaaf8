#include "cli/exam.hpp"

#include <algorithm>
#include <set>

#include "base/logarithm.hpp"
#include "detect/c2/hunt.hpp"

namespace noroshi::cli {
namespace {

double probability_of(const lesson::KnownServer& server, const c2::Band& band) {
  return fit::probability(fit::log_odds(
      {.steps = fit::steps_of(server.weighed.strengths), .offset = server.weighed.prior},
      fit::parameters_of(band)));
}

struct Judged {
  double probability;
  bool c2;
};

// The likeliest first; of equal ones the innocent first, so that ties flatter nobody.
void rank(std::vector<Judged>& judged) {
  std::ranges::sort(judged, [](const Judged& a, const Judged& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.c2 < b.c2;
  });
}

double average_precision(const std::vector<Judged>& ranked, std::size_t c2) {
  double sum = 0;
  double hits = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (!ranked[i].c2) continue;
    hits += 1;
    sum += hits / static_cast<double>(i + 1);
  }
  return c2 > 0 ? sum / static_cast<double>(c2) : 0;
}

// A C2 server of a day that holds many more than the prior expects stands for less than one, so
// that probabilities are asked about days as they are expected to be.
void add_view(ExamResult& result, const lesson::Day& day, const lesson::View& view,
              const c2::Band& band, std::vector<Judged>& all) {
  const double rarity = base::exp(-lesson::crowding(day, view));
  std::vector<Judged> judged;
  for (const lesson::KnownServer& server : view.servers) {
    judged.push_back({probability_of(server, band), server.c2()});
    const bool reported = judged.back().probability >= c2::kDefaultThreshold;
    result.calibration.add(judged.back().probability, server.c2(), server.c2() ? rarity : 1);
    (server.c2() ? result.seen : result.innocent) += 1;
    (server.c2() ? result.reported : result.wrong) += reported ? 1 : 0;
  }
  rank(judged);
  const auto seen = static_cast<std::size_t>(std::ranges::count_if(judged, &Judged::c2));
  for (std::size_t i = 0; i < seen; ++i) result.among_first += judged[i].c2 ? 1 : 0;
  all.insert(all.end(), judged.begin(), judged.end());
}

// Of the family's servers that were seen at this interval, how many are reported.
void count_reports(const std::vector<lesson::Day>& days, const std::string& family,
                   std::size_t view, const c2::Band& band, std::size_t& servers,
                   std::size_t& reported) {
  servers = reported = 0;
  for (const lesson::Day& day : days) {
    for (const lesson::KnownServer& server : day.views[view].servers) {
      if (server.family != family) continue;
      ++servers;
      reported += probability_of(server, band) >= c2::kDefaultThreshold ? 1 : 0;
    }
  }
}

}  // namespace

std::vector<ExamResult> examine(const std::vector<lesson::Day>& days,
                                const c2::Coefficients& coefficients) {
  std::vector<ExamResult> results;
  for (std::size_t i = 0; i < lesson::kSamplings.size(); ++i) {
    ExamResult result{.sampling = lesson::kSamplings[i], .calibration = {}};
    std::vector<Judged> all;
    for (const lesson::Day& day : days) {
      add_view(result, day, day.views[i], coefficients.band(result.sampling), all);
      result.c2 += day.views[i].unseen.size();
    }
    result.c2 += result.seen;
    rank(all);
    result.average_precision = average_precision(all, result.seen);
    results.push_back(result);
  }
  return results;
}

std::vector<FamilyResult> leave_out_each_family(const lesson::Course& course,
                                                const std::vector<fit::BandFit>& fits) {
  std::set<std::string> families;
  for (const lesson::Day& day : course.exam) {
    for (const lesson::KnownServer& server : day.views.front().servers) {
      if (server.c2()) families.insert(server.family);
    }
  }
  std::vector<FamilyResult> results;
  for (const std::string& family : families) {
    std::vector<std::uint32_t> without;
    if (const auto group = course.group(family)) without.push_back(*group);
    const auto others = fit::fit_bands_like(course.bands, fits, lesson::judgement(), without);
    for (std::size_t i = 0; i < fits.size(); ++i) {
      FamilyResult one{.family = family, .sampling = fits[i].sampling};
      count_reports(course.exam, family, i, fit::band_of(fits[i]), one.servers, one.reported);
      count_reports(course.exam, family, i, fit::band_of(others[i]), one.servers,
                    one.reported_without);
      results.push_back(one);
    }
  }
  return results;
}

}  // namespace noroshi::cli
