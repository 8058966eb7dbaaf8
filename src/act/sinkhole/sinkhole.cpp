#include "act/sinkhole/sinkhole.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include "act/sinkhole/guests.hpp"
#include "base/descriptor.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::sinkhole {
namespace {

// Octets that one visitor is listened to in one turn: a flood waits for the others.
constexpr std::size_t kMouthful = 4096;
constexpr int kDoorways = 1024;  // connections accepted in one turn, for each door
// The kernel doubles it; a ClientHello fits, and a million floods stay within bounds.
constexpr int kReceiveBuffer = 4096;
constexpr int kBacklog = 4096;
constexpr std::size_t kEvents = 1024;
constexpr std::uint64_t kDoorName = std::uint64_t{1} << 63;  // generations stay below
// Descriptors that are no visitors: doors, files, what libraries keep open.
constexpr rlim_t kOwnDescriptors = 128;

struct Door {
  base::Descriptor socket;
  std::uint16_t port = 0;
};

Result<Door> open_door(const Listen& listen, bool share_port) {
  const socket::KernelAddress at(listen.address, listen.port);
  const auto failed = [&] {
    return socket::listen_error("tcp", listen.address, listen.port, errno);
  };
  base::Descriptor door(::socket(at.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (door.get() < 0) return failed();
  const int on = 1;
  ::setsockopt(door.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (share_port) ::setsockopt(door.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (at.family() == AF_INET6) {
    ::setsockopt(door.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  ::setsockopt(door.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
  if (::bind(door.get(), at.get(), at.length) != 0) return failed();
  if (::listen(door.get(), kBacklog) != 0) return failed();
  socket::KernelAddress bound;
  if (::getsockname(door.get(), bound.get(), &bound.length) != 0) return failed();
  return Door{std::move(door), socket::port_of(bound.storage)};
}

/// Asks for as many descriptors as the connections need, and returns how many there may be.
std::size_t affordable(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const rlim_t wanted = std::min<rlim_t>(connections + kOwnDescriptors, limit.rlim_max);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  const rlim_t left = limit.rlim_cur > kOwnDescriptors ? limit.rlim_cur - kOwnDescriptors : 1;
  return std::min<std::size_t>(connections, left);
}

}  // namespace

std::string_view to_string(Ended ended) {
  constexpr std::array<std::string_view, kEnds> kNames{
      "left", "idle", "sent-too-much", "made-room", "too-many-of-one", "stopped"};
  return kNames[static_cast<std::size_t>(ended)];
}

struct Sinkhole::State {
  Settings settings;
  Clock clock;
  Log log;
  base::Descriptor epoll{};
  std::vector<Door> doors{};
  Guests guests{};
  std::unordered_map<std::uint32_t, std::string> first_bytes{};  // of waiting guests, by place
  Numbers numbers{};
  base::Micros now = 0;
  std::vector<char> buffer = std::vector<char>(kMouthful);

  void accept(std::size_t door);
  bool admit(int descriptor, const socket::KernelAddress& peer, std::size_t door);
  void hear(std::uint32_t place);
  void take(std::uint32_t place, std::string_view bytes);
  void judged(std::uint32_t place, const Judgement& judgement);
  void give_up(std::uint32_t place);
  void end(std::uint32_t place, Ended why);
  bool make_room();
  void sweep();
  [[nodiscard]] Visit visit_of(const Guest& guest) const;
  [[nodiscard]] std::uint32_t second() const {
    return static_cast<std::uint32_t>(now / base::kSecond);
  }
};

Visit Sinkhole::State::visit_of(const Guest& guest) const {
  return {.time = guest.arrived,
          .source = guest.source,
          .source_port = guest.source_port,
          .destination = guest.socket.called(),
          .destination_port = doors[guest.door].port,
          .kind = guest.conversation.kind(),
          .detail = {}};
}

void Sinkhole::State::accept(std::size_t door) {
  for (int i = 0; i < kDoorways; ++i) {
    socket::KernelAddress peer;
    const int descriptor =
        ::accept4(doors[door].socket.get(), peer.get(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      if (!admit(descriptor, peer, door)) return;
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    if (errno == ECONNABORTED || errno == EINTR) continue;
    // Out of descriptors or memory: whoever has been silent longest makes room.
    ++numbers.not_accepted;
    if (!make_room()) return;
  }
}

bool Sinkhole::State::admit(int descriptor, const socket::KernelAddress& peer, std::size_t door) {
  Guest guest;
  guest.socket = MuteSocket(descriptor);
  guest.source = socket::address_of(peer.storage);
  guest.source_port = socket::port_of(peer.storage);
  guest.arrived = now;
  guest.heard = second();
  guest.door = static_cast<std::uint8_t>(door);
  const bool crowd = guests.of(guest.source) >= settings.most_from_one;
  if (!crowd && guests.size() >= settings.most_connections) make_room();
  ++numbers.accepted;
  const std::uint32_t place = guests.add(std::move(guest));
  if (crowd) {
    end(place, Ended::TooManyOfOne);
  } else if (!guests.at(place).socket.watch(epoll.get(), guests.name(place))) {
    // The kernel has no memory to watch it: it is judged by having come.
    end(place, Ended::MadeRoom);
    return false;
  }
  return true;
}

void Sinkhole::State::hear(std::uint32_t place) {
  const auto received = guests.at(place).socket.receive(buffer);
  switch (received.state) {
    case MuteSocket::Received::State::Nothing:
      return;
    case MuteSocket::Received::State::Gone:
      return end(place, Ended::Left);
    case MuteSocket::Received::State::Bytes:
      return take(place, received.bytes);
  }
}

void Sinkhole::State::take(std::uint32_t place, std::string_view bytes) {
  Guest& guest = guests.at(place);
  numbers.octets += bytes.size();
  guest.octets += static_cast<std::uint32_t>(bytes.size());
  guest.heard = second();
  const std::uint32_t calls = guest.conversation.keep_alives();
  std::string none;
  const bool known = guest.conversation.judged();
  std::string& pending = known ? none : first_bytes[place];
  const auto heard = guest.conversation.hear(bytes, pending, now, settings.echo);
  numbers.keep_alives += guest.conversation.keep_alives() - calls;
  if (heard.judgement) {
    judged(place, *heard.judgement);
  } else if (!known && first_bytes.size() > settings.most_waiting) {
    ++numbers.judged_early;
    give_up(place);
  } else if (known) {
    guests.move(place, Queue::Parked);
  }
  if (heard.reply != Reply::None) {
    ++(guests.at(place).socket.answer(heard.reply) ? numbers.echoes : numbers.echoes_refused);
  }
  if (guests.at(place).octets > settings.most_octets) end(place, Ended::SentTooMuch);
}

void Sinkhole::State::judged(std::uint32_t place, const Judgement& judgement) {
  first_bytes.erase(place);
  ++numbers.judged[static_cast<std::size_t>(judgement.kind)];
  guests.move(place, Queue::Parked);
  Visit visit = visit_of(guests.at(place));
  visit.detail = judgement.detail;
  log.visit(visit);
}

void Sinkhole::State::give_up(std::uint32_t place) {
  std::string none;
  const auto pending = first_bytes.find(place);
  const auto judgement =
      guests.at(place).conversation.give_up(pending == first_bytes.end() ? none : pending->second);
  if (judgement) judged(place, *judgement);
}

void Sinkhole::State::end(std::uint32_t place, Ended why) {
  give_up(place);
  const Guest& guest = guests.at(place);
  if (guest.conversation.kind() == Kind::MiraiLike) {
    log.stay({.visit = visit_of(guest),
              .duration = now - guest.arrived,
              .octets = guest.octets,
              .keep_alives = guest.conversation.keep_alives(),
              .echoes = guest.conversation.echoes()});
  }
  ++numbers.ended[static_cast<std::size_t>(why)];
  guests.remove(place);
}

bool Sinkhole::State::make_room() {
  auto place = guests.first(Queue::Parked);
  if (place == kNobody) place = guests.first(Queue::Waiting);
  if (place == kNobody) return false;
  end(place, Ended::MadeRoom);
  return true;
}

void Sinkhole::State::sweep() {
  for (auto place = guests.first(Queue::Waiting); place != kNobody;
       place = guests.first(Queue::Waiting)) {
    if (guests.at(place).arrived + settings.introduction > now) break;
    give_up(place);
  }
  for (auto place = guests.first(Queue::Parked); place != kNobody;
       place = guests.first(Queue::Parked)) {
    if (guests.at(place).heard * base::kSecond + settings.idle > now) break;
    end(place, Ended::Idle);
  }
}

Result<Sinkhole> Sinkhole::open(Settings settings, Clock clock, Log log) {
  if (settings.listen.empty() || settings.listen.size() > 255) {
    return Error{Errc::InvalidUsage, "a sinkhole listens on 1 to 255 addresses and ports"};
  }
  settings.most_connections = affordable(settings.most_connections);
  settings.most_from_one = std::min<std::size_t>(settings.most_from_one, SourceCounts::kMost - 1);
  auto state = std::make_unique<State>(
      State{.settings = std::move(settings), .clock = std::move(clock), .log = std::move(log)});
  state->epoll = base::Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  if (state->epoll.get() < 0) return base::system_error("opening epoll");
  for (const auto& listen : state->settings.listen) {
    auto door = NOROSHI_TRY(open_door(listen, state->settings.share_port));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kDoorName | state->doors.size();
    if (::epoll_ctl(state->epoll.get(), EPOLL_CTL_ADD, door.socket.get(), &event) != 0) {
      return base::system_error("watching a listening socket");
    }
    state->doors.push_back(std::move(door));
  }
  state->now = state->clock();
  return Sinkhole(std::move(state));
}

Status Sinkhole::turn(std::chrono::milliseconds patience) {
  State& state = *state_;
  std::array<epoll_event, kEvents> events{};
  const int count = ::epoll_wait(state.epoll.get(), events.data(), static_cast<int>(kEvents),
                                 static_cast<int>(patience.count()));
  if (count < 0 && errno != EINTR) return base::system_error("waiting for visitors");
  state.now = state.clock();
  for (int i = 0; i < count; ++i) {
    const std::uint64_t name = events[static_cast<std::size_t>(i)].data.u64;
    if ((name & kDoorName) != 0) {
      state.accept(static_cast<std::size_t>(name & ~kDoorName));
    } else if (const auto place = state.guests.find(name)) {
      state.hear(*place);
    }
  }
  state.sweep();
  return {};
}

void Sinkhole::stop() {
  State& state = *state_;
  state.now = state.clock();
  for (const auto queue : {Queue::Waiting, Queue::Parked}) {
    for (auto place = state.guests.first(queue); place != kNobody;
         place = state.guests.first(queue)) {
      state.end(place, Ended::Stopped);
    }
  }
  state.doors.clear();
}

const Numbers& Sinkhole::numbers() const {
  state_->numbers.open = state_->guests.size();
  state_->numbers.waiting = state_->guests.waiting();
  return state_->numbers;
}

std::size_t Sinkhole::most_connections() const { return state_->settings.most_connections; }

std::vector<std::uint16_t> Sinkhole::ports() const {
  std::vector<std::uint16_t> ports;
  for (const auto& door : state_->doors) ports.push_back(door.port);
  return ports;
}

Sinkhole::Sinkhole(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sinkhole::Sinkhole(Sinkhole&&) noexcept = default;
Sinkhole& Sinkhole::operator=(Sinkhole&&) noexcept = default;
Sinkhole::~Sinkhole() = default;

}  // namespace noroshi::sinkhole
