#include "act/sinkhole/mute_socket.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/socket/kernel_address.hpp"

namespace noroshi::sinkhole {

MuteSocket& MuteSocket::operator=(MuteSocket&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = other.descriptor_;
    other.descriptor_ = -1;
  }
  return *this;
}

MuteSocket::Received MuteSocket::receive(std::span<char> buffer) const {
  const auto count = ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count > 0) {
    return {Received::State::Bytes, {buffer.data(), static_cast<std::size_t>(count)}};
  }
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {};
  return {Received::State::Gone, {}};
}

bool MuteSocket::answer(Reply reply) const {
  switch (reply) {
    case Reply::None:
      return true;
    case Reply::EchoZero: {
      static constexpr char kZeros[2] = {0, 0};
      return ::send(descriptor_, kZeros, sizeof kZeros, MSG_DONTWAIT | MSG_NOSIGNAL) ==
             sizeof kZeros;
    }
  }
  return true;
}

bool MuteSocket::watch(int epoll, std::uint64_t name) const {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.u64 = name;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor_, &event) == 0;
}

net::Address MuteSocket::called() const {
  socket::KernelAddress own;
  if (::getsockname(descriptor_, own.get(), &own.length) != 0) return {};
  return socket::address_of(own.storage);
}

void MuteSocket::close() {
  if (descriptor_ < 0) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace noroshi::sinkhole
