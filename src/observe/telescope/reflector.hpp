// Whether a datagram is the answer of a UDP service, by its content: somebody asked in the name of
// the dark address.
//
// The source port says which service it may be, the octets whether it answers: a probe may well
// come from port 53, but its QR bit says that it asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace noroshi::telescope {

bool is_udp_reply(std::uint16_t source_port, std::span<const std::byte> payload);

}  // namespace noroshi::telescope
