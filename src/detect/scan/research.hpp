// Surveyors of the whole Internet: by the lists that name them, and by how they behave.
//
// They sent half of all packets to telescopes (docs/operations/telescope.md); whoever counts them
// among the infected reports the neighbours of his own colleagues.
#pragma once

#include "detect/scan/campaigns.hpp"
#include "detect/scan/line.hpp"

namespace noroshi::scan {

/// By profile: how one was recognised; an empty reason where it was not.
std::vector<Researcher> researchers_of(const Sources& sources, const Grouped& grouped,
                                       std::uint64_t dark_addresses);

}  // namespace noroshi::scan
