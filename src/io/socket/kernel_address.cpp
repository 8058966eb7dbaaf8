#include "io/socket/kernel_address.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <span>
#include <string_view>

namespace noroshi::socket {
namespace {

void put(std::uint64_t half, std::uint8_t* to) {
  for (int i = 7; i >= 0; --i, half >>= 8) to[i] = static_cast<std::uint8_t>(half);
}

std::string what_to_try(int number, std::string_view transport, std::uint16_t port) {
  switch (number) {
    case EADDRINUSE:
      return fmt::format(
          "another program listens there; stop it (ss -{}lnp 'sport = :{}' shows which), or "
          "listen on another port",
          transport == "udp" ? 'u' : 't', port);
    case EACCES:
      return "ports below 1024 need the capability CAP_NET_BIND_SERVICE (systemd: "
             "AmbientCapabilities=CAP_NET_BIND_SERVICE), or listen on a port from 1024 on";
    case EADDRNOTAVAIL:
      return "no interface of this machine has that address (`ip address` shows them); 0.0.0.0 "
             "and [::] listen on all";
    case EAFNOSUPPORT:
      return "this machine has no IPv6; listen on 0.0.0.0";
    default:
      return {};
  }
}

}  // namespace

KernelAddress::KernelAddress(const net::Address& address, std::uint16_t port) {
  if (address.is_v4()) {
    auto& in = reinterpret_cast<sockaddr_in&>(storage);
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(address.v4_bits());
    length = sizeof(sockaddr_in);
    return;
  }
  auto& in = reinterpret_cast<sockaddr_in6&>(storage);
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  put(address.high(), in.sin6_addr.s6_addr);
  put(address.low(), in.sin6_addr.s6_addr + 8);
  length = sizeof(sockaddr_in6);
}

net::Address address_of(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    return net::Address::v4(ntohl(reinterpret_cast<const sockaddr_in&>(storage).sin_addr.s_addr));
  }
  const auto& in = reinterpret_cast<const sockaddr_in6&>(storage);
  return net::Address::from_bytes(std::as_bytes(std::span(in.sin6_addr.s6_addr)));
}

std::uint16_t port_of(const sockaddr_storage& storage) {
  // Both families keep the port at the same place.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

std::string endpoint_text(const net::Address& address, std::uint16_t port) {
  return address.is_v4() ? fmt::format("{}:{}", address.to_string(), port)
                         : fmt::format("[{}]:{}", address.to_string(), port);
}

Error listen_error(const char* transport, const net::Address& address, std::uint16_t port,
                   int number) {
  std::string message = fmt::format("listening on {}://{}: {}", transport,
                                    endpoint_text(address, port), std::strerror(number));
  const std::string advice = what_to_try(number, transport, port);
  if (!advice.empty()) message.append(": ").append(advice);
  return {Errc::Io, std::move(message)};
}

}  // namespace noroshi::socket
