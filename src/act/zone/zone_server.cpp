#include "act/zone/zone_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <list>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "act/zone/responder.hpp"
#include "base/descriptor.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::zone {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Strangers may hold a door open, not the house.
constexpr std::size_t kConnections = 64;
constexpr std::size_t kConnectionsPerAddress = 8;
constexpr auto kPatience = 10s;          // for a whole question
constexpr auto kSlowest = 30s;           // for an octet to be taken
constexpr auto kLongest = 15min;         // for a connection
constexpr std::size_t kQuestion = 2048;  // octets; a signed IXFR question has some 300

std::int64_t unix_time() { return static_cast<std::int64_t>(std::time(nullptr)); }

Result<base::Descriptor> bound(int type, const net::Address& address, std::uint16_t port) {
  const socket::KernelAddress at(address, port);
  base::Descriptor descriptor(::socket(at.family(), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  if (type == SOCK_STREAM) {
    ::setsockopt(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  }
  constexpr int kBacklog = 64;
  const bool ready = descriptor.get() >= 0 && ::bind(descriptor.get(), at.get(), at.length) == 0 &&
                     (type != SOCK_STREAM || ::listen(descriptor.get(), kBacklog) == 0);
  if (ready) return descriptor;
  return socket::listen_error(type == SOCK_STREAM ? "tcp" : "udp", address, port, errno);
}

std::uint16_t port_of(const base::Descriptor& descriptor) {
  socket::KernelAddress at;
  ::getsockname(descriptor.get(), at.get(), &at.length);
  return socket::port_of(at.storage);
}

struct Doors {
  base::Descriptor tcp, udp;
  std::uint16_t port = 0;
};

/// Both on one port; where any will do, until both get the same.
Result<Doors> open_doors(const net::Address& address, std::uint16_t port) {
  constexpr int kTries = 16;
  for (int i = 1;; ++i) {
    Doors doors;
    doors.tcp = NOROSHI_TRY(bound(SOCK_STREAM, address, port));
    doors.port = port_of(doors.tcp);
    auto udp = bound(SOCK_DGRAM, address, doors.port);
    if (udp) {
      doors.udp = std::move(*udp);
      return doors;
    }
    if (port != 0 || i == kTries) return std::move(udp).error();
  }
}

std::string framed(const std::string& message) {
  std::string octets;
  octets += static_cast<char>(message.size() >> 8);
  octets += static_cast<char>(message.size());
  return octets + message;
}

/// One TCP connection: reads a question, writes its answer, and again.
class Connection {
 public:
  Connection(base::Descriptor descriptor, const net::Address& from)
      : descriptor_(std::move(descriptor)), from_(from), until_(Clock::now() + kPatience) {}

  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  [[nodiscard]] const net::Address& from() const { return from_; }
  [[nodiscard]] bool writes() const { return !out_.empty() || transfer_ != nullptr; }
  [[nodiscard]] Clock::time_point until() const { return std::min(until_, end_); }

  /// False: it is over.
  bool go_on(const Responder& responder, const Journal& journal) {
    return writes() ? write() : read(responder, journal);
  }

 private:
  bool read(const Responder& responder, const Journal& journal) {
    std::array<char, kQuestion> buffer{};
    const auto octets = ::recv(descriptor_.get(), buffer.data(), buffer.size(), 0);
    if (octets < 0) return errno == EAGAIN || errno == EINTR;
    if (octets == 0) return false;
    in_.append(buffer.data(), static_cast<std::size_t>(octets));
    return take_question(responder, journal);
  }

  bool take_question(const Responder& responder, const Journal& journal) {
    if (in_.size() < 2) return true;
    const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(in_[0])) << 8 |
                               static_cast<unsigned char>(in_[1]);
    if (length > kQuestion) return false;
    if (in_.size() < length + 2) return true;
    const auto* wire = reinterpret_cast<const std::uint8_t*>(in_.data()) + 2;
    Reply reply =
        responder.answer({wire, length}, from_, Responder::Over::Tcp, journal, unix_time());
    in_.erase(0, length + 2);
    transfer_ = std::move(reply.transfer);
    if (!reply.message.empty()) out_ = framed(reply.message);
    until_ = Clock::now() + kSlowest;
    return writes();
  }

  bool write() {
    if (written_ == out_.size() && !refill()) return false;
    const auto octets =
        ::send(descriptor_.get(), out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (octets < 0) return errno == EAGAIN || errno == EINTR;
    written_ += static_cast<std::size_t>(octets);
    until_ = Clock::now() + kSlowest;
    if (written_ < out_.size() || transfer_ != nullptr) return true;
    out_.clear();
    written_ = 0;
    until_ = Clock::now() + kPatience;
    return true;
  }

  /// The next message of the transfer.  False: there is none to be had.
  bool refill() {
    out_.clear();
    written_ = 0;
    if (transfer_ == nullptr) return false;
    auto message = transfer_->next();
    if (!message) {
      transfer_.reset();
      until_ = Clock::now() + kPatience;
      return true;
    }
    if (message->empty()) return false;
    out_ = framed(*message);
    return true;
  }

  base::Descriptor descriptor_;
  net::Address from_;
  std::string in_;
  std::string out_;
  std::size_t written_ = 0;
  std::unique_ptr<Transfer> transfer_;
  Clock::time_point until_;
  Clock::time_point end_ = Clock::now() + kLongest;
};

}  // namespace

struct ZoneServer::State {
  // Serials go with the time, so that they grow over restarts.
  State(Responder of, std::size_t remembered, Doors&& at)
      : responder(std::move(of)),
        journal(static_cast<std::uint32_t>(unix_time()), remembered),
        doors(std::move(at)) {}

  void serve();
  void accept_one();
  void answer_datagrams() const;
  void go_on(const std::vector<pollfd>& polled);
  [[nodiscard]] int patience() const;

  Responder responder;
  Journal journal;
  Doors doors;
  base::Descriptor bell{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::list<Connection> connections;
  std::thread thread;
};

/// Milliseconds until the first connection is given up; −1: no connection.
int ZoneServer::State::patience() const {
  if (connections.empty()) return -1;
  auto first = Clock::time_point::max();
  for (const Connection& connection : connections) first = std::min(first, connection.until());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

void ZoneServer::State::serve() {
  while (true) {
    std::vector<pollfd> polled = {{bell.get(), POLLIN, 0}, {doors.udp.get(), POLLIN, 0}};
    // With no place left, who comes waits in the kernel's queue.
    const short door_events = connections.size() < kConnections ? POLLIN : 0;
    polled.push_back({doors.tcp.get(), door_events, 0});
    for (const Connection& connection : connections) {
      const short events = connection.writes() ? POLLOUT : POLLIN;
      polled.push_back({connection.descriptor(), events, 0});
    }
    if (::poll(polled.data(), polled.size(), patience()) < 0 && errno != EINTR) return;
    if (polled[0].revents != 0) return;
    go_on(polled);
    if (polled[1].revents != 0) answer_datagrams();
    if (polled[2].revents != 0) accept_one();
  }
}

void ZoneServer::State::go_on(const std::vector<pollfd>& polled) {
  constexpr std::size_t kOthers = 3;
  const auto now = Clock::now();
  auto connection = connections.begin();
  for (std::size_t i = kOthers; i < polled.size(); ++i) {
    const bool ready = polled[i].revents != 0;
    const bool stays = ready ? connection->go_on(responder, journal) : connection->until() > now;
    connection = stays ? std::next(connection) : connections.erase(connection);
  }
}

void ZoneServer::State::accept_one() {
  socket::KernelAddress from;
  base::Descriptor descriptor(
      ::accept4(doors.tcp.get(), from.get(), &from.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (descriptor.get() < 0) return;
  const net::Address address = socket::address_of(from.storage);
  const auto held = std::count_if(connections.begin(), connections.end(),
                                  [&](const Connection& each) { return each.from() == address; });
  if (static_cast<std::size_t>(held) >= kConnectionsPerAddress) return;
  connections.emplace_back(std::move(descriptor), address);
}

void ZoneServer::State::answer_datagrams() const {
  constexpr int kAtOnce = 64;  // then the others have their turn
  for (int i = 0; i < kAtOnce; ++i) {
    std::array<std::uint8_t, kQuestion> buffer{};
    socket::KernelAddress from;
    const auto octets =
        ::recvfrom(doors.udp.get(), buffer.data(), buffer.size(), 0, from.get(), &from.length);
    if (octets < 0) return;
    const Reply reply = responder.answer({buffer.data(), static_cast<std::size_t>(octets)},
                                         socket::address_of(from.storage), Responder::Over::Udp,
                                         journal, unix_time());
    if (reply.message.empty()) continue;
    ::sendto(doors.udp.get(), reply.message.data(), reply.message.size(), MSG_NOSIGNAL, from.get(),
             from.length);
  }
}

ZoneServer::ZoneServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<ZoneServer>> ZoneServer::start(const net::Address& address,
                                                      std::uint16_t port, const Options& options) {
  Responder responder = NOROSHI_TRY(Responder::make(options));
  Doors doors = NOROSHI_TRY(open_doors(address, port));
  auto state = std::make_unique<State>(std::move(responder), options.remembered, std::move(doors));
  if (state->bell.get() < 0) return base::system_error("making a bell for the zone's thread");
  State& at = *state;
  at.thread = std::thread([&at] { at.serve(); });
  return std::unique_ptr<ZoneServer>(new ZoneServer(std::move(state)));
}

ZoneServer::~ZoneServer() {
  const std::uint64_t ring = 1;
  if (::write(state_->bell.get(), &ring, sizeof ring) < 0) return;  // cannot fail: nobody rang yet
  state_->thread.join();
}

void ZoneServer::publish(const std::vector<share::Entry>& entries) {
  state_->journal.publish(state_->responder.names_of(entries),
                          static_cast<std::uint32_t>(unix_time()));
}

std::uint32_t ZoneServer::serial() const { return state_->journal.zone()->serial; }
std::uint16_t ZoneServer::port() const { return state_->doors.port; }

}  // namespace noroshi::zone
