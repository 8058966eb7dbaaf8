// PostgresResult: an answer of libpq, owned; and what its failures mean for a caller.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct pg_conn;
struct pg_result;

namespace noroshi::sql {

struct ClearPostgres {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearPostgres>;

/// Whether the server did what it was asked: a command done, rows, or one row of many.
bool succeeded(const pg_result* result);

/// Why it did not: "PostgreSQL base hub on db.example: duplicate key value violates …".
Error postgres_error(pg_conn* server, const pg_result* result, std::string_view described,
                     std::string_view statement = {});

/// The octets of a BYTEA in the server's text form ("\x00ff").
void read_hex(std::string_view text, std::string& octets);

}  // namespace noroshi::sql
