// Shares: which part of a day is whose.  One look at every address, so that a report for each of
// thousands of operators costs what is in it.
//
// Plain values: places in the lists of the Day that it was made of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::report {

class Atlas;

struct Share {
  std::vector<std::uint32_t> infected, victims, hosts, researchers;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> campaigns;  ///< and how many sources of each
};

using Shares = std::map<std::string, Share, std::less<>>;

/// By operator; under the empty id what nobody registered.
Shares shares_of(const scan::Day& day, const Atlas& atlas);

/// Operators who have something to hear of: an infected, cleared or attacked address.  Sorted.
std::vector<std::string> concerned(const Shares& shares);

}  // namespace noroshi::report
