// AddressLinks: which address of one network followed which, in probabilities.  See host_count.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/scan/host_record.hpp"

namespace noroshi::scan {

/// What happens in a network, per hour; learnt from the day.
struct Turnover {
  double change = 1 / 120.0;  ///< of an address, a host
  double born = 1;            ///< hosts that begin, the network
  double died = 0.01;         ///< a host that ends
  double initial = 1;         ///< hosts that were there when the day began
};

struct Linked {
  /// By record: probability that no earlier address of its host was called infected.
  std::vector<double> begins;
  Turnover turnover;
};

/// `records` of one network, by first; `hours` is the day's length.
Linked link(std::span<const HostRecord> records, double hours);

}  // namespace noroshi::scan
