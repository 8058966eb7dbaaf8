// A small HTTP/1.1 client: one connection to one server, kept alive, answers streamed.
//
// One thread uses a client.  A broken connection is opened again for the next request; a request
// is never sent twice by itself (the caller knows whether that is safe).  An answer that ends
// before its declared length or last chunk is an Error, never a short answer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/http/url.hpp"

namespace noroshi::http {

struct ClientOptions {
  base::Micros connect_timeout = 5 * base::kSecond;
  base::Micros timeout = 5 * base::kMinute;  ///< of one request, between two reads or writes
  std::string ca_file;                       ///< https: trust these; empty: the system's
  /// https: trust the server whose certificate has this SHA-256 (64 hexadecimal digits, colons may
  /// stand between), whoever signed it; empty: as `ca_file` says.
  std::string fingerprint = {};
  std::string certificate = {};           ///< https: ours, PEM chain, a file; empty: none
  std::string key = {};                   ///< its key, PEM, a file
  std::uint64_t body_limit = 1ULL << 30;  ///< octets of one answer read by `request`
};

class Client {
 public:
  explicit Client(Url url, ClientOptions options = {});
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  using Fields = std::vector<std::pair<std::string, std::string>>;

  struct Reply {
    int status = 0;
    Fields headers;  ///< names in lower case
    std::string body;

    /// The first field of that name (lower case); empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
  };

  /// `target` replaces the URL's path.  Sends and reads the whole answer into memory.
  Result<Reply> request(std::string_view method, std::string_view target, std::string_view body,
                        const Fields& headers = {});

  /// Streams the answer: begin returns status and headers, then `read` gives pieces of the body
  /// until it gives an empty one.  An answer that is not read to its end costs the connection.
  /// `body` is sent from where it lies, without a copy.
  Result<Reply> begin(std::string_view method, std::string_view target, std::string_view body,
                      const Fields& headers = {});
  Result<std::string> read();

  [[nodiscard]] const Url& url() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::http
