// A loopback address and a port, as the socket calls want them.
#pragma once

#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "base/result.hpp"
#include "train/replay/destination.hpp"

namespace noroshi::replay {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  SocketAddress(const net::Address& address, std::uint16_t port);
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

/// A socket of `type` (SOCK_DGRAM, SOCK_STREAM), bound to `source` if given, connected to `to`.
Result<Descriptor> connect_to(const Destination& to, int type, const std::optional<Source>& source);

}  // namespace noroshi::replay
