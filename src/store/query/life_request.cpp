#include "store/query/life_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "base/assert.hpp"
#include "model/token.hpp"

namespace noroshi::query {
namespace {

constexpr std::string_view kServer = "server_hi, server_lo, port, proto";
constexpr std::string_view kClient = "client_hi, client_lo";

std::string within(const Window& window) {
  std::string condition = "1 = 1";
  if (window.from > -Window::kOpen) condition += fmt::format(" AND pane >= {}", window.from);
  if (window.to < Window::kOpen) condition += fmt::format(" AND pane < {}", window.to);
  return condition;
}

std::string is(const model::Endpoint& server) {
  return fmt::format("server_hi = {} AND server_lo = {} AND port = {} AND proto = {}",
                     server.ip.high(), server.ip.low(), server.port, server.proto);
}

// Sets of single numbers, which engines look up by hash; some hundred comparisons of four columns
// each, joined by OR, took minutes over three million pairs.
std::string is_one_of(std::span<const model::Endpoint> servers) {
  NOROSHI_ASSERT(servers.size() <= kMostServersAsked);
  if (servers.empty()) return "1 = 0";
  if (servers.size() == 1) return is(servers.front());
  std::set<std::uint64_t> addresses;
  std::set<std::uint16_t> ports;
  for (const auto& server : servers) {
    addresses.insert(server.ip.low());
    ports.insert(server.port);
  }
  return fmt::format("server_lo IN ({}) AND port IN ({})", fmt::join(addresses, ", "),
                     fmt::join(ports, ", "));
}

std::string clients_of(const model::Endpoint& server, const Window& window) {
  return fmt::format("({0}) IN (SELECT {0} FROM pairs WHERE {1} AND {2})", kClient, is(server),
                     within(window));
}

std::string visits(const std::string& condition) {
  return fmt::format(
      "SELECT {0}, {1}, min(first_start) AS n_first, max(last_end) AS n_last, "
      "count(*) AS n_panes FROM pairs WHERE {2} GROUP BY {0}, {1} "
      "ORDER BY {0}, {1}",
      kServer, kClient, condition);
}

}  // namespace

std::string hours_of(std::span<const model::Endpoint> servers, const Window& window) {
  return fmt::format(
      "SELECT {0}, intDiv(pane, {1}) AS k_hour, sum(packets) AS n_packets, "
      "sum(rev_packets) AS n_rev_packets, sum(flows) AS n_flows, sum(rev_flows) AS n_rev_flows, "
      "sum(failed) AS n_failed, max(sampling) AS n_sampling, min(first_start) AS n_first, "
      "max(last_end) AS n_last, "
      "max(CASE WHEN rev_packets > 0 THEN last_end ELSE 0 END) AS n_answer "
      "FROM servers WHERE {2} AND {3} GROUP BY {0}, k_hour ORDER BY {0}, k_hour",
      kServer, base::kHour, is_one_of(servers), within(window));
}

std::string flows_by_hour(const Window& window) {
  return fmt::format(
      "SELECT intDiv(pane, {}) AS k_hour, sum(flows) + sum(rev_flows) AS n_flows FROM servers "
      "WHERE {} GROUP BY k_hour ORDER BY k_hour",
      base::kHour, within(window));
}

std::string exposures(const Window& window) {
  return fmt::format(
      "SELECT pane, exporter, domain, unit, received, lost, records FROM exposure WHERE {} "
      "ORDER BY pane, exporter, domain, unit, received, lost, records",
      within(window));
}

std::string visits_of(std::span<const model::Endpoint> servers, const Window& window) {
  return visits(fmt::format("{} AND {}", is_one_of(servers), within(window)));
}

std::string visits_of(std::span<const model::Endpoint> servers, const model::Endpoint& of,
                      const Window& window) {
  return visits(
      fmt::format("{} AND {} AND {}", is_one_of(servers), within(window), clients_of(of, window)));
}

std::string shared_with(const model::Endpoint& of, const Window& window, const Window& since) {
  return fmt::format(
      "SELECT {0}, count(*) AS n_shared, sum(CASE WHEN s_spoke > 0 THEN 1 ELSE 0 END) AS n_spoke "
      "FROM (SELECT {0}, {1}, sum(CASE WHEN flows > failed OR flows = 0 THEN 1 ELSE 0 END) AS "
      "s_spoke FROM pairs WHERE {2} AND {3} GROUP BY {0}, {1}) AS once GROUP BY {0} "
      "ORDER BY n_shared DESC, {0}",
      kServer, kClient, within(since), clients_of(of, window));
}

std::string popularity_of(std::span<const model::Endpoint> servers, const Window& window) {
  return fmt::format(
      "SELECT {0}, count(*) AS n_clients, min(s_first) AS n_first FROM (SELECT {0}, {1}, "
      "min(first_start) AS s_first FROM pairs WHERE {2} AND {3} GROUP BY {0}, {1}) AS once "
      "GROUP BY {0} ORDER BY {0}",
      kServer, kClient, is_one_of(servers), within(window));
}

std::string population(const Window& window) {
  return fmt::format(
      "SELECT count(*) AS n_clients, "
      "coalesce(sum(CASE WHEN client_hi = {0} THEN 1 ELSE 0 END), 0) AS n_tokens "
      "FROM (SELECT {1} FROM pairs WHERE {2} GROUP BY {1}) AS once",
      model::kTokenPrefix, kClient, within(window));
}

}  // namespace noroshi::query
