// Networks with subscribers whose addresses change: the reason why addresses are no hosts.
//
// How long an address stays differs between operators by orders of magnitude, and some renumber by
// the clock (Padmanabhan, Dhamdhere, Aben, claffy and Spring, "Reasons Dynamic Addresses Change",
// IMC 2016: of 3,038 probes of RIPE Atlas, 20 operators renumber after a fixed period, mostly a
// multiple of 24 hours; almost half of the changes lead into another routed prefix).
//
// Subscribers are in 10.0.0.0/9, a /16 an operator; rented servers in 10.128.0.0/9: no generated
// packet may seem to come from a real network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/prefix.hpp"
#include "train/darknet/scenario.hpp"

namespace noroshi::darknet {

enum class Lease : std::uint8_t {
  Never,     ///< the address stays
  Sticky,    ///< DHCP that gives the same one back, mostly: weeks
  Session,   ///< PPPoE: until the line is lost
  Clock,     ///< changed by force after a fixed period, a multiple of 24 hours
  Restless,  ///< several a day
};

struct Network {
  std::string name;
  std::vector<net::Prefix> pools;
  Lease lease = Lease::Never;
  base::Micros mean = 0;    ///< between changes; 0: never
  std::uint32_t lines = 0;  ///< infected ones at a time, about
  bool hosting = false;
};

std::vector<Network> draw_networks(const Scenario& scenario);

/// An address of one line from then on.
struct Tenure {
  base::Micros begin = 0;
  net::Address address;
};

/// The addresses of each of `lines` lines over the scenario, each in order of time; no two lines
/// have one address at a time.
std::vector<std::vector<Tenure>> draw_tenures(const Scenario& scenario, const Network& network,
                                              std::uint32_t number, std::uint32_t lines);

/// Any address of the network, by chance.
net::Address any_address(const Network& network, traffic::Stream& random);

std::string_view to_string(Lease lease);

}  // namespace noroshi::darknet
