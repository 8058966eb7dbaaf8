// Packets from a network interface (AF_PACKET), of which only those to dark addresses are looked
// at: the kernel's filter drops all others before they are copied.
//
// Secrecy of communications: nothing of a packet to anybody else enters this process.  The filter
// is in place before the first packet can arrive, and locked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "observe/telescope/dark_space.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

struct LiveOptions {
  std::string interface;                  ///< "eth1"
  std::uint32_t snapshot = 512;           ///< octets kept of a packet
  std::uint32_t ring_octets = 64u << 20;  ///< of the kernel's buffer
  bool promiscuous = false;  ///< take frames to other machines' hardware addresses, too
};

/// Listens on an interface.  Needs CAP_NET_RAW, and the Error says so; afterwards it needs no
/// privilege (see `drop_privileges`).  `Batch::now` tells the time even when nothing comes.
Result<std::unique_ptr<PacketSource>> listen_live(const LiveOptions& options,
                                                  const DarkSpace& dark);

/// Gives up every capability of this process for good, and becomes the user `name` unless that is
/// empty.  To be called before threads are started.
Status drop_privileges(const std::string& name = {});

}  // namespace noroshi::telescope
