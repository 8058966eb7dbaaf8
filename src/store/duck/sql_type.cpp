#include "store/duck/sql_type.hpp"

namespace noroshi::duck {
namespace {

duckdb_type sql_type(store::Type type) {
  switch (type) {
    case store::Type::U8:
      return DUCKDB_TYPE_UTINYINT;
    case store::Type::U16:
      return DUCKDB_TYPE_USMALLINT;
    case store::Type::U32:
      return DUCKDB_TYPE_UINTEGER;
    case store::Type::U64:
    case store::Type::Address:
      return DUCKDB_TYPE_UBIGINT;
    case store::Type::Instant:
      return DUCKDB_TYPE_BIGINT;
    case store::Type::Octets:
      return DUCKDB_TYPE_BLOB;
  }
  return DUCKDB_TYPE_INVALID;
}

}  // namespace

std::vector<SqlColumn> sql_columns(const store::Table& table) {
  std::vector<SqlColumn> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const store::Column& column = table.columns[i];
    const std::string name(column.name);
    if (column.type == store::Type::Address) {
      columns.push_back({name + "_hi", DUCKDB_TYPE_UBIGINT, i, false});
      columns.push_back({name + "_lo", DUCKDB_TYPE_UBIGINT, i, true});
    } else {
      columns.push_back({name, sql_type(column.type), i, false});
    }
  }
  return columns;
}

std::string column_list(const store::Table& table) {
  std::string list;
  for (const SqlColumn& column : sql_columns(table)) {
    if (!list.empty()) list += ", ";
    list += column.name;
  }
  return list;
}

}  // namespace noroshi::duck
