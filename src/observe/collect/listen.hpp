// Where a collector listens: "udp://[::]:2055", "tcp://192.0.2.1:4739", "tls://[2001:db8::1]:4740".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::collect {

struct Listen {
  enum class Kind : std::uint8_t { Udp, Tcp, Tls };
  Kind kind = Kind::Udp;
  net::Address address;
  std::uint16_t port = 0;  ///< 0 takes a free one

  /// As it is written in the configuration.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Listen&, const Listen&) = default;
};

/// The Error shows how to write one.
Result<Listen> parse_listen(std::string_view text);

/// "192.0.2.1:9095", "[::1]:9095".
struct HostPort {
  net::Address address;
  std::uint16_t port = 0;
};
Result<HostPort> parse_host_port(std::string_view text);

/// "192.0.2.1:9095", "[2001:db8::1]:9095".
std::string to_string(const net::Address& address, std::uint16_t port);

std::string_view name_of(Listen::Kind kind);  ///< "udp"

}  // namespace noroshi::collect
