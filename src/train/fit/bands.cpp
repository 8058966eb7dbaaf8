#include "train/fit/bands.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::fit {
namespace {

constexpr double kPlaces = 1000;

std::vector<std::uint32_t> groups_of(std::span<const Example> examples,
                                     std::span<const std::uint32_t> without) {
  std::vector<std::uint32_t> groups;
  for (const Example& example : examples) groups.push_back(example.group);
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  std::erase_if(groups, [&](std::uint32_t group) {
    return std::ranges::find(without, group) != without.end();
  });
  return groups;
}

// Every kFolds-th group, and what is left out of everything.
std::vector<std::uint32_t> fold_of(const std::vector<std::uint32_t>& groups, std::size_t fold,
                                   std::span<const std::uint32_t> without) {
  std::vector<std::uint32_t> dealt(without.begin(), without.end());
  for (std::size_t i = fold; i < groups.size(); i += kFolds) dealt.push_back(groups[i]);
  return dealt;
}

double loss_of_left_out(std::span<const Example> examples, const Parameters& at,
                        std::span<const std::uint32_t> fold,
                        std::span<const std::uint32_t> without) {
  double sum = 0;
  for (const Example& example : examples) {
    if (std::ranges::find(fold, example.group) == fold.end()) continue;
    if (std::ranges::find(without, example.group) != without.end()) continue;
    sum += example.weight * loss(log_odds(example, at), example.c2);
  }
  return sum;
}

double left_out_loss(std::span<const Example> examples, const Penalty& penalty,
                     const std::vector<std::uint32_t>& groups, const Parameters& start,
                     std::span<const std::uint32_t> without) {
  double sum = 0;
  for (std::size_t fold = 0; fold < std::min(kFolds, groups.size()); ++fold) {
    const auto dealt = fold_of(groups, fold, without);
    const Fit one = fit(examples, {.penalty = penalty, .without = dealt, .start = start});
    sum += loss_of_left_out(examples, one.at, dealt, without);
  }
  return sum;
}

std::vector<Tried> try_ridges(std::span<const Example> examples, const Parameters& centre,
                              std::span<const std::uint32_t> without) {
  const auto groups = groups_of(examples, without);
  std::vector<Tried> tried;
  Parameters start = centre;
  for (const double ridge : kRidges) {
    const Penalty penalty{.ridge = ridge, .centre = centre};
    start = fit(examples,
                {.penalty = penalty, .without = {without.begin(), without.end()}, .start = start})
                .at;
    tried.push_back({ridge, left_out_loss(examples, penalty, groups, start, without)});
  }
  return tried;
}

BandFit fitted(const BandExamples& band, Penalty penalty, std::span<const std::uint32_t> without) {
  BandFit result{.sampling = band.sampling, .fit = {}, .penalty = penalty, .tried = {}};
  result.fit =
      fit(band.examples, {.penalty = penalty, .without = {without.begin(), without.end()}});
  for (const Example& example : band.examples) {
    if (std::ranges::find(without, example.group) != without.end()) continue;
    result.servers += example.weight;
    if (example.c2) result.c2 += example.weight;
  }
  return result;
}

}  // namespace

std::vector<BandFit> fit_bands(std::span<const BandExamples> bands, const Parameters& centre,
                               std::span<const std::uint32_t> without) {
  std::vector<BandFit> fits;
  for (const BandExamples& band : bands) {
    const Parameters& neighbour = fits.empty() ? centre : fits.back().fit.at;
    auto tried = try_ridges(band.examples, neighbour, without);
    const double best = std::ranges::min_element(tried, {}, &Tried::loss)->ridge;
    fits.push_back(fitted(band, {.ridge = best, .centre = neighbour}, without));
    fits.back().tried = std::move(tried);
  }
  return fits;
}

std::vector<BandFit> fit_bands_like(std::span<const BandExamples> bands,
                                    std::span<const BandFit> like, const Parameters& centre,
                                    std::span<const std::uint32_t> without) {
  std::vector<BandFit> fits;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const Parameters& neighbour = fits.empty() ? centre : fits.back().fit.at;
    fits.push_back(
        fitted(bands[i], {.ridge = like[i].penalty.ridge, .centre = neighbour}, without));
  }
  return fits;
}

c2::Band band_of(const BandFit& fit) {
  const auto rounded = [](double value) { return std::round(value * kPlaces) / kPlaces + 0.0; };
  c2::Band band{.sampling = fit.sampling, .bias = rounded(fit.fit.at[0])};
  for (std::size_t i = 0; i < c2::kInputs; ++i) band.worth[i] = rounded(fit.fit.at[i + 1]);
  return band;
}

Parameters parameters_of(const c2::Band& band) {
  Parameters at{};
  at[0] = band.bias;
  std::ranges::copy(band.worth, at.begin() + 1);
  return at;
}

}  // namespace noroshi::fit
