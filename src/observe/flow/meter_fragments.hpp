// Ports of fragmented IP packets: only the first fragment has them, later ones are looked up here.
//
// A fixed number of packets is remembered, each for 30 s; a newer one takes the place of an older
// one that falls on the same spot.  Memory is bounded whatever the traffic does: a fragment whose
// first was forgotten counts as an orphan (meter.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "net/packet.hpp"

namespace noroshi::flow {

class FragmentTable {
 public:
  /// Keeps the ports of a first fragment.
  void remember(const net::PacketHeaders& first, base::Micros when);

  /// Gives a later fragment the ports of its first, and so `has_transport`; false when that was
  /// not seen.
  bool complete(net::PacketHeaders& later, base::Micros when) const;

 private:
  static constexpr std::size_t kPackets = 4096;

  struct Packet {
    net::PacketHeaders first;
    base::Micros when = 0;
    bool present = false;
  };

  static std::size_t spot(const net::PacketHeaders& fragment);

  std::vector<Packet> packets_;  // empty until the first fragment
};

}  // namespace noroshi::flow
