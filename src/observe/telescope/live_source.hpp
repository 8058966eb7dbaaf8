// Packets from a network interface (AF_PACKET), of which only those to dark addresses are looked
// at: the kernel's filter (BPF) drops all others before they are copied.
//
// Secrecy of communications: nothing of a packet to anybody else enters this process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "observe/telescope/dark_space.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

struct LiveOptions {
  std::string interface;
  std::uint32_t snapshot = 512;           ///< octets kept of a packet
  std::uint32_t ring_octets = 64u << 20;  ///< of the kernel's buffer
  bool promiscuous = false;               ///< take frames to other machines' hardware addresses too
};

class LiveSource : public PacketSource {
 public:
  /// Needs CAP_NET_RAW; the Error says so.  Afterwards it needs no privilege: see
  /// `drop_privileges`.
  static Result<std::unique_ptr<LiveSource>> open(const LiveOptions& options,
                                                  const DarkSpace& dark);
};

/// Gives up every capability and, where the process is root, becomes user `name` ("nobody" when it
/// is empty).  Once done there is no way back.
Status drop_privileges(const std::string& name = {});

}  // namespace noroshi::telescope
