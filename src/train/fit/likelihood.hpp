// The penalised likelihood of the additive model, with its slope and curvature.
//
//   f(β) = Σ weight · [ln(1 + e^z) − c2 · z] + ½ ridge · Σ (β − centre)²,  z = offset + β·strengths
//
// Parameter 0 is the bias, i + 1 the worth of input i.  Sums run over the examples in their order,
// on one thread, so that the same examples give the same bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "train/fit/cholesky.hpp"
#include "train/fit/example.hpp"

namespace noroshi::fit {

inline constexpr std::size_t kParameters = 1 + c2::kInputs;
using Parameters = std::array<double, kParameters>;

struct Penalty {
  double ridge = 1;
  Parameters centre{};
};

class Likelihood {
 public:
  /// Examples of a group in `without` are left out.
  Likelihood(std::span<const Example> examples, Penalty penalty,
             std::span<const std::uint32_t> without = {});

  [[nodiscard]] double value(const Parameters& at) const;
  /// The slope, and the curvature (its lower triangle) where it is asked for.
  Parameters slope(const Parameters& at, Matrix* curvature) const;

 private:
  struct Row {
    double offset;
    double weight;
    std::uint32_t begin;  // of its terms
    bool c2;
  };
  struct Term {
    std::uint8_t parameter;
    double strength;
  };

  [[nodiscard]] std::span<const Term> terms_of(std::size_t row) const;
  [[nodiscard]] double log_odds(std::size_t row, const Parameters& at) const;

  Penalty penalty_;
  std::vector<Row> rows_;
  std::vector<Term> terms_;  // strengths that are not 0
};

/// −ln of the probability that the model gives to the truth, for these log-odds.
double loss(double log_odds, bool c2);
double probability(double log_odds);
double log_odds(const Example& example, const Parameters& at);

}  // namespace noroshi::fit
