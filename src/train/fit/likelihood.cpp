#include "train/fit/likelihood.hpp"

#include <algorithm>

#include "base/logarithm.hpp"

namespace noroshi::fit {
namespace {

// The bias is held only as much as keeps it finite where all examples are of one kind.
constexpr double kBiasRidge = 1e-3;

double ridge_of(const Penalty& penalty, std::size_t parameter) {
  return parameter == 0 ? kBiasRidge : penalty.ridge;
}

}  // namespace

double probability(double log_odds) { return 1.0 / (1.0 + base::exp(-log_odds)); }

double loss(double log_odds, bool c2) {
  const double against = c2 ? -log_odds : log_odds;  // ln(1 + e^against), without overflow
  return std::max(against, 0.0) + base::ln(1.0 + base::exp(-(against < 0 ? -against : against)));
}

double log_odds(const Example& example, const Parameters& at) {
  double sum = example.offset + at[0];
  for (std::size_t i = 0; i < c2::kInputs; ++i) sum += at[i + 1] * (example.steps[i] / kSteps);
  return sum;
}

Likelihood::Likelihood(std::span<const Example> examples, Penalty penalty,
                       std::span<const std::uint32_t> without)
    : penalty_(penalty) {
  for (const Example& example : examples) {
    if (std::ranges::find(without, example.group) != without.end()) continue;
    rows_.push_back({.offset = example.offset,
                     .weight = example.weight,
                     .begin = static_cast<std::uint32_t>(terms_.size()),
                     .c2 = example.c2});
    for (std::size_t i = 0; i < c2::kInputs; ++i) {
      if (example.steps[i] == 0) continue;
      terms_.push_back({static_cast<std::uint8_t>(i + 1), example.steps[i] / kSteps});
    }
  }
}

std::span<const Likelihood::Term> Likelihood::terms_of(std::size_t row) const {
  const std::size_t end = row + 1 < rows_.size() ? rows_[row + 1].begin : terms_.size();
  return std::span(terms_).subspan(rows_[row].begin, end - rows_[row].begin);
}

double Likelihood::log_odds(std::size_t row, const Parameters& at) const {
  double sum = rows_[row].offset + at[0];
  for (const Term& term : terms_of(row)) sum += at[term.parameter] * term.strength;
  return sum;
}

double Likelihood::value(const Parameters& at) const {
  double sum = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    sum += rows_[row].weight * loss(log_odds(row, at), rows_[row].c2);
  }
  for (std::size_t i = 0; i < kParameters; ++i) {
    const double off = at[i] - penalty_.centre[i];
    sum += 0.5 * ridge_of(penalty_, i) * off * off;
  }
  return sum;
}

Parameters Likelihood::slope(const Parameters& at, Matrix* curvature) const {
  Parameters slope{};
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const double p = probability(log_odds(row, at));
    const double pull = rows_[row].weight * (p - (rows_[row].c2 ? 1.0 : 0.0));
    const auto terms = terms_of(row);
    slope[0] += pull;
    for (const Term& term : terms) slope[term.parameter] += pull * term.strength;
    if (curvature == nullptr) continue;
    const double bend = rows_[row].weight * p * (1.0 - p);
    curvature->at(0, 0) += bend;
    for (std::size_t a = 0; a < terms.size(); ++a) {  // parameters of terms rise
      const double part = bend * terms[a].strength;
      curvature->at(terms[a].parameter, 0) += part;
      for (std::size_t b = 0; b <= a; ++b) {
        curvature->at(terms[a].parameter, terms[b].parameter) += part * terms[b].strength;
      }
    }
  }
  for (std::size_t i = 0; i < kParameters; ++i) {
    slope[i] += ridge_of(penalty_, i) * (at[i] - penalty_.centre[i]);
    if (curvature != nullptr) curvature->at(i, i) += ridge_of(penalty_, i);
  }
  return slope;
}

}  // namespace noroshi::fit
