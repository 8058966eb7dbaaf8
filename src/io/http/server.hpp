// A small HTTP/1.1 server: answers made by a function, for metrics now and the hub later.
//
// Owns its threads.  Requests are bounded in size and time, connections in number; the handler may
// be called from several threads at once.  What must stay true: a stranger can cost one connection
// slot for `ServerOptions::patience` and no more than the two size limits in memory.
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
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};  ///< left out of the answer to HEAD, its length is still told
  std::vector<std::pair<std::string, std::string>> headers = {};
};

using Handler = std::function<Response(const Request&)>;

struct ServerOptions {
  int threads = 1;
  std::uint32_t header_limit = 64 << 10;       ///< octets; beyond: status 431
  std::uint64_t body_limit = 1 << 20;          ///< octets; beyond: status 413
  std::size_t connections = 256;               ///< at once; the next ones are closed unanswered
  base::Micros patience = 30 * base::kSecond;  ///< for one whole request, one answer, one idle wait
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

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::http
