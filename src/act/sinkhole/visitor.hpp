// A visitor on loopback, for tests and benches: connects, says something, hears what is said.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "io/socket/kernel_address.hpp"

namespace noroshi::sinkhole {

class Visitor {
 public:
  explicit Visitor(std::uint16_t port, const net::Address& from = net::Address::v4(0x7F000001)) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const socket::KernelAddress own(from, 0);
    const socket::KernelAddress to(net::Address::v4(0x7F000001), port);
    connected_ = ::bind(descriptor_, own.get(), own.length) == 0 &&
                 ::connect(descriptor_, to.get(), to.length) == 0;
  }
  ~Visitor() { leave(); }
  Visitor(Visitor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), connected_(other.connected_) {}
  Visitor& operator=(Visitor&&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  bool say(std::string_view bytes) const {
    return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  /// What has been said to us by now; `gone` when the connection is over.
  struct Heard {
    std::string octets;
    bool gone = false;
  };
  [[nodiscard]] Heard hear() const {
    Heard heard;
    char buffer[256];
    for (;;) {
      const auto count = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count > 0) {
        heard.octets.append(buffer, static_cast<std::size_t>(count));
        continue;
      }
      heard.gone = count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
      return heard;
    }
  }

  void leave() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

 private:
  int descriptor_ = -1;
  bool connected_ = false;
};

}  // namespace noroshi::sinkhole
