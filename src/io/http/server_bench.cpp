// Requests in a second, client and server in one process on the same processors: over TLS and not,
// on connections that are kept.  The argument is the size of an answer's body in octets.
#include <benchmark/benchmark.h>

#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"
#include "io/http/client.hpp"
#include "io/http/server.hpp"

namespace {

using namespace noroshi;

/// One server for all threads of a benchmark.
class Serving {
 public:
  explicit Serving(bool secure) : secure_(secure) {
    http::ServerOptions options;
    options.threads = 2;
    if (secure) {
      options.certificate = folder_.file("certificate");
      options.key = folder_.file("key");
      fingerprint_ = http::bootstrap_certificate(options.certificate, options.key, {"127.0.0.1"},
                                                 io::wall_clock())
                         .value();
    }
    server_ = *http::Server::start(
        net::Address::v4(0x7F000001), 0,
        [](const http::Request& request) {
          return http::Response{.body = std::string(std::stoul(request.target.substr(1)), 'a')};
        },
        options);
  }
  [[nodiscard]] http::Client client() const {
    http::ClientOptions options;
    options.fingerprint = fingerprint_;
    return http::Client({secure_ ? "https" : "http", "127.0.0.1", server_->port(), "/"}, options);
  }

 private:
  bool secure_;
  base::TemporaryFolder folder_;
  std::string fingerprint_;
  std::unique_ptr<http::Server> server_;
};

void ask(benchmark::State& state, const Serving& serving) {
  auto client = serving.client();
  const auto target = "/" + std::to_string(state.range(0));
  for (auto _ : state) {
    const auto reply = client.request("GET", target, "");
    if (!reply || reply->body.size() != static_cast<std::size_t>(state.range(0))) {
      return state.SkipWithError("no answer");
    }
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void requests_over_tls(benchmark::State& state) {
  static const Serving kServing(true);
  ask(state, kServing);
}
void requests_in_the_clear(benchmark::State& state) {
  static const Serving kServing(false);
  ask(state, kServing);
}
void handshakes(benchmark::State& state) {
  static const Serving kServing(true);
  for (auto _ : state) {
    auto client = kServing.client();
    if (!client.request("GET", "/1", "")) return state.SkipWithError("no answer");
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(requests_over_tls)->Arg(200)->Arg(60'000)->Arg(4 << 20)->Threads(8)->UseRealTime();
BENCHMARK(requests_in_the_clear)->Arg(200)->Arg(60'000)->Threads(8)->UseRealTime();
BENCHMARK(handshakes)->Threads(4)->UseRealTime();

}  // namespace
