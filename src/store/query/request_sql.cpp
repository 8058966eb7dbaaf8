#include <array>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "model/token.hpp"
#include "store/query/request.hpp"

namespace noroshi::query {
namespace {

using store::TableId;

// "flow_start >= 1 AND flow_start < 2 AND (…)", without what takes everything.
std::string condition(TableId table, const Window& window, const Filter& filter) {
  const auto column = store::table(table).time_column;
  std::vector<std::string> all;
  if (window.from > -Window::kOpen) all.push_back(fmt::format("{} >= {}", column, window.from));
  if (window.to < Window::kOpen) all.push_back(fmt::format("{} < {}", column, window.to));
  if (!filter.everything()) all.push_back(where(filter, table));
  if (all.empty()) return "1 = 1";
  return fmt::format("{}", fmt::join(all, " AND "));
}

// A key column and the expression behind it.
struct Key {
  std::string name;
  std::string expression;
};

void add_address(std::vector<Key>& keys, std::string_view name, std::string_view column,
                 bool fold) {
  keys.push_back({fmt::format("{}_hi", name), fmt::format("{}_hi", column)});
  keys.push_back({fmt::format("{}_lo", name),
                  fold ? fmt::format("CASE WHEN {0}_hi = {1} THEN 0 ELSE {0}_lo END", column,
                                     model::kTokenPrefix)
                       : fmt::format("{}_lo", column)});
}

std::vector<Key> keys_of(By by, bool fold) {
  std::vector<Key> keys;
  switch (by) {
    case By::Source:
      add_address(keys, "k_addr", "src", fold);
      break;
    case By::Destination:
      add_address(keys, "k_addr", "dst", fold);
      break;
    case By::SourcePort:
      keys.push_back({"k_port", "src_port"});
      break;
    case By::DestinationPort:
      keys.push_back({"k_port", "dst_port"});
      break;
    case By::Protocol:
      keys.push_back({"k_proto", "proto"});
      break;
    case By::Exporter:
      keys.push_back({"k_exporter", "exporter"});
      break;
    case By::Client:
      add_address(keys, "k_addr", "client", fold);
      break;
    case By::Server:
      add_address(keys, "k_addr", "server", fold);
      break;
    case By::Pair:
      add_address(keys, "k_client", "client", fold);
      [[fallthrough]];
    case By::Service:
      add_address(keys, "k_addr", "server", fold);
      [[fallthrough]];
    case By::Port:
      keys.push_back({"k_port", "port"});
      keys.push_back({"k_proto", "proto"});
      break;
  }
  return keys;
}

std::string defined(const std::vector<Key>& keys) {
  std::string out;
  for (const auto& key : keys) out += fmt::format("{} AS {}, ", key.expression, key.name);
  return out;
}

// "k_addr_hi, k_addr_lo"
std::string named(const std::vector<Key>& keys) {
  std::string out;
  for (const auto& key : keys) out += (out.empty() ? "" : ", ") + key.name;
  return out;
}

// ---- Groups ------------------------------------------------------------------------------------
//
// What lists and series have in common, in levels, each a derived table of the next:
//
//   bottom      one pass over the table: by key; by client too if those are counted; by exporter
//               and pane too if the estimate is corrected for loss
//   corrected   times the factor of that exporter and pane
//   gathered    exporters and panes together again
//   counted     clients together, and how many there were
//
// Each level has its own letter before the names of its sums.

constexpr base::Micros kPane = 300'000'000;

struct Grouping {
  TableId table = TableId::Flows;
  std::vector<Key> keys;
  bool clients = false;
  bool estimate = false;
  Window window;
  Filter filter;
  std::string further{};  // one more condition; empty: none
};

struct Level {
  std::string sql;
  char letter = 'a';  // before sums of this level; estimates carry "e" in addition: "ae_octets"
};

constexpr std::array<std::string_view, 4> kCounters{"packets", "octets", "rev_packets",
                                                    "rev_octets"};

std::vector<std::string_view> sums_of(const Grouping& grouping) {
  std::vector<std::string_view> sums{"flows"};
  sums.insert(sums.end(), kCounters.begin(), kCounters.end());
  if (grouping.estimate) sums.emplace_back("unknown");
  return sums;
}

// What stands for the sum at the bottom.
std::string summed(const Grouping& grouping, std::string_view sum) {
  const bool records = grouping.table == TableId::Flows;
  if (sum == "flows") return records ? "count(*)" : "sum(flows)";
  if (sum == "unknown") {
    return fmt::format("sum(CASE WHEN sampling = 0 THEN {} ELSE 0 END)", records ? "1" : "flows");
  }
  return fmt::format("sum({})", sum);
}

Level bottom(const Grouping& grouping) {
  const bool records = grouping.table == TableId::Flows;
  std::string columns = defined(grouping.keys);
  std::string groups = named(grouping.keys);
  if (grouping.clients) {
    columns += fmt::format("{0}_hi AS c_hi, {0}_lo AS c_lo, ", records ? "src" : "client");
    groups += ", c_hi, c_lo";
  }
  if (grouping.estimate) {
    columns +=
        fmt::format("{}intDiv({}, {}) AS b_pane, ", records ? "exporter AS b_exporter, " : "",
                    records ? "flow_end" : "pane", kPane);
    groups += records ? ", b_exporter, b_pane" : ", b_pane";
  }
  std::vector<std::string> sums;
  for (const auto sum : sums_of(grouping)) {
    sums.push_back(fmt::format("{} AS a_{}", summed(grouping, sum), sum));
  }
  for (const auto counter : kCounters) {
    if (!grouping.estimate) break;
    sums.push_back(fmt::format(
        "sum({0} * 1e0 * (CASE WHEN sampling > 0 THEN sampling ELSE 1 END)) AS ae_{0}", counter));
  }
  return {fmt::format("SELECT {}{} FROM {} WHERE {}{} GROUP BY {}", columns, fmt::join(sums, ", "),
                      store::table(grouping.table).name,
                      condition(grouping.table, grouping.window, grouping.filter), grouping.further,
                      groups),
          'a'};
}

// Records that were sent and that arrived, of each exporter and pane.  A domain of which nothing
// arrived cannot say how much is missing.
std::string exposure(const Grouping& grouping) {
  const bool records = grouping.table == TableId::Flows;
  Window window = grouping.window;
  if (window.from > -Window::kOpen) window.from -= kPane;  // the pane that holds its first instant
  return fmt::format(
      "SELECT {}intDiv(pane, {}) AS x_pane, "
      "sum((received * 1e0 + lost) / received * records) AS x_sent, sum(records) AS x_heard "
      "FROM exposure WHERE received > 0 AND {} GROUP BY {}x_pane",
      records ? "exporter AS x_exporter, " : "", kPane, condition(TableId::Exposure, window, {}),
      records ? "x_exporter, " : "");
}

// ClickHouse fills what a LEFT JOIN does not find with 0, DuckDB with NULL: neither is > 0.
Level corrected(const Grouping& grouping, const Level& from) {
  std::string columns = named(grouping.keys) + (grouping.clients ? ", c_hi, c_lo" : "");
  for (const auto sum : sums_of(grouping)) columns += fmt::format(", a_{0} AS b_{0}", sum);
  for (const auto counter : kCounters) {
    columns += fmt::format(
        ", ae_{0} * (CASE WHEN x_heard > 0 THEN x_sent / x_heard ELSE 1e0 END) AS be_{0}", counter);
  }
  return {fmt::format("SELECT {} FROM ({}) AS seen LEFT JOIN ({}) AS sent ON {}b_pane = x_pane",
                      columns, from.sql, exposure(grouping),
                      grouping.table == TableId::Flows ? "b_exporter = x_exporter AND " : ""),
          'b'};
}

// Fewer keys than the level before; `extra` is one column more.
Level gathered(const Grouping& grouping, const Level& from, bool by_client,
               std::string_view extra) {
  const auto keys = named(grouping.keys) + (by_client ? ", c_hi, c_lo" : "");
  const auto letter = static_cast<char>(from.letter + 1);
  std::string columns = keys;
  for (const auto sum : sums_of(grouping)) {
    columns += fmt::format(", sum({0}_{2}) AS {1}_{2}", from.letter, letter, sum);
  }
  for (const auto counter : kCounters) {
    if (!grouping.estimate) break;
    columns += fmt::format(", sum({0}e_{2}) AS {1}e_{2}", from.letter, letter, counter);
  }
  return {fmt::format("SELECT {}{} FROM ({}) AS level_{} GROUP BY {}", columns, extra, from.sql,
                      from.letter, keys),
          letter};
}

// All levels, and over them the names that an answer has, and `order`.
std::string answer_of(const Grouping& grouping, std::string_view order, std::string_view tail) {
  auto level = bottom(grouping);
  if (grouping.estimate) level = corrected(grouping, level);
  if (grouping.estimate) level = gathered(grouping, level, grouping.clients, "");
  if (grouping.clients) level = gathered(grouping, level, false, ", count(*) AS s_clients");
  std::string columns = named(grouping.keys);
  for (const auto sum : sums_of(grouping)) {
    columns += fmt::format(", {0}_{1} AS n_{1}", level.letter, sum);
  }
  for (const auto counter : kCounters) {
    if (!grouping.estimate) break;
    // Rounded, because the last bits of a sum of fractions depend on its order.
    columns += fmt::format(", floor({0}e_{1} + 0.5e0) AS est_{1}", level.letter, counter);
  }
  if (grouping.clients) columns += ", s_clients AS n_clients";
  if (!order.empty()) {
    columns += fmt::format(", {} AS n_order", fmt::format(fmt::runtime(order), level.letter));
  }
  return fmt::format("SELECT {} FROM ({}) AS all_rows {}", columns, level.sql, tail);
}

// " AND (keys) IN (the greatest keys)": sums are made a second time, of those alone.
std::string among_the_greatest(const Series& series, const std::vector<Key>& keys) {
  std::string expressions;
  for (const auto& key : keys) expressions += (expressions.empty() ? "" : ", ") + key.expression;
  const auto columns = defined(keys);  // ends in ", "
  return fmt::format(
      " AND ({}) IN (SELECT {} FROM {} WHERE {} GROUP BY {} "
      "ORDER BY sum(octets) + sum(rev_octets) DESC, {} LIMIT {})",
      expressions, columns.substr(0, columns.size() - 2), store::table(series.table).name,
      condition(series.table, series.window, series.filter), named(keys), named(keys),
      series.lines);
}

// "{0}" is the letter of the last level.
std::string_view order_of(const Top& top) {
  switch (top.order) {
    case Order::Flows:
      return "{0}_flows";
    case Order::Packets:
      return top.estimate ? "floor({0}e_packets + {0}e_rev_packets + 0.5e0)"
                          : "{0}_packets + {0}_rev_packets";
    case Order::Octets:
      return top.estimate ? "floor({0}e_octets + {0}e_rev_octets + 0.5e0)"
                          : "{0}_octets + {0}_rev_octets";
    case Order::Clients:
      break;
  }
  return "s_clients";
}

}  // namespace

TableId table_of(By by) {
  switch (by) {
    case By::Source:
    case By::Destination:
    case By::SourcePort:
    case By::DestinationPort:
    case By::Protocol:
    case By::Exporter:
      return TableId::Flows;
    case By::Port:
    case By::Client:
    case By::Server:
    case By::Service:
    case By::Pair:
      break;
  }
  return TableId::Pairs;
}

std::string sql_of(const Top& top) {
  NOROSHI_ASSERT(top.order != Order::Clients || top.clients);
  const Grouping grouping{table_of(top.by), keys_of(top.by, top.fold_tokens),
                          top.clients,      top.estimate,
                          top.window,       top.filter};
  return answer_of(
      grouping, order_of(top),
      fmt::format("ORDER BY n_order DESC, {} LIMIT {}", named(grouping.keys), top.limit));
}

bool has_key(By by, store::TableId table) {
  if (by == By::Protocol) return table != TableId::Exposure;
  if (table_of(by) == TableId::Flows) return table == TableId::Flows;
  const bool clients = by == By::Client || by == By::Pair;
  return table == TableId::Pairs || (table == TableId::Servers && !clients);
}

std::string sql_of(const Series& series) {
  NOROSHI_ASSERT(!series.split || has_key(*series.split, series.table));
  NOROSHI_ASSERT(!series.clients || series.table != TableId::Servers);
  const auto column = store::table(series.table).time_column;
  Grouping grouping{
      series.table,   {{"k_bucket", fmt::format("intDiv({}, {})", column, series.bucket)}},
      series.clients, series.estimate,
      series.window,  series.filter};
  if (series.split) {
    const auto keys = keys_of(*series.split, series.fold_tokens);
    grouping.further = among_the_greatest(series, keys);
    grouping.keys.insert(grouping.keys.end(), keys.begin(), keys.end());
  }
  return answer_of(grouping, "", "ORDER BY " + named(grouping.keys));
}

std::string sql_of(const Hearing& hearing) {
  // Rounded, because the last bits of a sum of fractions depend on its order.
  return fmt::format(
      "SELECT intDiv(pane, {}) AS k_bucket, sum(records) AS n_heard, "
      "floor(sum((received * 1e0 + lost) / received * records) + 0.5e0) AS est_sent "
      "FROM exposure WHERE received > 0 AND {} GROUP BY k_bucket ORDER BY k_bucket",
      hearing.bucket, condition(TableId::Exposure, hearing.window, {}));
}

std::string sql_of(const ContactStarts& starts) {
  const auto& server = starts.server;
  return fmt::format(
      "SELECT arraySort(groupArray(flow_start)) AS n_starts FROM flows "
      "WHERE dst_hi = {} AND dst_lo = {} AND dst_port = {} AND proto = {} AND {} "
      "GROUP BY src_hi, src_lo HAVING count(*) >= 2 AND count(*) <= {} "
      "ORDER BY src_hi, src_lo LIMIT {}",
      server.ip.high(), server.ip.low(), server.port, server.proto,
      condition(TableId::Flows, starts.window, {}), starts.most, starts.clients);
}

std::string sql_of(const Records& records) {
  std::string columns;
  for (const auto& column : store::table(TableId::Flows).columns) {
    const std::string_view comma = columns.empty() ? "" : ", ";
    columns += column.type == store::Type::Address
                   ? fmt::format("{0}{1}_hi, {1}_lo", comma, column.name)
                   : fmt::format("{}{}", comma, column.name);
  }
  auto sql = fmt::format("SELECT {0} FROM flows WHERE {1} ORDER BY {0}", columns,
                         condition(TableId::Flows, records.window, records.filter));
  if (records.limit > 0) sql += fmt::format(" LIMIT {}", records.limit);
  return sql;
}

std::string sql_of(const ServerClients& clients) {
  static constexpr std::string_view kKeys = "server_hi, server_lo, port, proto";
  return fmt::format(
      "SELECT {0}, count(*) AS n_clients FROM (SELECT {0}, client_hi, client_lo FROM pairs "
      "WHERE {1} GROUP BY {0}, client_hi, client_lo) AS once GROUP BY {0} "
      "HAVING count(*) >= {2} ORDER BY n_clients DESC, {0} LIMIT {3}",
      kKeys, condition(TableId::Pairs, clients.window, clients.filter), clients.least,
      clients.limit);
}

std::string sql_of(const BeaconCandidates& candidates) {
  static constexpr std::string_view kKeys = "src_hi, src_lo, dst_hi, dst_lo, dst_port, proto";
  return fmt::format(
      "SELECT {0}, count(*) AS n_flows, arraySort(groupArray(flow_start)) AS n_starts FROM flows "
      "WHERE {1} AND ({0}) IN (SELECT {0} FROM flows WHERE {1} GROUP BY {0} "
      "HAVING count(*) >= {2} AND count(*) <= {3} ORDER BY count(*) DESC, {0} LIMIT {4}) "
      "GROUP BY {0} ORDER BY {0}",
      kKeys, condition(TableId::Flows, candidates.window, candidates.filter), candidates.least,
      candidates.most, candidates.limit);
}

std::string sql_of(const Sizes& sizes) {
  std::string bin;
  for (int power = 1; power < 16; ++power) {
    bin += fmt::format("{}(CASE WHEN octets * 1e0 >= packets * {}e0 THEN 1 ELSE 0 END)",
                       bin.empty() ? "" : " + ", 1 << power);
  }
  return fmt::format(
      "SELECT {} AS k_bin, count(*) AS n_flows, sum(packets) AS n_packets, sum(octets) AS n_octets "
      "FROM flows WHERE packets > 0 AND {} GROUP BY k_bin ORDER BY k_bin",
      bin, condition(TableId::Flows, sizes.window, sizes.filter));
}

std::string sql_of(const Totals& totals) {
  const bool records = totals.table == TableId::Flows;
  std::string columns = fmt::format("count(*) AS n_rows, coalesce({}, 0) AS n_flows",
                                    records ? "count(*)" : "sum(flows)");
  for (const auto counter : kCounters) {
    columns +=
        fmt::format(", coalesce(sum({0}), 0) AS n_{0}, coalesce(max({0}), 0) AS most_{0}", counter);
  }
  return fmt::format("SELECT {} FROM {} WHERE {}", columns, store::table(totals.table).name,
                     condition(totals.table, totals.window, totals.filter));
}

}  // namespace noroshi::query
