// A small HTTP/1.1 server: answers made by a function, for metrics now and the hub later.
//
// Owns its threads.  Requests are bounded in size and time; the handler may be called from several
// threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::http {

struct Request {
  std::string method;
  std::string target;  ///< path and query as sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

using Handler = std::function<Response(const Request&)>;

class Server {
 public:
  static Result<std::unique_ptr<Server>> start(const net::Address& address, std::uint16_t port,
                                               Handler handler, int threads = 1);
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
