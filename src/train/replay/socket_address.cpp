#include "train/replay/socket_address.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>

#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::replay {

SocketAddress::SocketAddress(const net::Address& address, std::uint16_t port) {
  if (address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(address.v4_bits());
    std::memcpy(&storage, &v4, sizeof v4);
    length = sizeof v4;
    return;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  char* octets = reinterpret_cast<char*>(v6.sin6_addr.s6_addr);
  flow::ipfix::store(flow::ipfix::store(octets, address.high()), address.low());
  std::memcpy(&storage, &v6, sizeof v6);
  length = sizeof v6;
}

Result<Descriptor> connect_to(const Destination& to, int type,
                              const std::optional<Source>& source) {
  const bool v4 = to.address().is_v4();
  if (source && source->address.is_v4() != v4) {
    return Error{Errc::InvalidUsage,
                 fmt::format("cannot send from {} to {}: one is IPv4, the other IPv6",
                             source->address.to_string(), to.to_string())};
  }
  Descriptor socket(::socket(v4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return base::system_error("opening a socket");
  if (source) {
    const SocketAddress from(source->address, source->port);
    if (bind(socket.get(), from.get(), from.length) != 0) {
      return base::system_error(
          fmt::format("sending from {} port {}", source->address.to_string(), source->port));
    }
  }
  const SocketAddress there(to.address(), to.port());
  if (connect(socket.get(), there.get(), there.length) != 0) {
    return base::system_error("connecting to " + to.to_string());
  }
  return socket;
}

}  // namespace noroshi::replay
