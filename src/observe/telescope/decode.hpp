// One captured frame → Packet: the few fields that a telescope works with.
//
// Frames of the common kind (IPv4 or IPv6 straight in Ethernet, with or without VLAN tags, or on a
// raw link) are read in place; whatever is stranger outside IP goes through net::decode, which is
// also the tests' oracle for addresses, ports, protocol and faults of every frame.  Hostile bytes
// cost no more than honest ones: every loop is bounded, nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/time.hpp"
#include "net/packet.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

/// A frame where it lies in the capture.
struct Frame {
  base::Micros time = 0;
  const std::byte* bytes = nullptr;
  std::uint32_t captured = 0;  ///< octets that can be read
  std::uint32_t wire = 0;      ///< octets that there were
  net::LinkType link = net::LinkType::Ethernet;
  Fault fault = Fault::None;  ///< what was wrong already before decoding
};

/// Fills `packet` anew.
void decode(const Frame& frame, Packet& packet);

/// The same for many; `packets` is as long as `frames`.
void decode(std::span<const Frame> frames, std::span<Packet> packets);

}  // namespace noroshi::telescope
