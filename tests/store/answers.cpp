#include "answers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <limits>

#include "base/hex.hpp"
#include "seeds.hpp"
#include "store/query/pane_rows.hpp"
#include "store/query/request.hpp"

namespace noroshi::store_test {
namespace {

std::string text_of(const std::string& octets) {
  if (std::ranges::all_of(octets, [](char c) { return c >= ' ' && c < 0x7F; })) return octets;
  return "0x" + base::to_hex(octets);
}
// Twelve digits: sums of doubles depend on their order in the last ones.
std::string text_of(double number) { return fmt::format("{:.12g}", number); }
std::string text_of(std::uint64_t number) { return std::to_string(number); }
std::string text_of(std::int64_t number) { return std::to_string(number); }
std::string text_of(const std::vector<std::int64_t>& list) {
  return fmt::format("[{}]", fmt::join(list, ", "));
}

std::string joined(const std::vector<std::string>& cells) {
  return fmt::format("{}", fmt::join(cells, " | "));
}

// Rows of panes come in any order: they are compared in one.
void add_panes(std::vector<std::pair<std::string, std::string>>& out) {
  static constexpr std::string_view kKeys =
      "pane, server_hi, server_lo, port, proto, flows, rev_flows, failed, packets, octets, "
      "rev_packets, rev_octets, sampling, first_start, last_end";
  const std::vector<std::uint64_t> halves{0, 0xFFFF'CB00'7142, 0xFFFF'C633'6407,
                                          std::numeric_limits<std::uint64_t>::max()};
  const query::Window window{kDayOne, kDayOne + 2 * base::kHour};
  for (const bool some : {false, true}) {
    query::PanesOf panes{.window = window};
    if (some) panes.lower_halves = halves;
    const std::string which = some ? "some servers" : "all servers";
    out.emplace_back("pairs of panes, " + which,
                     fmt::format("SELECT * FROM ({}) AS panes_q ORDER BY {}, client_hi, client_lo, "
                                 "flags, rev_flags, start_1, start_2, start_3, start_4",
                                 query::sql_of_pairs(panes), kKeys));
    out.emplace_back("servers of panes, " + which,
                     fmt::format("SELECT * FROM ({}) AS panes_q ORDER BY {}, clients",
                                 query::sql_of_servers(panes), kKeys));
    out.emplace_back("ages of servers, " + which, query::sql_of_ages(panes));
  }
  out.emplace_back("exposure of a window", query::sql_of_exposure(window));
  out.emplace_back("exposure of all times", query::sql_of_exposure({}));
}

}  // namespace

void add(Grid& grid, const store::AnswerChunk& chunk) {
  grid.names = chunk.names;
  const std::size_t before = grid.rows.size();
  grid.rows.resize(before + chunk.rows);
  for (const auto& column : chunk.columns) {
    std::visit(
        [&](const auto& values) {
          ASSERT_EQ(values.size(), chunk.rows);
          for (std::size_t i = 0; i < chunk.rows; ++i) {
            grid.rows[before + i].push_back(text_of(values[i]));
          }
        },
        column);
  }
}

Result<Grid> ask(store::Store& store, const std::string& sql) {
  auto answer = NOROSHI_TRY(store.select(sql));
  Grid grid;
  for (;;) {
    auto chunk = NOROSHI_TRY(answer->next());
    if (!chunk) return grid;
    add(grid, *chunk);
  }
}

std::string cell(store::Store& store, const std::string& sql) {
  const auto grid = ask(store, sql);
  if (!grid) return grid.error().message;
  if (grid->rows.size() != 1 || grid->rows[0].size() != 1) return "not one cell";
  return grid->rows[0][0];
}

std::string difference(const Grid& expected, const Grid& actual) {
  if (expected == actual) return "equal";
  if (expected.rows.size() != actual.rows.size()) {
    return fmt::format("{} rows against {}", expected.rows.size(), actual.rows.size());
  }
  for (std::size_t i = 0; i < expected.rows.size(); ++i) {
    if (expected.rows[i] == actual.rows[i]) continue;
    return fmt::format("row {}:\n  {}\n  {}\n  {}", i, joined(expected.names),
                       joined(expected.rows[i]), joined(actual.rows[i]));
  }
  return fmt::format("names:\n  {}\n  {}", joined(expected.names), joined(actual.names));
}

std::vector<std::pair<std::string, std::string>> questions() {
  std::vector<std::pair<std::string, std::string>> out = query::examples();
  const std::vector<std::pair<std::string, std::string>> shapes{
      {"conversations",
       "SELECT count() AS n, sum(c) AS flows_n, sum(o) AS octets_n, min(f) AS first_t, max(l) AS "
       "last_t FROM (SELECT src_hi, src_lo, dst_hi, dst_lo, dst_port, proto, count() AS c, "
       "sum(octets) AS o, min(flow_start) AS f, max(flow_start) AS l FROM flows GROUP BY src_hi, "
       "src_lo, dst_hi, dst_lo, dst_port, proto) AS t"},
      {"start lists in two passes",
       "SELECT src_hi, src_lo, dst_hi, dst_lo, dst_port, arraySort(groupArray(flow_start)) AS "
       "starts "
       "FROM flows WHERE (src_hi, src_lo, dst_hi, dst_lo, dst_port) IN (SELECT src_hi, src_lo, "
       "dst_hi, dst_lo, dst_port FROM flows GROUP BY src_hi, src_lo, dst_hi, dst_lo, dst_port "
       "HAVING count() >= 4) GROUP BY src_hi, src_lo, dst_hi, dst_lo, dst_port ORDER BY src_hi, "
       "src_lo, dst_hi, dst_lo, dst_port"},
      {"distinct clients in two phases",
       "SELECT dst_hi, dst_lo, count() AS clients FROM (SELECT DISTINCT dst_hi, dst_lo, src_hi, "
       "src_lo FROM flows) AS t GROUP BY dst_hi, dst_lo ORDER BY clients DESC, dst_hi, dst_lo"},
      {"histogram",
       "SELECT intDiv(octets, 4096) AS bin, count() AS n FROM flows GROUP BY bin ORDER BY bin"},
      {"conditional sums",
       "SELECT dst_port, countIf(tcp_flags = 2) AS syn_only, sum(CASE WHEN rev_packets = 0 THEN "
       "octets ELSE 0 END) AS unanswered FROM flows GROUP BY dst_port ORDER BY dst_port"},
      {"tuple in",
       "SELECT count() AS n FROM flows WHERE (dst_hi, dst_lo) IN (SELECT dst_hi, dst_lo FROM flows "
       "WHERE dst_port = 4444)"},
      {"time buckets",
       "SELECT intDiv(flow_start, 300000000) AS pane_n, uniqExact(src_lo) AS hosts, count() AS n "
       "FROM flows GROUP BY pane_n ORDER BY pane_n"},
      {"port filter",
       "SELECT flow_start, src_hi, src_lo, dst_lo, packets, octets FROM flows WHERE dst_port = 23 "
       "AND packets > 3 ORDER BY octets DESC, flow_start, src_lo LIMIT 50"},
      {"pairs of servers with panes, joined",
       "SELECT s.port AS port_n, count() AS n, sum(p.flows) AS flows_n FROM (SELECT pane AS sp, "
       "server_hi AS sh, server_lo AS sl, port, proto AS sq FROM servers) AS s JOIN (SELECT pane "
       "AS pp, server_hi AS ph, server_lo AS pl, port AS port_p, proto AS pq, flows FROM pairs) AS "
       "p "
       "ON sp = pp AND sh = ph AND sl = pl AND port = port_p AND sq = pq GROUP BY port_n ORDER BY "
       "port_n"},
      {"sketches come back as octets",
       "SELECT pane, server_lo, port, proto, octets, clients, sizes FROM servers ORDER BY pane, "
       "server_lo, port, proto, octets LIMIT 200"},
      {"exposure",
       "SELECT exporter, unit, sum(received) AS r, sum(lost) AS l, max(records) AS m FROM exposure "
       "GROUP BY exporter, unit ORDER BY exporter, unit"},
      {"mean", "SELECT proto, avg(octets) AS mean FROM flows GROUP BY proto ORDER BY proto"},
      {"nothing found", "SELECT src_lo FROM flows WHERE dst_port = 1"},
      {"the greatest of nothing",
       "SELECT count() AS n, max(octets) AS m FROM flows WHERE dst_port = 1"},
  };
  out.insert(out.end(), shapes.begin(), shapes.end());
  add_panes(out);
  return out;
}

}  // namespace noroshi::store_test
