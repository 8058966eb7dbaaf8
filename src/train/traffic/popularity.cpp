#include "train/traffic/popularity.hpp"

namespace noroshi::traffic {

Popularity::Popularity(std::uint32_t count, double s) : columns_(count) {
  std::vector<double> heights(count);
  double total = 0;
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    heights[rank] = traffic::exp(-s * ln(rank + 1.0));
    total += heights[rank];
  }
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    heights[rank] *= count / total;
    (heights[rank] < 1.0 ? small : large).push_back(rank);
  }
  while (!small.empty() && !large.empty()) {
    const auto low = small.back();
    const auto high = large.back();
    small.pop_back();
    columns_[low] = {heights[low], high};
    heights[high] -= 1.0 - heights[low];
    if (heights[high] >= 1.0) continue;
    large.pop_back();
    small.push_back(high);
  }
}

std::uint32_t Popularity::draw(Stream& stream) const {
  const auto rank = stream.below(static_cast<std::uint32_t>(columns_.size()));
  const Column& column = columns_[rank];
  return stream.unit() < column.share ? rank : column.other;
}

}  // namespace noroshi::traffic
