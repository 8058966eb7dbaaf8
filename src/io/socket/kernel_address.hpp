// KernelAddress: an address and port as the kernel takes and gives them.
#pragma once

#include <cstdint>
#include <string>
#include <sys/socket.h>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::socket {

struct KernelAddress {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);  ///< of what is in `storage`, or room for it

  KernelAddress() = default;
  KernelAddress(const net::Address& address, std::uint16_t port);

  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

[[nodiscard]] net::Address address_of(const sockaddr_storage& storage);
[[nodiscard]] std::uint16_t port_of(const sockaddr_storage& storage);

/// "192.0.2.7:2055", "[2001:db8::7]:2055".
[[nodiscard]] std::string endpoint_text(const net::Address& address, std::uint16_t port);

/// Why nobody can listen there (`number` is an errno), and what to try.  `transport` is "udp",
/// "tcp" or "tls".
[[nodiscard]] Error listen_error(const char* transport, const net::Address& address,
                                 std::uint16_t port, int number);

}  // namespace noroshi::socket
