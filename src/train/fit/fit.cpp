#include "train/fit/fit.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::fit {
namespace {

constexpr unsigned kMostRounds = 100;
constexpr double kMostBias = 50;
constexpr double kMostWorth = 12;  // near ln of a million's odds: no input decides alone
// The strength of shared suspicion follows from a first judging by the model itself: were it worth
// much more than where lessons began, one wrong suspicion would pull its neighbours along.
constexpr double kMostSuspicion = 2;
// What rules a server out must outweigh all that its attackers' tries look like.
constexpr double kMostVeto = 30;
constexpr double kEnough = 1e-9;      // of the value, that a round must promise to gain
constexpr double kSufficient = 1e-4;  // of the promised gain, that a step must keep (Armijo)
constexpr double kShortest = 1e-10;   // step

double held(double value, std::size_t parameter) {
  const Bounds bounds = bounds_of(parameter);
  return std::clamp(value, bounds.least, bounds.most);
}

// Parameters that a constraint does not hold where they are.
std::vector<std::size_t> free_ones(const Parameters& at, const Parameters& slope) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < kParameters; ++i) {
    const Bounds bounds = bounds_of(i);
    const bool held_below = at[i] <= bounds.least && slope[i] > 0;
    const bool held_above = at[i] >= bounds.most && slope[i] < 0;
    if (!held_below && !held_above) free.push_back(i);
  }
  return free;
}

Cholesky decomposed(const Matrix& curvature, const std::vector<std::size_t>& free) {
  Matrix part(free.size());
  for (std::size_t a = 0; a < free.size(); ++a) {
    for (std::size_t b = 0; b <= a; ++b) part.at(a, b) = curvature.at(free[a], free[b]);
  }
  return Cholesky(std::move(part));
}

// Where the Newton direction leads after `length` of it, within the bounds.
Parameters moved(const Parameters& at, const std::vector<std::size_t>& free,
                 const std::vector<double>& direction, double length) {
  Parameters to = at;
  for (std::size_t i = 0; i < free.size(); ++i) {
    to[free[i]] = held(at[free[i]] - length * direction[i], free[i]);
  }
  return to;
}

double promised(const Parameters& at, const Parameters& to, const Parameters& slope) {
  double gain = 0;
  for (std::size_t i = 0; i < kParameters; ++i) gain += slope[i] * (at[i] - to[i]);
  return gain;
}

// One round; false when there is nothing left to gain.
bool improve(const Likelihood& likelihood, Fit& fit) {
  Matrix curvature(kParameters);
  const Parameters slope = likelihood.slope(fit.at, &curvature);
  const auto free = free_ones(fit.at, slope);
  std::vector<double> right;
  for (const std::size_t i : free) right.push_back(slope[i]);
  const auto direction = decomposed(curvature, free).solve(std::move(right));
  if (promised(fit.at, moved(fit.at, free, direction, 1), slope) < kEnough * (1 + fit.value)) {
    return false;
  }
  for (double length = 1; length > kShortest; length /= 2) {
    const Parameters to = moved(fit.at, free, direction, length);
    const double value = likelihood.value(to);
    if (fit.value - value < kSufficient * promised(fit.at, to, slope)) continue;
    fit.at = to;
    fit.value = value;
    return true;
  }
  return false;  // rounding is all that is left
}

Parameters errors_at(const Likelihood& likelihood, const Parameters& at) {
  Matrix curvature(kParameters);
  const auto free = free_ones(at, likelihood.slope(at, &curvature));
  const auto variances = decomposed(curvature, free).inverse_diagonal();
  Parameters errors{};
  for (std::size_t i = 0; i < free.size(); ++i) errors[free[i]] = std::sqrt(variances[i]);
  return errors;
}

}  // namespace

Bounds bounds_of(std::size_t parameter) {
  if (parameter == 0) return {-kMostBias, kMostBias};
  const c2::InputEntry& entry = c2::inputs()[parameter - 1];
  if (entry.input == c2::Input::SharedSuspicion) return {0, kMostSuspicion};
  if (entry.speaks_for) return {0, kMostWorth};
  const bool veto = entry.input == c2::Input::Inbound || entry.input == c2::Input::AttackTarget;
  return {veto ? -kMostVeto : -kMostWorth, 0};
}

Fit fit(std::span<const Example> examples, const FitOptions& options) {
  const Likelihood likelihood(examples, options.penalty, options.without);
  Fit fit{.at = options.start.value_or(options.penalty.centre)};
  for (std::size_t i = 0; i < kParameters; ++i) fit.at[i] = held(fit.at[i], i);
  fit.value = likelihood.value(fit.at);
  while (fit.rounds < kMostRounds && !fit.converged) {
    fit.converged = !improve(likelihood, fit);
    ++fit.rounds;
  }
  fit.error = errors_at(likelihood, fit.at);
  return fit;
}

}  // namespace noroshi::fit
