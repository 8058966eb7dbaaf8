#include "io/http/client.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "io/http/tls.hpp"
#include "net/address.hpp"

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using tcp = asio::ip::tcp;  // NOLINT(readability-identifier-naming): the name in Asio
using Failure = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using OutgoingRequest = wire::request<wire::span_body<const char>>;

constexpr std::size_t kPiece = 256 << 10;         // octets of one `read`
constexpr std::uint32_t kHeaderLimit = 64 << 10;  // of an answer

std::string lower(beast::string_view text) {
  std::string out(text.data(), text.size());
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// "Keep-Alive: timeout=3": the server closes an idle connection after that many seconds.
std::optional<std::chrono::seconds> keep_alive_of(std::string_view field) {
  const auto at = field.find("timeout=");
  if (at == std::string_view::npos) return std::nullopt;
  int number = 0;
  const char* from = field.data() + at + 8;
  const auto parsed = std::from_chars(from, field.data() + field.size(), number);
  if (parsed.ec != std::errc{} || number < 0) return std::nullopt;
  return std::chrono::seconds(number);
}

std::string words(const Failure& failure) {
  if (failure == beast::error::timeout) return "no sign of life within the timeout";
  if (failure == wire::error::partial_message || failure == wire::error::end_of_stream) {
    return "the server closed the connection before its answer was complete";
  }
  return failure.message();
}

}  // namespace

std::string_view Client::Reply::header(std::string_view name) const {
  const auto found = std::ranges::find(
      headers, name, [](const auto& field) -> std::string_view { return field.first; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct Client::State {
  using Plain = beast::tcp_stream;
  using Tls = beast::ssl_stream<beast::tcp_stream>;

  Url url;
  ClientOptions options;
  asio::io_context context;
  std::optional<asio::ssl::context> trust;
  std::string pinned;            // fingerprint; empty: `trust` decides
  std::unique_ptr<Plain> plain;  // one of the two, or none while there is no connection
  std::unique_ptr<Tls> tls;
  beast::flat_buffer buffer;
  std::unique_ptr<char[]> piece;  // kPiece octets, once one has been read
  std::optional<wire::response_parser<wire::buffer_body>> parser;  // while an answer is being read
  std::optional<Clock::time_point> stale;  // the server may close the idle connection from then on

  State(Url to, ClientOptions with) : url(std::move(to)), options(std::move(with)) {}

  [[nodiscard]] Error failed(std::string_view doing, std::string_view why) const {
    return {Errc::Io, fmt::format("{} {}: {}", doing, url.authority(), why)};
  }

  [[nodiscard]] Plain& lowest() const { return tls ? tls->next_layer() : *plain; }

  void close() {
    plain.reset();
    tls.reset();
    parser.reset();
    buffer.clear();
    stale.reset();
  }

  /// Runs one asynchronous operation to its end: only those obey Beast's timeouts.
  template <class Start>
  Failure wait(base::Micros timeout, Start&& start) {
    Failure outcome;
    lowest().expires_after(std::chrono::microseconds(timeout));
    start([&outcome](const Failure& failure, auto&&...) { outcome = failure; });
    context.restart();
    context.run();
    return outcome;
  }

  template <class Do>
  auto with_stream(Do&& act) {
    return tls ? act(*tls) : act(*plain);
  }

  Status prepare_trust() {
    if (trust) return {};
    asio::ssl::context fresh(asio::ssl::context::tls_client);
    harden(fresh);
    fresh.set_verify_mode(asio::ssl::verify_peer);
    NOROSHI_CHECK(load_identity(fresh));
    Failure failure;
    if (!options.fingerprint.empty()) {
      pinned = NOROSHI_TRY(parse_fingerprint(options.fingerprint));
    } else if (options.ca_file.empty()) {
      fresh.set_default_verify_paths(failure);
    } else {
      fresh.load_verify_file(options.ca_file, failure);
    }
    if (failure) {
      return Error{Errc::Io, fmt::format("reading the trusted certificates in {}: {}",
                                         options.ca_file, failure.message())};
    }
    trust.emplace(std::move(fresh));
    return {};
  }

  Status load_identity(asio::ssl::context& fresh) const {
    if (options.certificate.empty()) return {};
    Failure failure;
    fresh.use_certificate_chain_file(options.certificate, failure);
    if (!failure) fresh.use_private_key_file(options.key, asio::ssl::context::pem, failure);
    if (!failure) return {};
    return Error{Errc::Io, fmt::format("reading our certificate in {} and its key in {}: {}",
                                       options.certificate, options.key, failure.message())};
  }

  /// Whose certificate is good: one of that name from somebody trusted, or the one pinned.
  void set_trust() {
    if (pinned.empty()) {
      tls->set_verify_callback(asio::ssl::host_name_verification(url.host));
      return;
    }
    tls->set_verify_callback([this](bool, asio::ssl::verify_context& chain) {
      return fingerprint(X509_STORE_CTX_get0_cert(chain.native_handle())) == pinned;
    });
  }

  Status open_stream() {
    if (url.scheme != "https") {
      plain = std::make_unique<Plain>(context);
      return {};
    }
    NOROSHI_CHECK(prepare_trust());
    tls = std::make_unique<Tls>(context, *trust);
    set_trust();
    // Server name indication is for names only (RFC 6066, section 3).
    if (!net::Address::parse(url.host)) {
      SSL_set_tlsext_host_name(tls->native_handle(), url.host.c_str());
    }
    return {};
  }

  Status connect() {
    NOROSHI_CHECK(open_stream());
    Failure failure;
    tcp::resolver resolver(context);
    const auto places = resolver.resolve(url.host, std::to_string(url.port), failure);
    if (failure) return failed("finding the address of", failure.message());
    failure = wait(options.connect_timeout,
                   [&](auto done) { lowest().async_connect(places, std::move(done)); });
    if (failure) return failed("connecting to", words(failure));
    lowest().socket().set_option(tcp::no_delay(true), failure);
    if (!tls) return {};
    failure = wait(options.connect_timeout, [&](auto done) {
      tls->async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
    if (failure) return failed("agreeing on TLS with", words(failure));
    return {};
  }

  /// True while the idle connection can carry another request.  Nothing may have arrived on it.
  bool usable() {
    if (!plain && !tls) return false;
    if (parser || buffer.size() > 0) return false;
    if (stale && Clock::now() >= *stale) return false;
    Failure failure;
    char octet = 0;
    auto& socket = lowest().socket();
    socket.non_blocking(true, failure);
    if (failure) return false;
    socket.receive(asio::buffer(&octet, 1), asio::socket_base::message_peek, failure);
    return failure == asio::error::would_block;
  }

  /// Piece by piece, so that the timeout is that of a stalled server and not of a large body.
  Failure send(const OutgoingRequest& request) {
    wire::request_serializer<wire::span_body<const char>> serializer(request);
    Failure failure;
    while (!failure && !serializer.is_done()) {
      failure = wait(options.timeout, [&](auto done) {
        with_stream(
            [&](auto& stream) { wire::async_write_some(stream, serializer, std::move(done)); });
      });
    }
    return failure;
  }

  Failure read_header() {
    return wait(options.timeout, [&](auto done) {
      with_stream(
          [&](auto& stream) { wire::async_read_header(stream, buffer, *parser, std::move(done)); });
    });
  }

  Failure read_some() {
    return wait(options.timeout, [&](auto done) {
      with_stream(
          [&](auto& stream) { wire::async_read_some(stream, buffer, *parser, std::move(done)); });
    });
  }

  /// The whole answer has been read: keep the connection if the server does.
  void finish() {
    const bool keep = parser->keep_alive();
    const auto idle = keep_alive_of(std::string(parser->get()["Keep-Alive"]));
    parser.reset();
    if (!keep) return close();
    // Half of what was granted: the request must arrive before the server loses patience.
    if (idle) stale = Clock::now() + std::chrono::milliseconds(*idle) / 2;
  }
};

Client::Client(Url url, ClientOptions options)
    : state_(std::make_unique<State>(std::move(url), std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
const Url& Client::url() const { return state_->url; }

Result<Client::Reply> Client::begin(std::string_view method, std::string_view target,
                                    std::string_view body, const Fields& headers) {
  State& s = *state_;
  if (!s.usable()) {
    s.close();
    auto connected = s.connect();
    if (!connected) {
      s.close();
      return std::move(connected).error();
    }
  }
  OutgoingRequest request;
  request.version(11);
  request.method_string({method.data(), method.size()});
  request.target({target.data(), target.size()});
  request.set(wire::field::host, s.url.authority());
  request.set(wire::field::user_agent, "noroshi");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = beast::span<const char>(body.data(), body.size());
  request.content_length(body.size());

  const Failure sent = s.send(request);
  // A server that refuses a large body answers and closes while we still write: read that answer.
  s.parser.emplace();
  s.parser->header_limit(kHeaderLimit);
  s.parser->body_limit(std::numeric_limits<std::uint64_t>::max());  // it is streamed
  if (method == "HEAD") s.parser->skip(true);
  const Failure failure = s.read_header();
  if (failure) {
    const auto why = words(sent ? sent : failure);
    s.close();
    return s.failed(sent ? "sending a request to" : "waiting for the answer of", why);
  }
  Reply reply;
  reply.status = static_cast<int>(s.parser->get().result_int());
  for (const auto& field : s.parser->get()) {
    reply.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
  }
  if (sent) s.parser->get().keep_alive(false);
  return reply;
}

Result<std::string> Client::read() {
  State& s = *state_;
  if (!s.parser) return std::string();
  // Not a fresh string each time: a TLS record is 16 KiB, and clearing 256 for it costs more than
  // it.
  if (!s.piece) s.piece.reset(new char[kPiece]);
  auto& body = s.parser->get().body();
  body.data = s.piece.get();
  body.size = kPiece;
  while (!s.parser->is_done() && body.size == kPiece) {
    const Failure failure = s.read_some();
    if (failure && failure != wire::error::need_buffer) {
      const auto why = words(failure);
      s.close();
      return s.failed("reading the answer of", why);
    }
  }
  std::string piece(s.piece.get(), kPiece - body.size);
  if (piece.empty()) s.finish();
  return piece;
}

Result<Client::Reply> Client::request(std::string_view method, std::string_view target,
                                      std::string_view body, const Fields& headers) {
  Reply reply = NOROSHI_TRY(begin(method, target, body, headers));
  for (;;) {
    const std::string piece = NOROSHI_TRY(read());
    if (piece.empty()) return reply;
    if (reply.body.size() + piece.size() > state_->options.body_limit) {
      state_->close();
      return Error{Errc::Limit, fmt::format("the answer of {} is larger than {} octets",
                                            state_->url.authority(), state_->options.body_limit)};
    }
    reply.body += piece;
  }
}

}  // namespace noroshi::http
