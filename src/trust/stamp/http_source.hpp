// HttpSource: tokens from an authority over HTTP (RFC 3161 §3.4).
//
// One thread uses one.  Asks only the address that it was given.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/stamp/exchange.hpp"

namespace noroshi::stamp {

struct HttpSourceOptions {
  der::Oid policy{};                          ///< to ask for; empty: whatever the authority has
  base::Micros timeout = 30 * base::kSecond;  ///< of one answer
  std::string ca_file{};                      ///< https: trust these; empty: the system's
};

class HttpSource final : public StampSource {
 public:
  /// `url`: http or https, with the path that takes requests.
  static Result<std::unique_ptr<HttpSource>> open(const std::string& url,
                                                  const HttpSourceOptions& options = {});
  ~HttpSource() override;
  HttpSource(const HttpSource&) = delete;
  HttpSource& operator=(const HttpSource&) = delete;

  Result<Bytes> stamp(pki::Digest digest, View imprint) override;

  /// The response to a request that is octets already, unread.
  Result<Bytes> ask(View request);

 private:
  struct State;
  explicit HttpSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::stamp
