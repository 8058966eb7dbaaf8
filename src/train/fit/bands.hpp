// A set of coefficients for each sampling interval, each drawn to its denser neighbour.
//
// The ridge pulls the first band to a centre that the caller gives (what people judged the inputs
// to be worth) and each further one to the band before it, so that inputs of which a band's
// examples say nothing keep the neighbour's worth.  How strongly is chosen for each band by the
// likelihood of what was left out: groups are dealt into folds, and each fold is told by a fit of
// the others.
#pragma once

#include "detect/c2/coefficients.hpp"
#include "train/fit/fit.hpp"

namespace noroshi::fit {

/// Strengths of the ridge that are tried.
inline constexpr std::array kRidges = {0.03, 0.1, 0.3, 1.0, 3.0, 10.0};
inline constexpr std::size_t kFolds = 6;

struct Tried {
  double ridge = 0;
  double loss = 0;  ///< of everything, each group told by a fit without its fold
};

struct BandFit {
  std::uint32_t sampling = 1;
  Fit fit;
  Penalty penalty;
  std::vector<Tried> tried;  ///< in the order of kRidges
  double servers = 0;        ///< that the fit saw
  double c2 = 0;             ///< of them
};

struct BandExamples {
  std::uint32_t sampling = 1;
  std::vector<Example> examples;  ///< as `merged` makes them
};

/// `bands` from dense to sparse.  `without` is left out of everything.
std::vector<BandFit> fit_bands(std::span<const BandExamples> bands, const Parameters& centre,
                               std::span<const std::uint32_t> without = {});

/// The same with the ridges of `like` instead of a choice: quick, for what is left out in turn.
std::vector<BandFit> fit_bands_like(std::span<const BandExamples> bands,
                                    std::span<const BandFit> like, const Parameters& centre,
                                    std::span<const std::uint32_t> without = {});

/// As a file holds them: rounded to a thousandth.
c2::Band band_of(const BandFit& fit);
Parameters parameters_of(const c2::Band& band);

}  // namespace noroshi::fit
