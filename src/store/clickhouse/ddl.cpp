#include "store/clickhouse/ddl.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/pane.hpp"

namespace noroshi::clickhouse {
namespace {

using store::TableId;
using store::Type;

std::string_view scalar(Type type) {
  switch (type) {
    case Type::U8:
      return "UInt8";
    case Type::U16:
      return "UInt16";
    case Type::U32:
      return "UInt32";
    case Type::U64:
    case Type::Address:
      return "UInt64";
    case Type::Instant:
      return "Int64";
    case Type::Octets:
      break;
  }
  return "";
}

/// What lies together on disk: first the pane, so that a query for an hour reads an hour; then the
/// server side, whose values repeat (measured: the smallest files, and the fewest reads for "who
/// talks to this server").
std::string sort_key(TableId id) {
  switch (id) {
    case TableId::Flows:
      return fmt::format(
          "intDiv(flow_start, {}), dst_hi, dst_lo, dst_port, src_hi, src_lo, flow_start",
          model::kPane);
    case TableId::Pairs:
      return "pane, server_hi, server_lo, port, proto, client_hi, client_lo";
    case TableId::Servers:
      return "pane, server_hi, server_lo, port, proto";
    case TableId::Exposure:
      return "pane, exporter, domain";
  }
  return "";
}

std::string column_list(const store::Table& table) {
  std::vector<std::string> list;
  for (const SqlColumn& column : sql_columns(table))
    list.push_back(column.name + " " + column.type);
  return fmt::format("{}", fmt::join(list, ", "));
}

std::string engine(const store::Table& table, const Layout& layout) {
  if (layout.replication_path.empty()) return "MergeTree()";
  return fmt::format("ReplicatedMergeTree('{}/{}', '{{replica}}')", layout.replication_path,
                     table.name);
}

}  // namespace

base::Micros partition_length(TableId id) {
  return id == TableId::Flows ? base::kHour : base::kDay;
}

Span partition_span(TableId id, std::int64_t number) {
  const base::Micros length = partition_length(id);
  return {.first = number > 0 ? number * length : (number - 1) * length + 1,
          .end = number < 0 ? number * length + 1 : (number + 1) * length};
}

std::string rows_table(const store::Table& table) { return fmt::format("{}_rows", table.name); }

std::vector<SqlColumn> sql_columns(const store::Table& table) {
  std::vector<SqlColumn> out;
  for (const store::Column& column : table.columns) {
    const std::string name(column.name);
    if (column.type == Type::Address) {
      out.push_back({name + "_hi", "UInt64"});
      out.push_back({name + "_lo", "UInt64"});
    } else if (column.type == Type::Octets) {
      out.push_back({name, fmt::format("FixedString({})", column.width)});
    } else {
      out.push_back({name, std::string(scalar(column.type))});
    }
  }
  return out;
}

std::vector<std::string> create_statements(const store::Table& table, const Layout& layout) {
  const std::string columns = column_list(table);
  // Two appends may bring equal rows, and both count; a block sent again after a lost answer counts
  // once.  The window of the default, 100 blocks a table, is too narrow for many collectors.
  const std::string_view settings =
      layout.replication_path.empty() ? "" : ", replicated_deduplication_window = 10000";
  const std::string rows = fmt::format(
      "CREATE TABLE IF NOT EXISTS {}.{} ({}, {} UInt64) ENGINE = {} "
      "PARTITION BY intDiv({}, {}) ORDER BY ({}) SETTINGS index_granularity = 8192{}",
      layout.database, rows_table(table), columns, kBatchColumn, engine(table, layout),
      table.time_column, partition_length(table.id), sort_key(table.id), settings);
  const std::string all_shards =
      layout.cluster.empty() ? fmt::format("Merge({}, '^{}$')", layout.database, rows_table(table))
                             : fmt::format("Distributed('{}', '{}', '{}')", layout.cluster,
                                           layout.database, rows_table(table));
  return {rows, fmt::format("CREATE TABLE IF NOT EXISTS {}.{} ({}) ENGINE = {}", layout.database,
                            table.name, columns, all_shards)};
}

}  // namespace noroshi::clickhouse
