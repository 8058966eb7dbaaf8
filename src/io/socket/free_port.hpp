// A port that was free a moment ago, for programs under test that cannot say which one they took.
//
// Somebody else may take it meanwhile.  Whoever can listen on port 0 does that instead.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace noroshi::socket {

/// A port of 127.0.0.1; `type` is SOCK_DGRAM for UDP, SOCK_STREAM for TCP.
inline std::uint16_t free_port(int type) {
  const int descriptor = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool bound = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  const std::error_code why(errno, std::generic_category());
  ::close(descriptor);
  if (!bound) throw std::system_error(why, "no free port of 127.0.0.1");
  return ntohs(address.sin_port);
}

inline std::uint16_t free_udp_port() { return free_port(SOCK_DGRAM); }
inline std::uint16_t free_tcp_port() { return free_port(SOCK_STREAM); }

}  // namespace noroshi::socket
