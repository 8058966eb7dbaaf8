// Which sources draw their services from the same hat.
//
// A bot picks each target's port by chance from the list its author gave it, so a source of few
// packets shows a part of the list only: sets of services cannot be compared as they stand.  Each
// hat is a multinomial with a Dirichlet prior, the number of hats is open (Chinese restaurant
// process), and every source goes where its packets are likeliest: the sequential maximum of
// Neal, "Markov Chain Sampling Methods for Dirichlet Process Mixture Models", 2000, algorithm 3,
// with the largest instead of a drawn value, so that the answer is one and the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {

inline constexpr std::uint32_t kNoHat = 0xFFFFFFFF;

/// For each source the number of its hat, counted from 0 by first member.  The order of `sources`
/// names the hats and decides nothing else.  kNoHat: it asks for so many services that they are no
/// list, or there are more different sources than are worth comparing.
std::vector<std::uint32_t> hats_of(std::span<const std::span<const ServiceUse>> sources);

}  // namespace noroshi::scan
