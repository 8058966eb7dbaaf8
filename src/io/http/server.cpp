#include "io/http/server.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <thread>

#include "io/http/session.hpp"
#include "io/http/tls.hpp"

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;  // NOLINT(readability-identifier-naming): the name in Asio
using Failure = boost::system::error_code;

asio::ip::address to_asio(const net::Address& address) {
  if (address.is_v4()) return asio::ip::address_v4(address.v4_bits());
  asio::ip::address_v6::bytes_type bytes;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<unsigned char>(address.high() >> (56 - 8 * i));
    bytes[8 + i] = static_cast<unsigned char>(address.low() >> (56 - 8 * i));
  }
  return asio::ip::address_v6(bytes);
}

/// An IPv4 peer of a socket that listens on both is an IPv4 address.
net::Address from_asio(const asio::ip::address& address) {
  if (address.is_v4()) return net::Address::v4(address.to_v4().to_uint());
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) {
    return net::Address::v4(asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_uint());
  }
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  const auto bytes = v6.to_bytes();
  for (std::size_t i = 0; i < 8; ++i) {
    high = high << 8 | bytes[i];
    low = low << 8 | bytes[8 + i];
  }
  return net::Address::v6(high, low);
}

Result<tcp::acceptor> listen_on(asio::io_context& context, const net::Address& address,
                                std::uint16_t port) {
  const tcp::endpoint endpoint(to_asio(address), port);
  tcp::acceptor acceptor(context);
  Failure failure;
  acceptor.open(endpoint.protocol(), failure);
  if (!failure) acceptor.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor.bind(endpoint, failure);
  if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) {
    return Error{Errc::Io, fmt::format("listening for HTTP on {} port {}: {}", address.to_string(),
                                       port, failure.message())};
  }
  return acceptor;
}

/// Threads that move octets and shake hands: more of them than processors gain nothing.
int io_threads(const ServerOptions& options) {
  const int processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::clamp(options.threads, 1, processors);
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find(
      headers, name, [](const auto& field) -> std::string_view { return field.first; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

/// One thread that moves octets, and what belongs to it alone.
struct Lane {
  asio::io_context context{1};
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(context);
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
};

struct Server::State {
  Shared shared;  // before the lanes: sessions refer to it until their lane is gone
  std::optional<asio::ssl::context> identity;
  std::vector<std::unique_ptr<Lane>> lanes;
  // Behind the lanes: what waits for a connection holds a socket of one of them.
  asio::io_context door{1};
  tcp::acceptor acceptor{door};
  asio::steady_timer pause{door};
  std::size_t turn = 0;  // the lane of the next connection
  std::uint16_t port = 0;
  std::vector<std::thread> threads;

  State(Handler handler, const ServerOptions& options) : shared{std::move(handler), options} {
    shared.pool.emplace(static_cast<std::size_t>(std::max(1, options.threads)));
    for (int i = 0; i < io_threads(options); ++i) lanes.push_back(std::make_unique<Lane>());
  }

  void run(asio::io_context& context) {
    threads.emplace_back([&context] { context.run(); });
  }

  void accept() {
    Lane& lane = *lanes[turn];
    acceptor.async_accept(lane.context, [this, &lane](const Failure& failure, Socket socket) {
      if (!acceptor.is_open()) return;
      if (failure) return accept_later();
      turn = (turn + 1) % lanes.size();
      welcome(std::move(socket), lane);
      accept();
    });
  }

  void welcome(Socket socket, Lane& lane) {
    {
      const std::lock_guard lock(shared.mutex);
      if (shared.sessions.size() >= shared.options.connections) {
        ++shared.turned_away;
        return;
      }
    }
    Failure failure;
    const auto peer = socket.remote_endpoint(failure);
    if (failure) return;  // gone again
    ++shared.accepted;
    Request stranger;
    stranger.peer = from_asio(peer.address());
    stranger.secure = identity.has_value();
    auto channel =
        identity ? tls_channel(std::move(socket), *identity) : plain_channel(std::move(socket));
    auto session =
        std::make_shared<Session>(std::move(channel), std::move(stranger), shared, lane.mailbox);
    session->enter();
    asio::post(lane.context, [session = std::move(session)] { session->begin(); });
  }

  /// Out of file descriptors, say: asking again at once would only burn the processor.
  void accept_later() {
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this](const Failure& failure) {
      if (!failure) asio::post(acceptor.get_executor(), [this] { accept(); });
    });
  }

  void stop_accepting() {
    asio::post(acceptor.get_executor(), [this] {
      Failure ignored;
      acceptor.close(ignored);
    });
  }

  std::vector<std::shared_ptr<Session>> living() {
    const std::lock_guard lock(shared.mutex);
    std::vector<std::shared_ptr<Session>> found;
    for (const auto& [address, weak] : shared.sessions) {
      if (auto session = weak.lock()) found.push_back(std::move(session));
    }
    return found;
  }
};

Result<std::unique_ptr<Server>> Server::start(const net::Address& address, std::uint16_t port,
                                              Handler handler, const ServerOptions& options) {
  auto state = std::make_unique<State>(std::move(handler), options);
  if (!options.certificate.empty()) {
    state->identity.emplace(NOROSHI_TRY(server_identity(options)));
  }
  state->acceptor = NOROSHI_TRY(listen_on(state->door, address, port));
  Failure failure;
  state->port = state->acceptor.local_endpoint(failure).port();
  state->accept();
  state->run(state->door);
  for (const auto& lane : state->lanes) state->run(lane->context);
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  {
    const std::unique_lock lock(state_->shared.lifeline->mutex);
    state_->shared.lifeline->alive = false;
  }
  for (const auto& lane : state_->lanes) lane->mailbox->close();
  state_->door.stop();
  for (const auto& lane : state_->lanes) lane->context.stop();
  for (std::thread& thread : state_->threads) thread.join();
  state_->shared.pool->stop();
  state_->shared.pool->join();
  state_->shared.pool.reset();
  for (const auto& session : state_->living()) session->give_up_waiting();
}

std::uint16_t Server::port() const { return state_->port; }

Server::Health Server::health() const {
  Shared& shared = state_->shared;
  const std::lock_guard lock(shared.mutex);
  return {.connections = shared.sessions.size(),
          .accepted = shared.accepted,
          .turned_away = shared.turned_away,
          .requests = shared.requests,
          .timed_out = shared.timed_out};
}

void Server::drain(base::Micros patience) {
  Shared& shared = state_->shared;
  shared.draining = true;
  state_->stop_accepting();
  for (const auto& session : state_->living()) session->drain();
  std::unique_lock lock(shared.mutex);
  shared.changed.wait_for(lock, std::chrono::microseconds(patience),
                          [&shared] { return shared.sessions.empty(); });
}

}  // namespace noroshi::http
