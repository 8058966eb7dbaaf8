// Channel: how messages reach a collector on this machine, over UDP, TCP or TLS.
//
// Every channel is made from a Destination, so nothing leaves the machine.  One thread uses a
// channel.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "train/replay/destination.hpp"

namespace noroshi::replay {

class Channel {
 public:
  virtual ~Channel() = default;

  /// Copies or sends `message`; its bytes may go at once or with the next `flush`.
  virtual Status send(std::string_view message) = 0;

  /// Hands everything to the kernel.
  virtual Status flush() = 0;

  /// Says goodbye where the transport has a word for it, once all is sent.
  virtual Status finish() { return flush(); }

  /// Datagrams of which the kernel said that nobody listens (several may share one word).
  [[nodiscard]] virtual std::uint64_t refused() const { return 0; }
};

/// The user wants to stop; asked while waiting.
using Stopped = std::function<bool()>;

struct UdpChannelOptions {
  std::optional<Source> source = {};
  /// Wait while the collector's socket, as /proc/net/udp shows it, has not been read nearly empty:
  /// then the kernel drops nothing.
  bool lossless = false;
  Stopped stopped = {};
};

Result<std::unique_ptr<Channel>> open_udp(const Destination& to, const UdpChannelOptions& options);

/// One IPFIX message after the other (RFC 7011, section 10.4).
Result<std::unique_ptr<Channel>> open_tcp(const Destination& to,
                                          const std::optional<Source>& source);

struct TlsTrust {
  std::string ca;           ///< PEM: the collector's certificate must come from it
  std::string certificate;  ///< PEM chain of our own; empty: none is shown
  std::string key;          ///< PEM
};

/// The collector's certificate must name its address, or "localhost".
Result<std::unique_ptr<Channel>> open_tls(const Destination& to,
                                          const std::optional<Source>& source,
                                          const TlsTrust& trust);

/// What the kernel shows of the sockets that listen on a UDP port of this machine.
struct ReceiveQueue {
  std::uint64_t waiting = 0;  ///< octets of memory that hold unread datagrams
  std::uint64_t drops = 0;    ///< datagrams that found no room since the socket was opened
};

/// Nothing if nobody listens on that port at that address.
std::optional<ReceiveQueue> receive_queue(const Destination& of);

}  // namespace noroshi::replay
