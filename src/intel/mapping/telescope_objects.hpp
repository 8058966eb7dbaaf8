// What a telescope concluded, as STIX 2.1: infected hosts and victims of attacks.
//
// An infected host is no indicator: nobody should block a subscriber's address on the word of it.
// It is a *sighting* of its malware family, whose observed-data names the address and the packets
// (time and source port, which a provider with shared addresses needs).  A victim is a sighting of
// the attack pattern "Network Denial of Service".  Ids follow from what they name, so the same day
// written twice is one set of objects.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/infected_host.hpp"
#include "model/scan_event.hpp"

namespace noroshi::mapping {

/// One bundle; `organisation` is the author (empty: Noroshi itself).
std::string telescope_bundle(std::span<const model::InfectedHost> hosts,
                             std::span<const model::DosVictim> victims,
                             std::string_view organisation);

}  // namespace noroshi::mapping
