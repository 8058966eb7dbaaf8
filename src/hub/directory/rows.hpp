// The small questions that changes ask of the base, inside their transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "io/sql/database.hpp"

namespace noroshi::directory {

/// The first column of the first row, if there is one.
Result<std::optional<std::int64_t>> first_number(sql::Connection& connection,
                                                 std::string_view question,
                                                 std::span<const sql::Value> parameters);

/// A number that no "organisation", "account", … ever had before.
Result<std::int64_t> next_number(sql::Connection& connection, std::string_view of);

/// An Error where `question` finds nothing by $1.
Status check_there(sql::Connection& connection, std::string_view question, const sql::Value& value,
                   std::string_view what);
Status check_account_there(sql::Connection& connection, std::int64_t id);

/// Runs a statement that must find its row.
Status run_on_one(sql::Connection& connection, std::string_view statement,
                  std::span<const sql::Value> parameters, std::string_view what);

}  // namespace noroshi::directory
