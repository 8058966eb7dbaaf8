#include "io/socket/stream.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <future>
#include <pthread.h>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "io/socket/kernel_address.hpp"
#include "io/socket/stream_connection.hpp"

namespace noroshi::socket {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Failure = boost::system::error_code;

// When the machine is out of descriptors or memory, time for it to come round.
constexpr auto kAcceptAgain = std::chrono::milliseconds(100);

Tcp::endpoint to_asio(const net::Address& address, std::uint16_t port) {
  const KernelAddress kernel(address, port);
  Tcp::endpoint endpoint;
  endpoint.resize(kernel.length);
  std::memcpy(endpoint.data(), kernel.get(), kernel.length);
  return endpoint;
}

Peer peer_at(const Tcp::endpoint& endpoint, bool tls) {
  sockaddr_storage storage{};
  std::memcpy(&storage, endpoint.data(), endpoint.size());
  return {.address = address_of(storage), .port = port_of(storage), .tls = tls, .subject = {}};
}

// Signals are for the threads of the program, not for this one.
template <class Body>
std::thread without_signals(Body body) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ::pthread_setname_np(thread.native_handle(), "streams");
  return thread;
}

}  // namespace

struct StreamListener::State final : Door {
  State(const StreamLimits& most, StreamEvents& listener_events)
      : limits(most), events(listener_events), acceptor(context), pause(context) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() override { stop(); }

  asio::io_context context{1};
  const StreamLimits limits;
  StreamEvents& events;
  Tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::uint16_t port = 0;
  bool tls = false;
  std::thread thread;

  std::mutex tls_mutex;
  TlsContext tls_context;  // under the mutex: `reload` must not wait for a thread that is blocked

  // Of the thread only.
  std::unordered_set<std::shared_ptr<StreamConnection>> connections;
  std::unordered_map<net::Address, std::size_t> of_address;

  Failure listen(const net::Address& address, std::uint16_t wanted) {
    const Tcp::endpoint endpoint = to_asio(address, wanted);
    Failure failure;
    if (acceptor.open(endpoint.protocol(), failure)) return failure;
    acceptor.set_option(Tcp::acceptor::reuse_address(true), failure);  // TIME_WAIT of a former run
    if (!address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), failure);
    if (acceptor.bind(endpoint, failure)) return failure;
    if (acceptor.listen(asio::socket_base::max_listen_connections, failure)) return failure;
    port = acceptor.local_endpoint(failure).port();
    return failure;
  }

  void run() {
    accept();
    thread = without_signals([this] { context.run(); });
  }

  void accept() {
    acceptor.async_accept([this](const Failure& failure, Tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (failure) return accept_later();
      admit(std::move(socket));
      accept();
    });
  }

  void accept_later() {
    pause.expires_after(kAcceptAgain);
    pause.async_wait([this](const Failure&) {
      if (acceptor.is_open()) accept();
    });
  }

  void admit(Tcp::socket socket) {
    Failure gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone) return;  // hung up before we looked
    Peer peer = peer_at(endpoint, tls);
    std::size_t& same = of_address[peer.address];
    const bool full =
        connections.size() >= limits.connections || same >= limits.connections_per_address;
    ++same;
    const auto connection = std::make_shared<StreamConnection>(std::move(socket), std::move(peer),
                                                               limits, events, *this);
    connections.insert(connection);
    if (full) return connection->close(Closed::Refused);
    connection->begin(present_tls());
  }

  TlsContext present_tls() {
    const std::scoped_lock lock(tls_mutex);
    return tls_context;
  }

  void left(const std::shared_ptr<StreamConnection>& connection) override {
    const auto same = of_address.find(connection->peer().address);
    if (--same->second == 0) of_address.erase(same);
    connections.erase(connection);
  }

  void stop() {
    if (!thread.joinable()) return;
    asio::post(context, [this] {
      Failure ignored;
      acceptor.close(ignored);
      pause.cancel();
      // `close` takes each out of the set.
      while (!connections.empty()) (*connections.begin())->close(Closed::Stopped);
    });
    thread.join();
  }
};

StreamListener::StreamListener(std::unique_ptr<State> state) : state_(std::move(state)) {}
StreamListener::~StreamListener() = default;

Result<std::unique_ptr<StreamListener>> StreamListener::start(const net::Address& address,
                                                              std::uint16_t port,
                                                              const std::optional<TlsFiles>& tls,
                                                              const StreamLimits& limits,
                                                              StreamEvents& events) {
  TlsContext context;
  if (tls) context = NOROSHI_TRY(make_server_context(*tls));
  const char* transport = tls ? "tls" : "tcp";
  try {
    auto state = std::make_unique<State>(limits, events);
    state->tls = tls.has_value();
    state->tls_context = std::move(context);
    if (const Failure failure = state->listen(address, port)) {
      return listen_error(transport, address, port, failure.value());
    }
    events.listening(state->port);
    state->run();
    return std::unique_ptr<StreamListener>(new StreamListener(std::move(state)));
  } catch (const std::system_error& none_left) {  // of descriptors or threads
    return listen_error(transport, address, port, none_left.code().value());
  } catch (const boost::system::system_error& none_left) {
    return listen_error(transport, address, port, none_left.code().value());
  }
}

std::uint16_t StreamListener::port() const { return state_->port; }

Status StreamListener::reload(const TlsFiles& tls) {
  if (!state_->tls) {
    return Error{Errc::InvalidUsage, "a listener of plain TCP has no certificate to reload"};
  }
  TlsContext context = NOROSHI_TRY(make_server_context(tls));
  const std::scoped_lock lock(state_->tls_mutex);
  state_->tls_context = std::move(context);
  return {};
}

}  // namespace noroshi::socket
