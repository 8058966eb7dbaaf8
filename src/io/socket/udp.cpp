// How a listener keeps count: the kernel's counter of drops has 32 bits and comes by two ways, with
// every datagram (SO_RXQ_OVFL: as it stood when that one was queued) and on demand (SO_MEMINFO).
// Both are the same counter, so the furthest value seen is the truth.
#include "io/socket/udp.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "base/assert.hpp"
#include "io/clock.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::socket {
namespace {

// What the kernel says beside each datagram: its time and the drops so far.
constexpr std::size_t kAncillary = CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(std::uint32_t));

struct alignas(cmsghdr) Ancillary {
  std::array<char, kAncillary> octets;
};

base::Micros micros(const timespec& time) {
  return static_cast<base::Micros>(time.tv_sec) * base::kSecond + time.tv_nsec / 1000;
}

void enable(int fd, int level, int option) {
  const int on = 1;
  // A kernel without it gives no time stamps or drops with datagrams; both have a second way.
  (void)::setsockopt(fd, level, option, &on, sizeof on);
}

void ask_for_buffer(int fd, int octets) {
  // The first goes beyond net.core.rmem_max, and needs CAP_NET_ADMIN.
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets) == 0) return;
  (void)::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
}

int buffer_of(int fd) {
  int octets = 0;
  socklen_t length = sizeof octets;
  if (::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, &length) != 0) return 0;
  return octets / 2;  // socket(7): the kernel doubles what was asked, for its own bookkeeping
}

}  // namespace

Slab::Slab(std::size_t datagram_count, std::size_t slot_octets)
    : bytes(datagram_count * slot_octets), slot(slot_octets), capacity(datagram_count) {
  NOROSHI_ASSERT(slot > 0 && capacity > 0 && bytes.size() <= UINT32_MAX);
  datagrams.reserve(capacity);
}

struct UdpListener::State {
  explicit State(int socket) : fd(socket) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ::close(fd); }

  int fd;
  std::uint16_t port = 0;
  int granted = 0;
  std::uint64_t drops = 0;
  std::uint32_t last_drops = 0;  // the kernel's counter, which wraps

  // Of one recvmmsg, reused.
  std::vector<mmsghdr> messages;
  std::vector<iovec> slots;
  std::vector<sockaddr_storage> sources;
  std::vector<Ancillary> ancillaries;

  void see_drops(std::uint32_t counter) {
    const std::uint32_t more = counter - last_drops;
    if (more == 0 || more > UINT32_MAX / 2) return;  // an older value
    drops += more;
    last_drops = counter;
  }

  void prepare(Slab& slab) {
    messages.resize(slab.capacity);
    slots.resize(slab.capacity);
    sources.resize(slab.capacity);
    ancillaries.resize(slab.capacity);
    for (std::size_t i = 0; i < slab.capacity; ++i) {
      slots[i] = {slab.bytes.data() + i * slab.slot, slab.slot};
      msghdr& header = messages[i].msg_hdr;
      header = {};
      header.msg_name = &sources[i];
      header.msg_namelen = sizeof(sockaddr_storage);
      header.msg_iov = &slots[i];
      header.msg_iovlen = 1;
      header.msg_control = ancillaries[i].octets.data();
      header.msg_controllen = kAncillary;
    }
  }

  // How many came; 0 when none is there.
  Result<std::size_t> take(const Slab& slab) {
    const int got = ::recvmmsg(fd, messages.data(), static_cast<unsigned>(slab.capacity),
                               MSG_DONTWAIT, nullptr);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return 0;
    return base::system_error("receiving datagrams");
  }

  void describe(std::size_t i, Slab& slab) {
    msghdr& header = messages[i].msg_hdr;
    Datagram datagram;
    datagram.source = address_of(sources[i]);
    datagram.source_port = port_of(sources[i]);
    datagram.offset = static_cast<std::uint32_t>(i * slab.slot);
    datagram.length = messages[i].msg_len;
    datagram.truncated = (header.msg_flags & MSG_TRUNC) != 0;
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level != SOL_SOCKET) continue;
      if (c->cmsg_type == SCM_TIMESTAMPNS) {
        timespec time{};
        std::memcpy(&time, CMSG_DATA(c), sizeof time);
        datagram.received = micros(time);
      } else if (c->cmsg_type == SO_RXQ_OVFL) {
        std::uint32_t counter = 0;
        std::memcpy(&counter, CMSG_DATA(c), sizeof counter);
        see_drops(counter);
      }
    }
    if (datagram.received == 0) datagram.received = io::wall_clock();
    slab.datagrams.push_back(datagram);
  }
};

UdpListener::UdpListener(std::unique_ptr<State> state) : state_(std::move(state)) {}
UdpListener::UdpListener(UdpListener&&) noexcept = default;
UdpListener& UdpListener::operator=(UdpListener&&) noexcept = default;
UdpListener::~UdpListener() = default;

Result<UdpListener> UdpListener::bind(const net::Address& address, std::uint16_t port,
                                      const UdpOptions& options) {
  KernelAddress at(address, port);
  const int fd = ::socket(at.family(), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP);
  if (fd < 0) return listen_error("udp", address, port, errno);
  auto state = std::make_unique<State>(fd);
  if (at.family() == AF_INET6) enable(fd, IPPROTO_IPV6, IPV6_V6ONLY);
  enable(fd, SOL_SOCKET, SO_TIMESTAMPNS);
  enable(fd, SOL_SOCKET, SO_RXQ_OVFL);
  ask_for_buffer(fd, options.receive_buffer);
  if (::bind(fd, at.get(), at.length) != 0) return listen_error("udp", address, port, errno);
  at.length = sizeof at.storage;
  if (::getsockname(fd, at.get(), &at.length) != 0) {
    return base::system_error("asking for the port that was bound");
  }
  state->port = port_of(at.storage);
  state->granted = buffer_of(fd);
  return UdpListener(std::move(state));
}

Status UdpListener::receive(Slab& slab, std::chrono::milliseconds patience) {
  slab.datagrams.clear();
  state_->prepare(slab);
  // Under load datagrams are there already: one system call instead of two.
  std::size_t got = NOROSHI_TRY(state_->take(slab));
  if (got == 0) {
    pollfd waiting{state_->fd, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return {};
    got = NOROSHI_TRY(state_->take(slab));
  }
  for (std::size_t i = 0; i < got; ++i) state_->describe(i, slab);
  return {};
}

std::uint64_t UdpListener::kernel_drops() {
  std::array<std::uint32_t, SK_MEMINFO_VARS> counters{};
  socklen_t length = sizeof counters;
  if (::getsockopt(state_->fd, SOL_SOCKET, SO_MEMINFO, counters.data(), &length) == 0 &&
      length >= (SK_MEMINFO_DROPS + 1) * sizeof(std::uint32_t)) {
    state_->see_drops(counters[SK_MEMINFO_DROPS]);
  }
  return state_->drops;
}

std::uint16_t UdpListener::port() const { return state_->port; }
int UdpListener::granted_buffer() const { return state_->granted; }

}  // namespace noroshi::socket
