// What a stranger's statement may be: one SELECT over the store's tables, nothing else.
//
// Checked on the parsed statement before it is bound, because binding alone can touch the disk
// (EXPORT DATABASE makes its folder then).  It names what is allowed, not what is forbidden: tables
// of the schema and of its own WITH, table functions that only count.  So no function of a later
// DuckDB that reads a file or changes a setting is let in unseen.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace noroshi::duck {

/// `tree` is what DuckDB's json_serialize_sql() says of the statement.
Status check_statement(std::string_view tree);

}  // namespace noroshi::duck
