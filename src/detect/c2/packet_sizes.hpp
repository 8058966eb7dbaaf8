// Packet sizes: what is known of single packets under sampling.
//
// Of a contact of which one packet was seen, its size is exact; of two or three, their mean is
// close to what each is.  Bare segments (TCP without payload) are left out: every service has them.
#pragma once

#include <vector>

#include "detect/c2/contact.hpp"

namespace noroshi::c2 {

/// Octets of a packet, ascending, of each contact and direction with few packets and payload.
struct PacketSizes {
  std::vector<double> out;  ///< client → server
  std::vector<double> in;
};

PacketSizes packet_sizes(const Server& server);

/// At and above, a packet is full: what tunnels and IPv6 leave of 1500 octets.
inline constexpr double kFullPacket = 1'200;

/// The probability that two packets drawn from `sizes` are alike (within 16 octets or 2 %), which,
/// unlike entropy or the share of the commonest, does not depend on how many were seen (Simpson's
/// index in its unbiased form).  0 for fewer than two.
double likeness(const std::vector<double>& sizes);

}  // namespace noroshi::c2
