#include "io/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <thread>

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
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

std::string lower(beast::string_view text) {
  std::string out(text.data(), text.size());
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

Request to_request(wire::request<wire::string_body>&& from) {
  Request request;
  request.method = std::string(from.method_string());
  request.target = std::string(from.target());
  request.body = std::move(from.body());
  for (const auto& field : from) {
    request.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
  }
  return request;
}

/// The answer to a request that the parser refused; nothing if the peer is simply gone.
std::optional<Response> refusal(const Failure& failure) {
  if (failure == wire::error::header_limit)
    return Response{.status = 431, .body = "header too large\n"};
  if (failure == wire::error::body_limit)
    return Response{.status = 413, .body = "body too large\n"};
  if (failure.category() == Failure(wire::error::bad_method).category() &&
      failure != wire::error::end_of_stream && failure != wire::error::partial_message) {
    return Response{.status = 400, .body = "this is no HTTP request\n"};
  }
  return std::nullopt;
}

/// What the sessions share; outlives them, because it owns the io_context that owns them.
struct Shared {
  Handler handler;
  ServerOptions options;
  std::atomic<std::size_t> connections = 0;
};

/// One connection: reads a request, answers it, and begins again while the peer keeps it alive.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket&& socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
  }
  ~Session() { --shared_.connections; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(shared_.options.header_limit);
    parser_->body_limit(shared_.options.body_limit);
    arm();
    wire::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const Failure& failure, std::size_t) {
                       self->have_read(failure);
                     });
  }

 private:
  void arm() { stream_.expires_after(std::chrono::microseconds(shared_.options.patience)); }

  void have_read(const Failure& failure) {
    if (failure) {
      if (auto response = refusal(failure)) answer(std::move(*response), false, false);
      return;
    }
    const bool keep = parser_->get().keep_alive();
    const bool head = parser_->get().method() == wire::verb::head;
    answer(respond(to_request(parser_->release())), keep, head);
  }

  [[nodiscard]] Response respond(const Request& request) const {
    try {
      return shared_.handler(request);
    } catch (const std::exception&) {  // out of memory, most likely: the next request may succeed
      return {.status = 500, .body = "the server could not answer this\n"};
    }
  }

  void answer(Response&& from, bool keep, bool head) {
    answer_ = {};
    answer_.version(11);
    answer_.result(static_cast<unsigned>(from.status));
    answer_.set(wire::field::content_type, from.content_type);
    for (const auto& [name, value] : from.headers) answer_.set(name, value);
    answer_.keep_alive(keep);
    answer_.content_length(from.body.size());
    if (!head) answer_.body() = std::move(from.body);
    arm();
    wire::async_write(stream_, answer_,
                      [self = shared_from_this(), keep](const Failure& failure, std::size_t) {
                        if (failure) return;
                        if (keep) return self->read();
                        self->close();
                      });
  }

  void close() {
    Failure ignored;  // the peer may be gone already
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  std::optional<wire::request_parser<wire::string_body>> parser_;
  wire::response<wire::string_body> answer_;
};

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

}  // namespace

struct Server::State {
  Shared shared;  // before the context: sessions refer to it until the context is gone
  asio::io_context context;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::uint16_t port = 0;
  std::vector<std::thread> threads;

  State(Handler handler, const ServerOptions& options)
      : shared{std::move(handler), options}, acceptor(context), pause(context) {}

  void accept() {
    acceptor.async_accept(asio::make_strand(context),
                          [this](const Failure& failure, tcp::socket socket) {
                            if (failure == asio::error::operation_aborted) return;
                            if (failure) return accept_later();
                            if (shared.connections < shared.options.connections) {
                              std::make_shared<Session>(std::move(socket), shared)->read();
                            }
                            accept();
                          });
  }

  /// Out of file descriptors, say: asking again at once would only burn the processor.
  void accept_later() {
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this](const Failure& failure) {
      if (!failure) accept();
    });
  }
};

Result<std::unique_ptr<Server>> Server::start(const net::Address& address, std::uint16_t port,
                                              Handler handler, const ServerOptions& options) {
  auto state = std::make_unique<State>(std::move(handler), options);
  state->acceptor = NOROSHI_TRY(listen_on(state->context, address, port));
  Failure failure;
  state->port = state->acceptor.local_endpoint(failure).port();
  state->accept();
  for (int i = 0; i < std::max(1, options.threads); ++i) {
    state->threads.emplace_back([&context = state->context] { context.run(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  state_->context.stop();
  for (std::thread& thread : state_->threads) thread.join();
}

std::uint16_t Server::port() const { return state_->port; }

}  // namespace noroshi::http
