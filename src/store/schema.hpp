// The tables that a flow store keeps, column by column: the one place that names them.
//
// Embedded blocks, Parquet segments and ClickHouse tables all follow these descriptions, so the
// same SQL runs on each.  SQL names are short and lower case; the IPFIX element behind each is in
// docs/formats/flow-store.md.  An Address becomes two UInt64 columns, `<name>_hi` and `<name>_lo`
// (host order; IPv4 as ::ffff:a.b.c.d): every engine sorts, groups and compresses those, and none
// loses bits.
//
//   flows      one row a record, time column flow_start
//   pairs      model::PairBatch, time column pane
//   servers    model::ServerBatch, time column pane
//   exposure   model::ExposureBatch, time column pane
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace noroshi::store {

enum class Type : std::uint8_t {
  U8,
  U16,
  U32,
  U64,
  Instant,  ///< microseconds since 1970, Int64 in SQL
  Address,  ///< two UInt64
  Octets    ///< fixed-width byte string (`width`), SQL String / BLOB: sketches and histograms
};

struct Column {
  std::string_view name;
  Type type = Type::U64;
  std::uint16_t width = 0;  ///< of Octets
};

enum class TableId : std::uint8_t { Flows, Pairs, Servers, Exposure };
inline constexpr std::size_t kTables = 4;

struct Table {
  TableId id;
  std::string_view name;
  std::string_view time_column;  ///< what retention and partitions go by
  std::span<const Column> columns;
};

/// All tables, in the order of TableId.
std::span<const Table> tables();
const Table& table(TableId id);

/// nullptr if there is none of that name.
const Table* find_table(std::string_view name);

}  // namespace noroshi::store
