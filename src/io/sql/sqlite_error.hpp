// SqliteError: what SQLite's result codes mean for a caller.
#pragma once

#include <string_view>

#include "base/result.hpp"

struct sqlite3;

namespace noroshi::sql {

/// The last failure on this handle: "SQLite base hub.db: UNIQUE constraint failed: account.name".
Error sqlite_error(sqlite3* base, std::string_view described, std::string_view statement = {});

}  // namespace noroshi::sql
