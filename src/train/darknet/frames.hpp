// Packets of a played day as octets: IPv4 and what it carries, without a link layer
// (LINKTYPE_RAW).  Checksums are those of IPv4 only.
#pragma once

#include <string>

#include "train/darknet/attack_replies.hpp"
#include "train/darknet/burst.hpp"

namespace noroshi::darknet {

std::string frame_of(const Burst& burst, const Packet& packet);

/// What a flooded host answers to the address that the attacker had forged.
std::string frame_of(const Attack& attack, const Reply& reply);

}  // namespace noroshi::darknet
