// The schema as DuckDB sees it: an Address is two UBIGINT, Octets are a BLOB.
#pragma once

#include <cstddef>
#include <duckdb.h>
#include <string>
#include <vector>

#include "store/schema.hpp"

namespace noroshi::duck {

struct SqlColumn {
  std::string name;
  duckdb_type type{};
  std::size_t schema_index = 0;
  bool low_half = false;  ///< of an Address
};

std::vector<SqlColumn> sql_columns(const store::Table& table);

/// "flow_start, flow_end, …": every column of the table, in order.
std::string column_list(const store::Table& table);

}  // namespace noroshi::duck
