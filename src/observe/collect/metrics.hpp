// Health as Prometheus reads it (text exposition format 0.0.4), and over HTTP.
//
// Names end in their unit, counters in _total.  Labels are reason, protocol, listener, table and
// exporter; of exporters the first kMetricExporters by number have a label of their own, and the
// others are summed up under exporter="other", so that no stranger can blow up a monitor.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "io/http/server.hpp"
#include "observe/collect/health.hpp"
#include "observe/collect/listen.hpp"

namespace noroshi::collect {

inline constexpr std::size_t kMetricExporters = 1'000;

std::string to_prometheus(const Health& health);

/// What a collector answers for: its health, and whether its threads move.
struct Vitals {
  std::function<Health()> health;
  std::function<bool()> alive;
};

/// Serves /metrics and /healthz (200 "ok", or 503) until it is destroyed.
Result<std::unique_ptr<http::Server>> serve_metrics(const HostPort& where, Vitals vitals);

}  // namespace noroshi::collect
