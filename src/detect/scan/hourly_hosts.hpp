// Distinct hosts an hour, by service.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Service (key_of) → hosts in each hour of the day; services without a host are not there.
std::map<std::uint32_t, std::vector<float>> hourly_hosts(const DayInput& input, std::size_t hours,
                                                         std::span<const net::Address> apart);

}  // namespace noroshi::scan
