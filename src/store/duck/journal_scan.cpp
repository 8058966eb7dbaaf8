#include "store/duck/journal_scan.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "store/duck/sql_type.hpp"

namespace noroshi::duck {
namespace {

struct Registered {
  const Snapshots* snapshots;
  int threads;
};

// One block of one journal.
struct Piece {
  const block::FileReader* file;
  std::size_t block;
};

// What `bind` found out: the rows to read.
struct Bound {
  std::shared_ptr<const Snapshot> snapshot;
  const store::Table* table = nullptr;
  std::vector<SqlColumn> columns;
  std::vector<Piece> pieces;
  std::uint64_t rows = 0;
};

// Where an output column comes from: an entry of the decoded columns, and which half of it.
struct Source {
  std::size_t decoded = 0;
  bool low = false;
  bool none = false;  // a column that holds nothing: DuckDB only counts rows
};

// One scan, shared by its threads.
struct Scan {
  std::vector<std::size_t> wanted;  // indexes into the schema, ascending
  std::vector<Source> sources;      // one an output column
  std::atomic<std::size_t> next_piece{0};
};

// One thread of a scan.
struct Worker {
  block::Decoder decoder;
  std::vector<block::DecodedColumn> columns;
  std::size_t rows = 0;  // of the block in `columns`
  std::size_t given = 0;
};

template <class T>
void destroy(void* thing) {
  delete static_cast<T*>(thing);
}

std::string text_parameter(duckdb_bind_info info, idx_t index) {
  duckdb_value value = duckdb_bind_get_parameter(info, index);
  char* text = duckdb_get_varchar(value);
  std::string copy = text == nullptr ? "" : text;
  duckdb_free(text);
  duckdb_destroy_value(&value);
  return copy;
}

// The named parameter, or nothing if the query has none.
std::optional<std::int64_t> instant_parameter(duckdb_bind_info info, const char* name) {
  duckdb_value value = duckdb_bind_get_named_parameter(info, name);
  if (value == nullptr) return std::nullopt;
  const std::int64_t instant = duckdb_get_int64(value);
  duckdb_destroy_value(&value);
  return instant;
}

std::uint64_t number_parameter(duckdb_bind_info info, idx_t index) {
  duckdb_value value = duckdb_bind_get_parameter(info, index);
  const auto number = static_cast<std::uint64_t>(duckdb_get_int64(value));
  duckdb_destroy_value(&value);
  return number;
}

struct Range {
  std::optional<base::Micros> since, before;

  [[nodiscard]] bool touches(const block::Facts& facts) const {
    return (!since || facts.last >= *since) && (!before || facts.first < *before);
  }
};

std::unique_ptr<Bound> bind_to(std::shared_ptr<const Snapshot> snapshot, const store::Table& table,
                               const Range& range) {
  auto bound = std::make_unique<Bound>();
  for (const OpenJournal& open : snapshot->journals) {
    if (open.journal.table != table.id) continue;
    const auto facts = open.file->blocks();
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const auto& bad = open.unreadable;
      if (!range.touches(facts[i]) || std::binary_search(bad.begin(), bad.end(), i)) continue;
      bound->pieces.push_back({open.file.get(), i});
      bound->rows += facts[i].rows;
    }
  }
  bound->snapshot = std::move(snapshot);
  bound->table = &table;
  bound->columns = sql_columns(table);
  return bound;
}

void bind(duckdb_bind_info info) {
  const auto* registered = static_cast<const Registered*>(duckdb_bind_get_extra_info(info));
  auto snapshot = registered->snapshots->find(number_parameter(info, 0));
  const store::Table* table = store::find_table(text_parameter(info, 1));
  if (!snapshot || table == nullptr) {
    duckdb_bind_set_error(info, "journal_scan: no such snapshot or table");
    return;
  }
  auto bound = bind_to(std::move(snapshot), *table,
                       {instant_parameter(info, "since"), instant_parameter(info, "before")});
  for (const SqlColumn& column : bound->columns) {
    duckdb_logical_type type = duckdb_create_logical_type(column.type);
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, bound->rows, true);
  duckdb_bind_set_bind_data(info, bound.release(), destroy<Bound>);
}

void begin(duckdb_init_info info) {
  const auto* registered = static_cast<const Registered*>(duckdb_init_get_extra_info(info));
  const auto* bound = static_cast<const Bound*>(duckdb_init_get_bind_data(info));
  auto scan = std::make_unique<Scan>();
  const auto column_of = [&](idx_t i) -> const SqlColumn* {
    const idx_t index = duckdb_init_get_column_index(info, i);
    return index < bound->columns.size() ? &bound->columns[index] : nullptr;
  };
  const idx_t count = duckdb_init_get_column_count(info);
  for (idx_t i = 0; i < count; ++i) {
    if (const SqlColumn* column = column_of(i)) scan->wanted.push_back(column->schema_index);
  }
  std::sort(scan->wanted.begin(), scan->wanted.end());
  scan->wanted.erase(std::unique(scan->wanted.begin(), scan->wanted.end()), scan->wanted.end());
  for (idx_t i = 0; i < count; ++i) {
    const SqlColumn* column = column_of(i);
    if (column == nullptr) {
      scan->sources.push_back({.none = true});
      continue;
    }
    const auto at =
        std::lower_bound(scan->wanted.begin(), scan->wanted.end(), column->schema_index);
    scan->sources.push_back(
        {.decoded = static_cast<std::size_t>(at - scan->wanted.begin()), .low = column->low_half});
  }
  duckdb_init_set_max_threads(info, static_cast<idx_t>(registered->threads));
  duckdb_init_set_init_data(info, scan.release(), destroy<Scan>);
}

void begin_thread(duckdb_init_info info) {
  duckdb_init_set_init_data(info, std::make_unique<Worker>().release(), destroy<Worker>);
}

template <class T>
void copy(const std::vector<T>& from, std::size_t at, std::size_t count, duckdb_vector to) {
  std::memcpy(duckdb_vector_get_data(to), from.data() + at, count * sizeof(T));
}

void copy(const std::vector<std::byte>& from, std::size_t width, std::size_t at, std::size_t count,
          duckdb_vector to) {
  const char* octets = reinterpret_cast<const char*>(from.data()) + at * width;
  for (idx_t i = 0; i < count; ++i, octets += width) {
    duckdb_vector_assign_string_element_len(to, i, octets, width);
  }
}

void give_column(const Worker& worker, const Source& source, std::size_t width, std::size_t count,
                 duckdb_vector to) {
  std::visit(
      [&](const auto& column) {
        using Column = std::decay_t<decltype(column)>;
        if constexpr (std::is_same_v<Column, block::AddressHalves>) {
          copy(source.low ? column.low : column.high, worker.given, count, to);
        } else if constexpr (std::is_same_v<Column, std::vector<std::byte>>) {
          copy(column, width, worker.given, count, to);
        } else {
          copy(column, worker.given, count, to);
        }
      },
      worker.columns[source.decoded]);
}

// Decodes the next block that nobody has taken; false when there is none left.
Result<bool> next_block(const Bound& bound, Scan& scan, Worker& worker) {
  const std::size_t at = scan.next_piece.fetch_add(1, std::memory_order_relaxed);
  if (at >= bound.pieces.size()) return false;
  const Piece& piece = bound.pieces[at];
  worker.rows = piece.file->blocks()[piece.block].rows;
  worker.given = 0;
  if (!scan.wanted.empty()) {
    NOROSHI_CHECK(
        worker.decoder.decode(piece.file->bytes(piece.block), scan.wanted, worker.columns));
  }
  return true;
}

void give(duckdb_function_info info, duckdb_data_chunk output) {
  const auto* bound = static_cast<const Bound*>(duckdb_function_get_bind_data(info));
  auto* scan = static_cast<Scan*>(duckdb_function_get_init_data(info));
  auto* worker = static_cast<Worker*>(duckdb_function_get_local_init_data(info));
  while (worker->given == worker->rows) {
    const auto more = next_block(*bound, *scan, *worker);
    if (!more) duckdb_function_set_error(info, more.error().message.c_str());
    if (!more || !*more) {
      duckdb_data_chunk_set_size(output, 0);
      return;
    }
  }
  const std::size_t count =
      std::min<std::size_t>(duckdb_vector_size(), worker->rows - worker->given);
  for (std::size_t i = 0; i < scan->sources.size(); ++i) {
    const Source& source = scan->sources[i];
    if (source.none) continue;
    const std::size_t width = bound->table->columns[scan->wanted[source.decoded]].width;
    give_column(*worker, source, width, count, duckdb_data_chunk_get_vector(output, i));
  }
  worker->given += count;
  duckdb_data_chunk_set_size(output, count);
}

}  // namespace

std::uint64_t Snapshots::add(std::shared_ptr<const Snapshot> snapshot) {
  const std::scoped_lock lock(mutex_);
  held_.emplace(++last_, std::move(snapshot));
  return last_;
}

void Snapshots::remove(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  held_.erase(number);
}

std::shared_ptr<const Snapshot> Snapshots::find(std::uint64_t number) const {
  const std::scoped_lock lock(mutex_);
  const auto at = held_.find(number);
  return at == held_.end() ? nullptr : at->second;
}

Status register_journal_scan(duckdb_connection connection, const Snapshots& snapshots,
                             int threads) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "journal_scan");
  for (const duckdb_type id : {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR}) {
    duckdb_logical_type type = duckdb_create_logical_type(id);
    duckdb_table_function_add_parameter(function, type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_logical_type instant = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_table_function_add_named_parameter(function, "since", instant);
  duckdb_table_function_add_named_parameter(function, "before", instant);
  duckdb_destroy_logical_type(&instant);
  duckdb_table_function_set_extra_info(function, new Registered{&snapshots, threads},
                                       destroy<Registered>);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, begin);
  duckdb_table_function_set_local_init(function, begin_thread);
  duckdb_table_function_set_function(function, give);
  duckdb_table_function_supports_projection_pushdown(function, true);
  const duckdb_state state = duckdb_register_table_function(connection, function);
  duckdb_destroy_table_function(&function);
  if (state == DuckDBError) return Error{Errc::Io, "DuckDB refused the function journal_scan"};
  return {};
}

}  // namespace noroshi::duck
