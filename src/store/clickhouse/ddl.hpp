// The tables in ClickHouse's words: DDL made from store/schema.
//
// Each table of the schema is two in ClickHouse.  `<name>_rows` holds the rows, sorted so that what
// is asked together lies together, in partitions of an hour or a day, so that retention drops whole
// partitions.  `<name>` is what SQL names: Distributed over the shards, or Merge on a single
// server.  Only `<name>_rows` has the column `batch`: 0, except in one row of every insert, where
// it is the insert's number, so that a later look tells whether that insert is there
// (insert.hpp).
//
// Everything stays within ClickHouse 18.16: no codecs, no DateTime64, no TTL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/schema.hpp"

namespace noroshi::clickhouse {

/// The length of a partition of that table.
base::Micros partition_length(store::TableId id);

/// The instants [first, end) that the partition of that number holds.  intDiv rounds towards zero,
/// so number 0 reaches as far below the epoch as above.
struct Span {
  base::Micros first = 0;
  base::Micros end = 0;
};
Span partition_span(store::TableId id, std::int64_t number);

/// "flows_rows"
std::string rows_table(const store::Table& table);

/// One column as ClickHouse has it; an Address of the schema makes two.
struct SqlColumn {
  std::string name;
  std::string type;
};
std::vector<SqlColumn> sql_columns(const store::Table& table);

inline constexpr std::string_view kBatchColumn = "batch";

struct Layout {
  std::string database;
  std::string cluster;           ///< empty: one server
  std::string replication_path;  ///< empty: not replicated
};

/// The statements that make both tables where they are missing.
std::vector<std::string> create_statements(const store::Table& table, const Layout& layout);

}  // namespace noroshi::clickhouse
