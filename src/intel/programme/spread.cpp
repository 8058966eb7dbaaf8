#include "intel/programme/spread.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace noroshi::programme {
namespace {

double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace

std::optional<Spread> spread_of(std::vector<double> figures) {
  if (figures.empty()) return std::nullopt;
  std::sort(figures.begin(), figures.end());
  const double sum = std::accumulate(figures.begin(), figures.end(), 0.0);
  return Spread{.count = figures.size(),
                .mean = sum / static_cast<double>(figures.size()),
                .least = figures.front(),
                .lower_quartile = quantile(figures, 0.25),
                .median = quantile(figures, 0.5),
                .upper_quartile = quantile(figures, 0.75),
                .most = figures.back()};
}

}  // namespace noroshi::programme
