// /health and /metrics: is it well, and in figures.  Neither names anybody or anything kept.
//
//   /health    200 {"status":"ok"} or 503 {"status":"…"}: for load balancers, open to all
//   /metrics   Prometheus text exposition 0.0.4: for accounts that operate the hub, and without
//              an account from this machine
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "hub/hub.hpp"

namespace noroshi::hub {

/// What the process counts; every face may add.
struct Counters {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};  ///< 401, 403, 429
  std::atomic<std::uint64_t> failed{0};   ///< 5xx
  std::atomic<std::uint64_t> objects_in{0};
  std::atomic<std::uint64_t> objects_out{0};
  std::atomic<std::uint64_t> events_sent{0};
  std::atomic<std::uint64_t> listeners{0};  ///< open streams of events
};

class HealthFace : public Face {
 public:
  HealthFace(Parts& parts, const Counters& counters, std::function<http::Server::Health()> server);
  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override;
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const http::Request& header) const override;

 private:
  [[nodiscard]] http::Response health() const;
  [[nodiscard]] http::Response metrics(const access::Caller& caller) const;

  Parts& parts_;
  const Counters& counters_;
  std::function<http::Server::Health()> server_;
  base::Micros begun_;
};

}  // namespace noroshi::hub
