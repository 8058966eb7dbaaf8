#include "hub/health_face.hpp"

#include <fmt/format.h>

namespace noroshi::hub {
namespace {

constexpr std::string_view kHealth = "/health";
constexpr std::string_view kMetrics = "/metrics";

/// One family of the text exposition.
void tell(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
          double value) {
  fmt::format_to(std::back_inserter(out),
                 "# HELP noroshi_hub_{0} {1}\n# TYPE noroshi_hub_{0} {2}\n"
                 "noroshi_hub_{0} {3}\n",
                 name, help, kind, value);
}

/// As the gate saw it: behind a proxy on this machine, who asked the proxy.
bool from_here(const access::Caller& caller) {
  const auto peer = net::Address::parse(caller.peer);
  return caller.peer == "::1" || (peer && peer->is_v4() && (peer->v4_bits() >> 24) == 127);
}

}  // namespace

HealthFace::HealthFace(Parts& parts, const Counters& counters,
                       std::function<http::Server::Health()> server)
    : parts_(parts), counters_(counters), server_(std::move(server)), begun_(parts.clock()) {}

std::optional<std::uint64_t> HealthFace::body_limit(const http::Request& header) const {
  if (header.path() == kHealth || header.path() == kMetrics) return 0;
  return std::nullopt;
}

http::Response HealthFace::health() const {
  // One small question that reads the base: anybody may ask, so it must cost nothing.
  const auto well = parts_.archive.events({}, parts_.archive.newest_event(), 1);
  if (well) return {.content_type = "application/json", .body = "{\"status\":\"ok\"}\n"};
  return {.status = 503,
          .content_type = "application/json",
          .body = "{\"status\":\"the base does not answer\"}\n"};
}

http::Response HealthFace::metrics(const access::Caller& caller) const {
  const bool may =
      caller.account ? caller.account->operates && caller.scopes.operate : from_here(caller);
  if (!may) return {.status = 403, .body = "not for you\n"};
  const auto base = parts_.archive.health();
  if (!base) return {.status = 503, .body = "the base does not answer\n"};
  const http::Server::Health server = server_();
  std::string out;
  const auto number = [](auto value) { return static_cast<double>(value); };
  tell(out, "up_seconds", "gauge", "Seconds since the hub began",
       number(parts_.clock() - begun_) / base::kSecond);
  tell(out, "objects", "gauge", "Distinct objects kept", number(base->objects));
  tell(out, "revisions", "gauge", "Revisions kept", number(base->revisions));
  tell(out, "assertions", "gauge", "Assertions kept", number(base->assertions));
  tell(out, "values", "gauge", "Distinct observed values", number(base->values));
  tell(out, "base_bytes", "gauge", "Octets of the base on disk", number(base->octets));
  tell(out, "waiting", "gauge", "Contributions that wait for approval", number(base->waiting));
  tell(out, "requests_total", "counter", "Requests answered", number(counters_.requests.load()));
  tell(out, "refused_total", "counter", "Requests refused: 401, 403, 429",
       number(counters_.refused.load()));
  tell(out, "failed_total", "counter", "Requests that failed: 5xx",
       number(counters_.failed.load()));
  tell(out, "objects_in_total", "counter", "Objects taken", number(counters_.objects_in.load()));
  tell(out, "objects_out_total", "counter", "Objects given", number(counters_.objects_out.load()));
  tell(out, "events_sent_total", "counter", "Events sent", number(counters_.events_sent.load()));
  tell(out, "listeners", "gauge", "Open streams of events", number(counters_.listeners.load()));
  tell(out, "connections", "gauge", "Connections open", number(server.connections));
  tell(out, "connections_total", "counter", "Connections accepted", number(server.accepted));
  tell(out, "connections_turned_away_total", "counter", "Connections over the limit",
       number(server.turned_away));
  tell(out, "timeouts_total", "counter", "Requests that took too long", number(server.timed_out));
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(out)};
}

std::optional<http::Response> HealthFace::answer(const http::Request& request,
                                                 const access::Caller& caller) {
  const bool read = request.method == "GET" || request.method == "HEAD";
  if (request.path() != kHealth && request.path() != kMetrics) return std::nullopt;
  if (!read) return http::Response{.status = 405, .body = "GET\n", .headers = {{"Allow", "GET"}}};
  return request.path() == kHealth ? health() : metrics(caller);
}

}  // namespace noroshi::hub
