// What makes the one SQL of both stores run on DuckDB: ClickHouse's names as macros.
//
// Each gives what ClickHouse gives, for the types that the tables have; the contract suite
// (tests/store) compares them.  docs/decisions/one-sql-for-both-stores.md lists the subset.
#pragma once

#include <array>
#include <string_view>

namespace noroshi::duck {

inline constexpr std::array<std::string_view, 12> kMacros{
    "CREATE MACRO groupArray(x) AS list(x)",
    "CREATE MACRO arraySort(x) AS list_sort(x)",
    "CREATE MACRO intDiv(a, b) AS a // b",
    "CREATE OR REPLACE MACRO countIf(x) AS count(*) FILTER (WHERE x)",
    "CREATE MACRO sumIf(x, c) AS sum(x) FILTER (WHERE c)",
    "CREATE MACRO uniqExact(x) AS count(DISTINCT x)",
    "CREATE MACRO toUInt8(x) AS CAST(x AS UTINYINT)",
    "CREATE MACRO toUInt16(x) AS CAST(x AS USMALLINT)",
    "CREATE MACRO toUInt32(x) AS CAST(x AS UINTEGER)",
    "CREATE MACRO toUInt64(x) AS CAST(x AS UBIGINT)",
    "CREATE MACRO toInt64(x) AS CAST(x AS BIGINT)",
    "CREATE MACRO toFloat64(x) AS CAST(x AS DOUBLE)",
};

}  // namespace noroshi::duck
