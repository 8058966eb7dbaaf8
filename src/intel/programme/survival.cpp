#include "intel/programme/survival.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::programme {
namespace {

constexpr double kRounding = 1e-12;  // products of fractions miss ½ by less

// The interval of a step: S^exp(±z·se(log(−log S))).
void set_interval(SurvivalStep& step, double greenwood) {
  if (step.survival >= 1) return;  // no event yet, so no error either
  if (step.survival <= 0) {
    step.low = 0;  // nobody is left; `high` stays that of the step before
    return;
  }
  const double log = std::log(step.survival);
  const double spread = kNormal95 * std::sqrt(greenwood) / std::abs(log);
  step.low = std::pow(step.survival, std::exp(spread));
  step.high = std::pow(step.survival, std::exp(-spread));
}

template <class Value>
std::optional<double> first_time(const std::vector<SurvivalStep>& steps, double at_most,
                                 Value value) {
  for (const SurvivalStep& step : steps) {
    if (value(step) <= at_most + kRounding) return step.time;
  }
  return std::nullopt;
}

}  // namespace

SurvivalCurve kaplan_meier(std::vector<Observation> observations) {
  std::sort(observations.begin(), observations.end(),
            [](const Observation& a, const Observation& b) { return a.time < b.time; });
  SurvivalCurve curve;
  SurvivalStep step;
  double greenwood = 0;  // Σ d / (n (n − d))
  for (std::size_t i = 0; i < observations.size();) {
    step.time = observations[i].time;
    step.at_risk = observations.size() - i;
    step.events = 0;
    step.censored = 0;
    for (; i < observations.size() && observations[i].time == step.time; ++i) {
      ++(observations[i].event ? step.events : step.censored);
    }
    const auto risk = static_cast<double>(step.at_risk);
    const auto events = static_cast<double>(step.events);
    step.survival *= (risk - events) / risk;
    if (step.events < step.at_risk) greenwood += events / (risk * (risk - events));
    step.error = step.survival * std::sqrt(greenwood);
    set_interval(step, greenwood);
    curve.steps.push_back(step);
  }
  return curve;
}

double SurvivalCurve::at(double time) const {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), time,
                       [](double t, const SurvivalStep& step) { return t < step.time; });
  return after == steps.begin() ? 1 : std::prev(after)->survival;
}

std::optional<double> SurvivalCurve::quantile(double p) const {
  return first_time(steps, 1 - p, [](const SurvivalStep& step) { return step.survival; });
}

SurvivalCurve::Interval SurvivalCurve::quantile_interval(double p) const {
  return {first_time(steps, 1 - p, [](const SurvivalStep& step) { return step.low; }),
          first_time(steps, 1 - p, [](const SurvivalStep& step) { return step.high; })};
}

}  // namespace noroshi::programme
