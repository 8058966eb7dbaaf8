#include "train/traffic/random.hpp"

#include <cmath>

namespace noroshi::traffic {
namespace {

// Inverse of the normal distribution function near the middle; P. J. Acklam, relative error 1e-9.
double quantile_middle(double p) {
  const double q = p - 0.5;
  const double r = q * q;
  const double above =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
         1.383577518672690e+02) *
            r -
        3.066479806614716e+01) *
           r +
       2.506628277459239e+00) *
      q;
  const double below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
        6.680131188771972e+01) *
           r -
       1.328068155288572e+01) *
          r +
      1.0;
  return above / below;
}

// The same in the lower tail, 0 < p < 0.02425.
double quantile_tail(double p) {
  const double q = std::sqrt(-2.0 * ln(p));  // IEEE 754 rounds sqrt correctly everywhere
  const double above =
      ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
        2.549732539343734e+00) *
           q +
       4.374664141464968e+00) *
          q +
      2.938163982698783e+00;
  const double below =
      (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
       3.754408661907416e+00) *
          q +
      1.0;
  return above / below;
}

}  // namespace

double Stream::between(double low, double high) { return low + (high - low) * unit(); }

double Stream::exponential(double mean) { return -mean * ln(1.0 - unit()); }

double Stream::normal() {
  constexpr double kTail = 0.02425;
  const double p = unit() + 0x1p-54;  // never 0
  if (p < kTail) return quantile_tail(p);
  if (p > 1.0 - kTail) return -quantile_tail(1.0 - p);
  return quantile_middle(p);
}

double Stream::lognormal(double median, double sigma) {
  return median * traffic::exp(sigma * normal());
}

std::uint32_t Stream::poisson(double mean) {
  if (mean > 30.0) {
    const double drawn = mean + std::sqrt(mean) * normal() + 0.5;
    return drawn < 0.0 ? 0 : static_cast<std::uint32_t>(drawn);
  }
  double rest = unit();
  if (rest >= mean) return 0;  // P(any) = 1 − e^−mean ≤ mean; spares the exponential mostly
  rest = 1.0 - rest;
  double probability = traffic::exp(-mean);
  std::uint32_t count = 0;
  while (rest > probability && count < 200) {
    rest -= probability;
    ++count;
    probability *= mean / count;
  }
  return count;
}

std::uint64_t Stream::failures(double success) {
  if (success >= 1.0) return 0;
  const double drawn = ln(1.0 - unit()) / ln(1.0 - success);
  return drawn < 1e18 ? static_cast<std::uint64_t>(drawn) : 1'000'000'000'000'000'000ULL;
}

}  // namespace noroshi::traffic
