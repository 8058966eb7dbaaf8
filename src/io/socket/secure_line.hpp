// SecureLine: one connection between two parties that know each other's certificates.
//
// TLS 1.3, both sides with a certificate, known by its SHA-256 fingerprint or by an authority and a
// name.  Calls block, in steps of a quarter of a second, so that Ctrl-C is heard; whoever is silent
// for too long is given up.  A stranger at the door costs one handshake's patience and is turned
// away.
//
// One thread uses a line.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/socket/introduction.hpp"
#include "net/address.hpp"

namespace noroshi::socket {

struct Patience {
  base::Micros handshake = 10 * base::kSecond;
  base::Micros idle = 10 * base::kMinute;  ///< the peer may compute that long between two octets
  std::function<bool()> stop;              ///< asked some times a second; true ends the call
};

class SecureLine {
 public:
  /// `host` is a name or an address.
  static Result<SecureLine> connect(const Introduction& introduction, const std::string& host,
                                    std::uint16_t port, const Patience& patience);
  /// The other side's half, over a connection that was accepted; owns the descriptor.
  static Result<SecureLine> accept(const Introduction& introduction, int descriptor,
                                   Patience patience);

  SecureLine(SecureLine&&) noexcept;
  SecureLine& operator=(SecureLine&&) noexcept;
  ~SecureLine();

  Status write(std::string_view octets);
  /// Fills `octets`, or fails.
  Status read(std::span<char> octets);
  /// Says that nothing follows; the other side can tell that from a torn connection.
  void finish();

  [[nodiscard]] const std::string& peer_fingerprint() const;
  [[nodiscard]] const std::string& peer_subject() const;  ///< RFC 2253

 private:
  struct State;
  explicit SecureLine(std::unique_ptr<State> state);
  static Result<SecureLine> begin(const Introduction& introduction, int descriptor,
                                  Patience patience, int (*step)(SSL*));
  std::unique_ptr<State> state_;
};

/// A port at which one expected peer knocks.
class Door {
 public:
  /// Port 0: any that is free.
  static Result<Door> open(const net::Address& address, std::uint16_t port);

  Door(Door&& other) noexcept;
  Door& operator=(Door&& other) noexcept;
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;
  ~Door();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// The first that passes the handshake; `turned_away` hears of those before.  Waits without end,
  /// but for `patience.stop`.
  Result<SecureLine> admit(const Introduction& introduction, const Patience& patience,
                           const std::function<void(const Error&)>& turned_away) const;

 private:
  Door(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}

  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace noroshi::socket
