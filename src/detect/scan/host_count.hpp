// How many hosts stand behind the infected addresses of a day.
//
// Where operators renumber, one host shows several addresses a day, and counting addresses
// overcounts hosts.  The idea is CARDCount's (Böck, Levin, Padmanabhan, Doerr and Mühlhäuser, "How
// to Count Bots in Longitudinal Datasets of IP Addresses", NDSS 2023): an address that falls silent
// and another of the network that begins, as a renumbering would have it, are one host.  The
// method here is our own (docs/operations/telescope.md):
//
//   For each pair (a falls silent, b begins later) of a network: how much better does "a became b"
//   explain what was seen than "a ended, b is somebody else"?  Time of silence against the pace of
//   both, likeness of pace, of header traits (rare ones weigh more), of family.  An address has at
//   most one successor and one predecessor.  The rates at which addresses change, and hosts come
//   and go, are learnt from the day itself, by expectation and maximisation.
//
// Hosts = addresses − expected links; the 95 % interval from the doubt about each link and about
// the rate of change.  Hosts behind one shared address (carrier NAT) count once: nothing in a day
// tells them apart safely.
#pragma once

#include <span>
#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// By network, then family; `pool_of` may be empty: /16 and /48 stand in for networks.
std::vector<HostCount> count_hosts(std::span<const model::InfectedHost> infected,
                                   const DayInput& input);

}  // namespace noroshi::scan
