// Marks that scanning tools leave in single packets, by what their public sources send.
//
// A packet bears a mark by chance, too: one in 65,536 those of ZMap and masscan, one in 2³² that of
// Mirai.  Whether an event is a tool's is for its share of marked packets to say, not for one.
// IPv6 has no identification field, and Mirai does not speak it: there only nmap's mark is defined.
#pragma once

#include <cstdint>

#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

/// The marks of a probe, bits of `mark`.
std::uint8_t marks_of(const Packet& packet);

}  // namespace noroshi::telescope
