// Destination: where replayed records may go, and that is this machine only.
//
// Noroshi sends packets to strangers only with a permit (the leaf `probe`).  What is replayed here
// imitates routers, so it could fill a stranger's collector with inventions: only 127.0.0.0/8 and
// ::1 make a Destination, and every channel asks for one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::replay {

class Destination {
 public:
  /// Error (wrong usage): any address but loopback, or no port.
  static Result<Destination> of(const net::Address& address, std::uint16_t port);

  /// "127.0.0.1:2055", "[::1]:2055".
  static Result<Destination> parse(std::string_view text);

  [[nodiscard]] const net::Address& address() const { return address_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string to_string() const;

 private:
  Destination(const net::Address& address, std::uint16_t port) : address_(address), port_(port) {}

  net::Address address_;
  std::uint16_t port_;
};

/// The address and port that datagrams come from: loopback too.  Port 0: a free one.
struct Source {
  net::Address address;
  std::uint16_t port = 0;

  /// "127.0.0.7", "127.0.0.7:4000", "[::1]:4000".
  static Result<Source> parse(std::string_view text);
};

[[nodiscard]] bool is_loopback(const net::Address& address);

}  // namespace noroshi::replay
