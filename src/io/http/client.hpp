// A small HTTP/1.1 client: one connection to one server, kept alive, answers streamed.
//
// One thread uses a client.  A broken connection is opened again for the next request; a request
// is never sent twice by itself (the caller knows whether that is safe).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::http {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;
  std::uint16_t port = 0;
  std::string path;  ///< with query; "/" if none
  static Result<Url> parse(std::string_view text);
};

struct ClientOptions {
  base::Micros connect_timeout = 5 * base::kSecond;
  base::Micros timeout = 5 * base::kMinute;  ///< of one request, between two reads
  std::string ca_file;                       ///< https: trust these; empty: the system's
};

class Client {
 public:
  explicit Client(Url url, ClientOptions options = {});
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  struct Reply {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
  };
  /// `target` replaces the URL's path.
  Result<Reply> request(std::string_view method, std::string_view target, std::string_view body,
                        const std::vector<std::pair<std::string, std::string>>& headers = {});

  /// Streams the answer: begin returns status and headers, then `read` gives pieces of the body
  /// until it gives an empty one.
  Result<Reply> begin(std::string_view method, std::string_view target, std::string_view body,
                      const std::vector<std::pair<std::string, std::string>>& headers = {});
  Result<std::string> read();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::http
