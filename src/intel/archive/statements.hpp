// Statements: what several parts of the archive ask of SQL in the same words.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/sql/database.hpp"

namespace noroshi::archive {

/// The first column of the first row; nothing where there is no row, or NULL.
Result<std::optional<std::int64_t>> number(sql::Connection& connection, std::string_view statement,
                                           std::span<const sql::Value> parameters = {});
Result<std::optional<std::string>> text(sql::Connection& connection, std::string_view statement,
                                        std::span<const sql::Value> parameters = {});

/// Asks "<statement> IN (…)" for all keys, some at a time, in one prepared form.
Status ask_in(sql::Connection& connection, std::string_view statement,
              std::span<const sql::Value> keys, const std::function<void(sql::Cursor&)>& take);

/// Tables of texts that are kept once.
enum class Interned : std::uint8_t { Label, Source };

/// The number of a text, inserted where it is new.
Result<std::int64_t> interned(sql::Connection& writer, Interned table, std::string_view text);

/// The number of an object's id; nothing where the base never heard of it.
Result<std::optional<std::int64_t>> object_number(sql::Connection& connection, std::string_view id);

}  // namespace noroshi::archive
