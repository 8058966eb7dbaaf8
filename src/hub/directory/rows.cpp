#include "hub/directory/rows.hpp"

#include <fmt/format.h>
#include <utility>

#include "hub/directory/secret.hpp"

namespace noroshi::directory {

using sql::Value;

Error wrong(std::string message) { return Error{Errc::InvalidUsage, std::move(message)}; }

Status complete_uuid(std::string& uuid) {
  if (uuid.empty()) uuid = random_uuid();
  if (is_uuid(uuid)) return {};
  return wrong(fmt::format("\"{}\" is no UUID in lower case", uuid));
}

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
  return wrong(fmt::format("there is no such {}", what));
}

Status check_free(sql::Connection& connection, std::string_view question, std::string_view value,
                  std::int64_t own, std::string_view what) {
  if (value.empty()) return {};
  const Value parameters[] = {value};
  const auto owner = NOROSHI_TRY(first_number(connection, question, parameters));
  if (!owner || *owner == own) return {};
  return wrong(fmt::format("{} \"{}\" is taken", what, value));
}

Status check_organisation_there(sql::Connection& connection, std::int64_t id) {
  return check_there(connection, "SELECT id FROM directory_organisation WHERE id = $1", id,
                     "organisation");
}

Status check_community_there(sql::Connection& connection, std::int64_t id) {
  return check_there(connection, "SELECT id FROM directory_community WHERE id = $1", id,
                     "community");
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
