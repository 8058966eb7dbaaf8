// A small HTTP/1.1 server, over TLS where it is given a certificate: answers made by a function.
//
// Owns its threads: some move octets and shake hands, each for the connections that it was given;
// `ServerOptions::threads` others run the handler, which may block there.  So a slow answer stalls
// neither new connections nor the clocks that end bad ones.  A handler that never waits may say so
// (`prompt`) and run where the octets came in.  What must stay true: a stranger can
// cost one connection slot for `patience` (and for a large body the time of 64 KiB in a second),
// and no more than the two size limits in memory; all together no more than `bodies_limit`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::http {

struct Request {
  std::string method;
  std::string target;  ///< path and query as sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< names in lower case
  net::Address peer = {};                                         ///< who asks
  bool secure = false;                                            ///< over TLS
  std::string certificate = {};  ///< SHA-256 fingerprint of the client's, 64 digits; empty: none

  /// The first field of that name (lower case); empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::string_view path() const;   ///< the target before "?"
  [[nodiscard]] std::string_view query() const;  ///< after it
};

/// An answer without an end (server-sent events).  The handler keeps one end and sends, the server
/// writes.  Safe from any thread; what is sent after the peer went away is dropped.
class Outlet {
 public:
  virtual ~Outlet() = default;
  /// False when the peer is gone, or so slow that `ServerOptions::outlet_limit` is full: then the
  /// connection is closed, and the peer comes back with its last cursor.
  virtual bool send(std::string_view piece) = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual bool gone() const = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};  ///< left out of the answer to HEAD, its length is still told
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// If set: after `body` the answer goes on in pieces (chunked) that the outlet takes; called
  /// once, on a thread of the server, when the header is on its way.
  std::function<void(std::shared_ptr<Outlet>)> stream = {};
  /// If set: this is no answer yet.  Called once, at once; what it is given takes the answer, once,
  /// from any thread, and answers 500 by itself when it is dropped without one.  So thousands may
  /// wait for one event (a disk, say) without a thread each.
  std::function<void(std::function<void(Response)>)> later = {};
};

using Handler = std::function<Response(const Request&)>;

struct ServerOptions {
  int threads = 1;                             ///< handlers at once
  std::uint32_t header_limit = 64 << 10;       ///< octets; beyond: status 431
  std::uint64_t body_limit = 1 << 20;          ///< octets; beyond: status 413
  std::uint64_t bodies_limit = 512ULL << 20;   ///< octets of all requests at once; beyond: 503
  std::size_t connections = 256;               ///< at once; the next ones are closed unanswered
  base::Micros patience = 30 * base::kSecond;  ///< for one whole request, one answer, one idle wait
  /// The handler waits for nothing, neither a disk nor a lock that is long held: it runs on the
  /// threads that move octets, and a request costs no change of thread.
  bool prompt = false;
  /// Of a prompt handler: requests of one connection that came together are handled one after the
  /// other, up to so many, before the first is answered; the answers go out in their order, in one
  /// piece.  More than 1 only where no request depends on another (RFC 9112, section 9.3.2).
  std::size_t pipeline = 1;
  std::size_t outlet_limit = 1 << 20;  ///< octets that wait for a slow reader of a stream
  /// How large a body this request may have, asked when its header is there and before any of the
  /// body is read; empty: `body_limit` for all.
  std::function<std::uint64_t(const Request& header)> body_limit_of = {};

  // TLS, when `certificate` is not empty.
  std::string certificate = {};      ///< PEM chain, a file
  std::string key = {};              ///< PEM, a file
  bool ask_for_certificate = false;  ///< clients may show one; who it is, the handler asks
};

class Server {
 public:
  /// Port 0 takes a free one.  The Error names address and port.
  static Result<std::unique_ptr<Server>> start(const net::Address& address, std::uint16_t port,
                                               Handler handler, const ServerOptions& options = {});
  /// Closes every connection, lets a handler that is running return, and joins the threads.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  [[nodiscard]] std::uint16_t port() const;

  struct Health {
    std::uint64_t connections = 0;  ///< open now
    std::uint64_t accepted = 0;
    std::uint64_t turned_away = 0;  ///< over `connections`
    std::uint64_t requests = 0;
    std::uint64_t timed_out = 0;
  };
  [[nodiscard]] Health health() const;
  /// Takes no new connection or request, lets running ones end within `patience`.
  void drain(base::Micros patience);

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::http
