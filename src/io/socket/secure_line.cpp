#include "io/socket/secure_line.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <limits>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "io/clock.hpp"
#include "io/socket/kernel_address.hpp"
#include "io/socket/tls_context.hpp"

namespace noroshi::socket {
namespace {

constexpr int kTick = 250;  // ms between two looks at `stop` and the clock

// In TLS 1.3 the side that connects is done before the other has looked at its certificate.  It
// waits for this octet, so that a refusal is heard as such and not as a torn connection later.
constexpr std::string_view kWelcome = "\x01";

// The words of OpenSSL for what went wrong last: the first one queued is nearest to the cause.
std::string tls_reason() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* words = code == 0 ? nullptr : ERR_reason_error_string(code);
  if (words == nullptr) return "the connection was torn";
  std::string reason = words;
  // "tlsv13 alert certificate required", "sslv3 alert bad certificate": sent by the peer.
  if (reason.find("alert") != std::string::npos) {
    reason += " (the peer refused us: does it know our certificate?)";
  }
  return reason;
}

// Waits until the socket is ready for `events`.
Status wait_for(int descriptor, short events, base::Micros deadline, const Patience& patience) {
  while (true) {
    if (patience.stop && patience.stop()) return Error{Errc::Io, "interrupted"};
    pollfd ready{.fd = descriptor, .events = events, .revents = 0};
    const int count = ::poll(&ready, 1, kTick);
    if (count > 0) return {};
    if (count < 0 && errno != EINTR) return base::system_error("waiting for the peer");
    if (io::steady_clock() >= deadline) {
      return Error{Errc::Io, "nothing has come from the peer for too long"};
    }
  }
}

}  // namespace

struct SecureLine::State {
  explicit State(Introduction known) : introduction(std::move(known)) {}

  Introduction introduction;  // its pins and context must outlive the session
  std::unique_ptr<SSL, void (*)(SSL*)> session{nullptr, SSL_free};
  int descriptor = -1;  // closed with the session
  Patience patience;
  std::string fingerprint;
  std::string subject;

  Status prepare(int connected);
  Status shake_hands(int (*step)(SSL*));
  Status wait(int result, base::Micros deadline) const;
};

// `connected` does not block; it is taken over, also when this fails.
Status SecureLine::State::prepare(int connected) {
  BIO* plug = BIO_new_socket(connected, BIO_CLOSE);
  if (plug == nullptr) {
    ::close(connected);
    return Error{Errc::Io, "out of memory"};
  }
  auto made = introduction.session();
  if (!made.has_value()) {
    BIO_free(plug);
    return std::move(made).error();
  }
  session = std::move(*made);
  SSL_set_bio(session.get(), plug, plug);
  descriptor = connected;
  const int yes = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return {};
}

// After a call that gave `result`: waits if it has to be called again, else says why it failed.
Status SecureLine::State::wait(int result, base::Micros deadline) const {
  switch (SSL_get_error(session.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait_for(descriptor, POLLIN, deadline, patience);
    case SSL_ERROR_WANT_WRITE:
      return wait_for(descriptor, POLLOUT, deadline, patience);
    case SSL_ERROR_ZERO_RETURN:
      return Error{Errc::Io, "the peer hung up before the end"};
    default:
      return Error{Errc::Io, tls_reason()};
  }
}

Status SecureLine::State::shake_hands(int (*step)(SSL*)) {
  const auto deadline = io::steady_clock() + patience.handshake;
  int result = 0;
  while (ERR_clear_error(), (result = step(session.get())) != 1) {
    NOROSHI_CHECK(wait(result, deadline).within("TLS"));
    if (io::steady_clock() >= deadline) return Error{Errc::Io, "TLS: the peer took too long"};
  }
  fingerprint = fingerprint_of(SSL_get0_peer_certificate(session.get()));
  subject = socket::peer_subject(session.get());
  return {};
}

SecureLine::SecureLine(std::unique_ptr<State> state) : state_(std::move(state)) {}
SecureLine::SecureLine(SecureLine&&) noexcept = default;
SecureLine& SecureLine::operator=(SecureLine&&) noexcept = default;
SecureLine::~SecureLine() = default;

const std::string& SecureLine::peer_fingerprint() const { return state_->fingerprint; }
const std::string& SecureLine::peer_subject() const { return state_->subject; }

namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

// A connected descriptor that does not block, or why none of the host's addresses would have us.
Result<int> connect_to(const addrinfo& place, const Patience& patience) {
  const int descriptor =
      ::socket(place.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (descriptor < 0) return base::system_error("making a socket");
  const auto give_up = [&](Error why) -> Result<int> {
    ::close(descriptor);
    return why;
  };
  if (::connect(descriptor, place.ai_addr, place.ai_addrlen) != 0 && errno != EINPROGRESS) {
    return give_up(base::system_error("connecting"));
  }
  const auto deadline = io::steady_clock() + patience.handshake;
  if (auto ready = wait_for(descriptor, POLLOUT, deadline, patience); !ready) {
    return give_up(std::move(ready).error());
  }
  int why_not = 0;
  socklen_t length = sizeof why_not;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &why_not, &length) != 0) why_not = errno;
  if (why_not != 0) {
    errno = why_not;
    return give_up(base::system_error("connecting"));
  }
  return descriptor;
}

Result<int> connect_to(const std::string& host, std::uint16_t port, const Patience& patience) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (failed != 0) return Error{Errc::NotFound, ::gai_strerror(failed)};
  const std::unique_ptr<addrinfo, FreeAddresses> places(found);
  Result<int> last = Error{Errc::NotFound, "it has no address"};
  for (const auto* place = places.get(); place != nullptr; place = place->ai_next) {
    last = connect_to(*place, patience);
    if (last.has_value()) break;
  }
  return last;
}

}  // namespace

Result<SecureLine> SecureLine::connect(const Introduction& introduction, const std::string& host,
                                       std::uint16_t port, const Patience& patience) {
  const auto whom = fmt::format("{} port {}", host, port);
  const int descriptor = NOROSHI_TRY(connect_to(host, port, patience).within(whom));
  auto line = NOROSHI_TRY(begin(introduction, descriptor, patience, SSL_connect).within(whom));
  line.state_->patience.idle = patience.handshake;
  std::array<char, kWelcome.size()> welcome{};
  NOROSHI_CHECK(line.read(welcome).within(whom));
  line.state_->patience.idle = patience.idle;
  return line;
}

Result<SecureLine> SecureLine::accept(const Introduction& introduction, int descriptor,
                                      Patience patience) {
  auto line = NOROSHI_TRY(begin(introduction, descriptor, std::move(patience), SSL_accept));
  NOROSHI_CHECK(line.write(kWelcome));
  return line;
}

Result<SecureLine> SecureLine::begin(const Introduction& introduction, int descriptor,
                                     Patience patience, int (*step)(SSL*)) {
  auto state = std::make_unique<State>(introduction);
  state->patience = std::move(patience);
  NOROSHI_CHECK(state->prepare(descriptor));
  NOROSHI_CHECK(state->shake_hands(step));
  return SecureLine(std::move(state));
}

Status SecureLine::write(std::string_view octets) {
  while (!octets.empty()) {
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(state_->session.get(), octets.data(), octets.size(), &written);
    if (result == 1) {
      octets.remove_prefix(written);
      continue;
    }
    NOROSHI_CHECK(state_->wait(result, io::steady_clock() + state_->patience.idle)
                      .within("sending to the peer"));
  }
  return {};
}

Status SecureLine::read(std::span<char> octets) {
  while (!octets.empty()) {
    ERR_clear_error();
    std::size_t got = 0;
    const int result = SSL_read_ex(state_->session.get(), octets.data(), octets.size(), &got);
    if (result == 1) {
      octets = octets.subspan(got);
      continue;
    }
    NOROSHI_CHECK(state_->wait(result, io::steady_clock() + state_->patience.idle)
                      .within("receiving from the peer"));
  }
  return {};
}

void SecureLine::finish() { SSL_shutdown(state_->session.get()); }

Door::Door(Door&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), port_(other.port_) {}

Door& Door::operator=(Door&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(port_, other.port_);
  return *this;
}

Door::~Door() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Door> Door::open(const net::Address& address, std::uint16_t port) {
  KernelAddress place(address, port);
  const int descriptor =
      ::socket(place.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (descriptor < 0) return listen_error("tls", address, port, errno);
  Door door(descriptor, port);
  const int yes = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(descriptor, place.get(), place.length) != 0 || ::listen(descriptor, 16) != 0 ||
      ::getsockname(descriptor, place.get(), &place.length) != 0) {
    return listen_error("tls", address, port, errno);
  }
  door.port_ = port_of(place.storage);
  return door;
}

namespace {

bool has_left_again(int number) {
  return number == EAGAIN || number == EINTR || number == ECONNABORTED || number == EPROTO;
}

}  // namespace

Result<SecureLine> Door::admit(const Introduction& introduction, const Patience& patience,
                               const std::function<void(const Error&)>& turned_away) const {
  while (true) {
    NOROSHI_CHECK(
        wait_for(descriptor_, POLLIN, std::numeric_limits<base::Micros>::max(), patience));
    KernelAddress from;
    const int descriptor =
        ::accept4(descriptor_, from.get(), &from.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (has_left_again(errno)) continue;
      return base::system_error("accepting a connection");
    }
    auto line = SecureLine::accept(introduction, descriptor, patience);
    if (line.has_value()) return line;
    if (patience.stop && patience.stop()) return std::move(line).error();
    turned_away(std::move(line).error().within(
        endpoint_text(address_of(from.storage), port_of(from.storage))));
  }
}

}  // namespace noroshi::socket
