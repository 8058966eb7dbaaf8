#include "hub/directory/rows.hpp"

#include <fmt/format.h>

namespace noroshi::directory {

using sql::Value;

Result<std::optional<std::int64_t>> first_number(sql::Connection& connection,
                                                 std::string_view question,
                                                 std::span<const Value> parameters) {
  const auto rows = NOROSHI_TRY(connection.ask(question, parameters));
  std::optional<std::int64_t> first;
  while (NOROSHI_TRY(rows->next())) {
    if (!first) first = rows->integer(0);
  }
  return first;
}

Result<std::int64_t> next_number(sql::Connection& connection, std::string_view of) {
  const Value name[] = {of};
  const auto next = NOROSHI_TRY(first_number(
      connection, "UPDATE directory_number SET last = last + 1 WHERE name = $1 RETURNING last",
      name));
  return next.value_or(1);
}

Status check_there(sql::Connection& connection, std::string_view question, const Value& value,
                   std::string_view what) {
  const Value parameters[] = {value};
  if (NOROSHI_TRY(first_number(connection, question, parameters))) return {};
  return Error{Errc::InvalidUsage, fmt::format("there is no such {}", what)};
}

Status check_account_there(sql::Connection& connection, std::int64_t id) {
  return check_there(connection, "SELECT id FROM directory_account WHERE id = $1", id, "account");
}

Status run_on_one(sql::Connection& connection, std::string_view statement,
                  std::span<const Value> parameters, std::string_view what) {
  if (NOROSHI_TRY(connection.run(statement, parameters)) > 0) return {};
  return Error{Errc::NotFound, fmt::format("there is no such {}", what)};
}

}  // namespace noroshi::directory
