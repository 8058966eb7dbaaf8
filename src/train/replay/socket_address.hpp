// A loopback address and a port, as the socket calls want them.
#pragma once

#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "train/replay/destination.hpp"

namespace noroshi::replay {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  SocketAddress(const net::Address& address, std::uint16_t port);
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

using base::Descriptor;

/// A socket of `type` (SOCK_DGRAM, SOCK_STREAM), bound to `source` if given, connected to `to`.
Result<Descriptor> connect_to(const Destination& to, int type, const std::optional<Source>& source);

}  // namespace noroshi::replay
