#include "train/fit/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::fit {

void Calibration::add(double probability, bool c2, double weight) {
  const auto above = std::ranges::upper_bound(kEdges, probability);
  Bin& bin = bins_[static_cast<std::size_t>(above - kEdges.begin()) - 1];
  bin.servers += weight;
  bin.c2 += c2 ? weight : 0;
  bin.promised += weight * probability;
}

Calibration::Bin Calibration::total() const {
  Bin total;
  for (const Bin& bin : bins_) {
    total.servers += bin.servers;
    total.c2 += bin.c2;
    total.promised += bin.promised;
  }
  return total;
}

double Calibration::expected_error(double from) const {
  double servers = 0;
  double off = 0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    if (kEdges[i] < from) continue;
    servers += bins_[i].servers;
    off += std::abs(bins_[i].promised - bins_[i].c2);
  }
  return servers > 0 ? off / servers : 0;
}

}  // namespace noroshi::fit
