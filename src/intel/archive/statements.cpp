#include "intel/archive/statements.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::archive {
namespace {

constexpr std::size_t kKeysAtOnce = 64;

std::string in_list(std::string_view statement) {
  std::string text(statement);
  for (std::size_t i = 1; i <= kKeysAtOnce; ++i) {
    text += fmt::format("{}${}", i == 1 ? " IN (" : ", ", i);
  }
  return text + ")";
}

}  // namespace

Result<std::optional<std::int64_t>> number(sql::Connection& connection, std::string_view statement,
                                           std::span<const sql::Value> parameters) {
  const auto rows = NOROSHI_TRY(connection.ask(statement, parameters));
  if (!NOROSHI_TRY(rows->next()) || rows->null(0)) return std::optional<std::int64_t>();
  return std::optional(rows->integer(0));
}

Result<std::optional<std::string>> text(sql::Connection& connection, std::string_view statement,
                                        std::span<const sql::Value> parameters) {
  const auto rows = NOROSHI_TRY(connection.ask(statement, parameters));
  if (!NOROSHI_TRY(rows->next()) || rows->null(0)) return std::optional<std::string>();
  return std::optional(std::string(rows->text(0)));
}

Status ask_in(sql::Connection& connection, std::string_view statement,
              std::span<const sql::Value> keys, const std::function<void(sql::Cursor&)>& take) {
  if (keys.empty()) return {};
  const std::string asked = in_list(statement);
  std::array<sql::Value, kKeysAtOnce> some;
  for (std::size_t at = 0; at < keys.size(); at += kKeysAtOnce) {
    // A short rest is filled up with its last key: one prepared form, the same answer.
    for (std::size_t i = 0; i < kKeysAtOnce; ++i) some[i] = keys[std::min(at + i, keys.size() - 1)];
    const auto rows = NOROSHI_TRY(connection.ask(asked, some));
    while (NOROSHI_TRY(rows->next())) take(*rows);
  }
  return {};
}

Result<std::int64_t> interned(sql::Connection& writer, Interned table, std::string_view text) {
  const bool label = table == Interned::Label;
  const sql::Value key[] = {text};
  const auto known = NOROSHI_TRY(number(writer,
                                        label ? "SELECT number FROM labels WHERE text = $1"
                                              : "SELECT number FROM sources WHERE text = $1",
                                        key));
  if (known) return *known;
  const std::int64_t next = NOROSHI_TRY(number(writer, label ? "SELECT MAX(number) FROM labels"
                                                             : "SELECT MAX(number) FROM sources"))
                                .value_or(0) +
                            1;
  const sql::Value row[] = {next, text};
  NOROSHI_CHECK(writer.run(label ? "INSERT INTO labels (number, text) VALUES ($1, $2)"
                                 : "INSERT INTO sources (number, text) VALUES ($1, $2)",
                           row));
  return next;
}

Result<std::optional<std::int64_t>> object_number(sql::Connection& connection,
                                                  std::string_view id) {
  const sql::Value key[] = {id};
  return number(connection, "SELECT number FROM objects WHERE id = $1", key);
}

}  // namespace noroshi::archive
