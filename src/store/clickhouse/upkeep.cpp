#include "store/clickhouse/upkeep.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "store/clickhouse/ddl.hpp"

namespace noroshi::clickhouse {
namespace {

/// Takes the number that begins `text` off it, with the separator behind it.
template <class Number>
Result<Number> take_number(std::string_view& text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{}) {
    return Error{Errc::InvalidInput,
                 fmt::format("ClickHouse: \"{}\" is no number", text.substr(0, 80))};
  }
  text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
  return number;
}

struct Partition {
  std::int64_t key = 0;  ///< value of the PARTITION BY expression
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
};

Result<std::vector<Partition>> partitions(Endpoint& server, const std::string& database,
                                          const store::Table& table) {
  const std::string text = NOROSHI_TRY(server.run(
      fmt::format("SELECT toInt64(partition) AS p, sum(rows), sum(bytes_on_disk) FROM system.parts "
                  "WHERE active AND database = '{}' AND table = '{}' GROUP BY p ORDER BY p",
                  database, rows_table(table))));
  std::vector<Partition> out;
  for (std::string_view rest = text; !rest.empty();) {
    Partition partition;
    partition.key = NOROSHI_TRY(take_number<std::int64_t>(rest));
    partition.rows = NOROSHI_TRY(take_number<std::uint64_t>(rest));
    partition.octets = NOROSHI_TRY(take_number<std::uint64_t>(rest));
    out.push_back(partition);
  }
  return out;
}

Result<base::Micros> extreme(Endpoint& server, const std::string& database,
                             const store::Table& table, std::string_view function,
                             std::int64_t partition) {
  const Span span = partition_span(table.id, partition);
  // Bounds on the time column let the server open that partition only.
  const std::string text = NOROSHI_TRY(server.run(
      fmt::format("SELECT {0}({1}) FROM {2}.{3} WHERE {1} >= {4} AND {1} < {5}", function,
                  table.time_column, database, rows_table(table), span.first, span.end)));
  std::string_view rest = text;
  return take_number<base::Micros>(rest);
}

}  // namespace

Result<std::uint64_t> drop_before(Endpoint& server, const std::string& database,
                                  const store::Table& table, base::Micros horizon) {
  std::uint64_t dropped = 0;
  for (const Partition& partition : NOROSHI_TRY(partitions(server, database, table))) {
    if (partition_span(table.id, partition.key).end > horizon) continue;
    NOROSHI_TRY(server.run(fmt::format("ALTER TABLE {}.{} DROP PARTITION {}", database,
                                       rows_table(table), partition.key)));
    dropped += partition.rows;
  }
  return dropped;
}

Result<store::TableHealth> shard_health(Endpoint& server, const std::string& database,
                                        const store::Table& table) {
  const auto all = NOROSHI_TRY(partitions(server, database, table));
  store::TableHealth health;
  for (const Partition& partition : all) {
    health.rows += partition.rows;
    health.octets += partition.octets;
  }
  if (health.rows == 0) return health;
  health.oldest = NOROSHI_TRY(extreme(server, database, table, "min", all.front().key));
  health.newest = NOROSHI_TRY(extreme(server, database, table, "max", all.back().key));
  return health;
}

void merge(store::TableHealth& sum, const store::TableHealth& other) {
  if (other.rows == 0) return;
  sum.oldest = sum.rows == 0 ? other.oldest : std::min(sum.oldest, other.oldest);
  sum.newest = sum.rows == 0 ? other.newest : std::max(sum.newest, other.newest);
  sum.rows += other.rows;
  sum.octets += other.octets;
}

}  // namespace noroshi::clickhouse
