#include "cutting_proxy.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.hpp"

namespace noroshi::store_test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

bool send_all(int to, const char* octets, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = send(to, octets, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::uint16_t upstream) : upstream_(upstream) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof(address);
  NOROSHI_ASSERT(bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
  NOROSHI_ASSERT(listen(listener_, 16) == 0);
  NOROSHI_ASSERT(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

CuttingProxy::~CuttingProxy() {
  stop_ = true;
  thread_.join();
  close(listener_);
}

void CuttingProxy::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) carry(client);
  }
}

void CuttingProxy::carry(int client) {
  const int server = connect_to(upstream_);
  char octets[65536];
  bool insert = false;
  std::size_t passed = 0;  // octets of the present request
  while (server >= 0 && !stop_) {
    pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(both, 2, 20) < 0) break;
    if (both[0].revents != 0) {
      const ssize_t got = recv(client, octets, sizeof(octets), 0);
      if (got <= 0) break;
      const std::string_view piece(octets, static_cast<std::size_t>(got));
      if (piece.starts_with("POST ")) {
        insert = piece.substr(0, 2048).find("INSERT") != std::string_view::npos;
        passed = 0;
      }
      std::size_t allowed = piece.size();
      const bool cutting = insert && cut_ > 0;
      if (cutting)
        allowed = std::min(allowed, cut_after_ - std::min<std::size_t>(passed, cut_after_));
      if (!send_all(server, octets, allowed)) break;
      passed += allowed;
      if (cutting && passed >= cut_after_) {
        --cut_;
        ++lost_;
        break;
      }
    }
    if (both[1].revents != 0) {
      const ssize_t got = recv(server, octets, sizeof(octets), 0);
      if (got <= 0) break;
      if (insert && lose_ > 0) {
        --lose_;
        ++lost_;
        break;
      }
      if (!send_all(client, octets, static_cast<std::size_t>(got))) break;
    }
  }
  close(client);
  if (server >= 0) close(server);
}

}  // namespace noroshi::store_test
