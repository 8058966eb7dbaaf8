// Kaplan–Meier: how long until something happens, when for some it has not happened yet.
//
// Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations"; the variance is
// Greenwood's (1926); intervals are pointwise, on the scale log(−log S), so that they stay within
// 0 and 1 (Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data").
//
// Times are any real numbers, negative ones too: the estimator asks only for their order.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace noroshi::programme {

/// Two-sided 95 %.
inline constexpr double kNormal95 = 1.959963984540054;

struct Observation {
  double time = 0;
  bool event = true;  ///< false: nothing had happened by then (censored on the right)
};

/// What a curve does at one time at which something happened or someone was last seen.
struct SurvivalStep {
  double time = 0;
  std::size_t at_risk = 0;  ///< just before
  std::size_t events = 0;
  std::size_t censored = 0;  ///< at that time, after the events
  double survival = 1;       ///< from that time on
  double error = 0;          ///< Greenwood's standard error of it
  double low = 1;            ///< 95 % interval
  double high = 1;
};

struct SurvivalCurve {
  std::vector<SurvivalStep> steps;  ///< by time

  /// The share for which nothing has happened by `time`, events at that time included.
  [[nodiscard]] double at(double time) const;

  /// The earliest time at which at most 1 − p is left; nothing if the curve does not go so low.
  [[nodiscard]] std::optional<double> quantile(double p) const;

  /// The 95 % interval of the quantile (Brookmeyer and Crowley 1982); an end that the curve does
  /// not reach is nothing.
  struct Interval {
    std::optional<double> low;
    std::optional<double> high;
  };
  [[nodiscard]] Interval quantile_interval(double p) const;
};

SurvivalCurve kaplan_meier(std::vector<Observation> observations);

}  // namespace noroshi::programme
