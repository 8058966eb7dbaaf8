// What all changes of the directory are made of: values, and small questions to the base inside the
// transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/sql/database.hpp"

namespace noroshi::directory {

Error wrong(std::string message);

/// Given, or made.
Status complete_uuid(std::string& uuid);

inline sql::Value text_or_null(std::string_view text) {
  return text.empty() ? sql::Value{} : sql::Value{text};
}
inline sql::Value number_or_null(std::int64_t number) {
  return number == 0 ? sql::Value{} : sql::Value{number};
}
inline sql::Value flag(bool yes) { return std::int64_t{yes ? 1 : 0}; }
template <class Kind>
sql::Value number(Kind kind) {
  return static_cast<std::int64_t>(kind);
}

/// The first column of the first row, if there is one.
Result<std::optional<std::int64_t>> first_number(sql::Connection& connection,
                                                 std::string_view question,
                                                 std::span<const sql::Value> parameters);

/// A number that no "organisation", "account", … ever had before.
Result<std::int64_t> next_number(sql::Connection& connection, std::string_view of);

/// An Error where `question` finds nothing by $1.
Status check_there(sql::Connection& connection, std::string_view question, const sql::Value& value,
                   std::string_view what);
Status check_organisation_there(sql::Connection& connection, std::int64_t id);
Status check_community_there(sql::Connection& connection, std::int64_t id);
Status check_account_there(sql::Connection& connection, std::int64_t id);

/// An Error where another row than `own` has this value.  `question` finds the id by $1.
Status check_free(sql::Connection& connection, std::string_view question, std::string_view value,
                  std::int64_t own, std::string_view what);

/// Runs a statement that must find its row.
Status run_on_one(sql::Connection& connection, std::string_view statement,
                  std::span<const sql::Value> parameters, std::string_view what);

}  // namespace noroshi::directory
