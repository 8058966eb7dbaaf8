#include "cli/exam.hpp"

#include <set>

#include "base/logarithm.hpp"
#include "detect/c2/hunt.hpp"
#include "train/lesson/verdict.hpp"

namespace noroshi::cli {
namespace {

// A C2 server of a day that holds many more than the prior expects stands for less than one, so
// that probabilities are asked about days as they are expected to be.
void add_view(ExamResult& result, const lesson::Day& day, const lesson::View& view,
              const c2::Band& band, std::vector<lesson::Verdict>& all) {
  const double rarity = base::exp(-lesson::crowding(day, view));
  const auto verdicts = lesson::ranked(view, band);
  std::size_t seen = 0;
  for (const lesson::Verdict& one : verdicts) {
    const bool reported = one.probability >= c2::kDefaultThreshold;
    result.calibration.add(one.probability, one.c2(), one.c2() ? rarity : 1);
    (one.c2() ? seen : result.innocent) += 1;
    (one.c2() ? result.reported : result.wrong) += reported ? 1 : 0;
  }
  result.seen += seen;
  result.among_first += lesson::hits(verdicts, seen);
  all.insert(all.end(), verdicts.begin(), verdicts.end());
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
      reported += lesson::probability_of(server, band) >= c2::kDefaultThreshold ? 1 : 0;
    }
  }
}

}  // namespace

std::vector<ExamResult> examine(const std::vector<lesson::Day>& days,
                                const c2::Coefficients& coefficients) {
  std::vector<ExamResult> results;
  for (std::size_t i = 0; i < lesson::kSamplings.size(); ++i) {
    ExamResult result{.sampling = lesson::kSamplings[i], .calibration = {}};
    std::vector<lesson::Verdict> all;
    for (const lesson::Day& day : days) {
      add_view(result, day, day.views[i], coefficients.band(result.sampling), all);
      result.c2 += day.views[i].unseen.size();
    }
    result.c2 += result.seen;
    lesson::rank(all);
    result.average_precision = lesson::average_precision(all, result.seen);
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
