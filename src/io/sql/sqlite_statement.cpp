#include "io/sql/sqlite_statement.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sqlite3.h>

#include "io/sql/sqlite_error.hpp"

namespace noroshi::sql {
namespace {

/// A program has some hundred statements; one that writes constants into their text has no end of
/// them.  At this many all are dropped and prepared anew.
constexpr std::size_t kKeptAtMost = 1'000;

/// The k of "$k"; 0 for anything else.
std::size_t number_of(const char* name) {
  const std::string_view text = name == nullptr ? std::string_view() : std::string_view(name);
  std::size_t number = 0;
  if (!text.starts_with('$')) return 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

struct Bind {
  sqlite3_stmt* statement;
  int index;
  sqlite3_destructor_type lifetime;  ///< SQLITE_STATIC: read in place; SQLITE_TRANSIENT: copied

  int operator()(std::monostate /*null*/) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, index, number); }
  int operator()(double number) const { return sqlite3_bind_double(statement, index, number); }
  int operator()(std::string_view text) const {
    // A null pointer would be NULL: an empty text is a text.
    const char* start = text.data() == nullptr ? "" : text.data();
    return sqlite3_bind_text64(statement, index, start, text.size(), lifetime, SQLITE_UTF8);
  }
  int operator()(Octets octets) const {
    const char* start = octets.bytes.data() == nullptr ? "" : octets.bytes.data();
    return sqlite3_bind_blob64(statement, index, start, octets.bytes.size(), lifetime);
  }
};

bool holds_nul(const Value& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text != nullptr && text->find('\0') != std::string_view::npos;
}

Status find_slots(SqliteStatement& statement, std::string_view text) {
  const int count = sqlite3_bind_parameter_count(statement.handle.get());
  for (int index = 1; index <= count; ++index) {
    const std::size_t k = number_of(sqlite3_bind_parameter_name(statement.handle.get(), index));
    if (k == 0) {
      return Error{Errc::InvalidUsage,
                   fmt::format("parameters are written $1, $2, … in: {}", text)};
    }
    statement.slots.push_back(k);
    statement.parameters = std::max(statement.parameters, k);
  }
  return {};
}

}  // namespace

void SqliteStatement::Finalise::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Status SqliteStatement::bind(std::span<const Value> values, Texts texts,
                             std::string_view described) const {
  if (values.size() != parameters) {
    return Error{Errc::InvalidUsage, fmt::format("{} parameters for the {} of: {}", values.size(),
                                                 parameters, sqlite3_sql(handle.get()))};
  }
  const auto lifetime = texts == Texts::Copied ? SQLITE_TRANSIENT : SQLITE_STATIC;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Value& value = values[slots[i] - 1];
    // PostgreSQL's TEXT cannot hold it; what one engine takes, the other must take.
    if (holds_nul(value)) {
      return Error{Errc::InvalidInput, fmt::format("{}: a text holds a NUL octet", described)};
    }
    const int code = std::visit(Bind{handle.get(), static_cast<int>(i) + 1, lifetime}, value);
    if (code != SQLITE_OK) return sqlite_error(sqlite3_db_handle(handle.get()), described);
  }
  return {};
}

void SqliteStatement::rest() const {
  sqlite3_reset(handle.get());
  sqlite3_clear_bindings(handle.get());
}

Result<const SqliteStatement*> SqliteStatements::prepared(std::string_view text) {
  if (const auto found = kept_.find(text); found != kept_.end()) return &found->second;
  if (kept_.size() >= kKeptAtMost) kept_.clear();
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(base_, text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  if (code != SQLITE_OK) return sqlite_error(base_, described_, text);
  SqliteStatement statement;
  statement.handle.reset(handle);
  const std::string_view after(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  if (handle == nullptr || after.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    return Error{Errc::InvalidUsage, fmt::format("not one statement: {}", text)};
  }
  NOROSHI_CHECK(find_slots(statement, text));
  statement.writes = sqlite3_stmt_readonly(handle) == 0;
  return &kept_.emplace(text, std::move(statement)).first->second;
}

Result<const SqliteStatement*> SqliteStatements::ready(std::string_view text,
                                                       std::span<const Value> values, Texts texts) {
  const SqliteStatement* statement = NOROSHI_TRY(prepared(text));
  if (auto bound = statement->bind(values, texts, described_); !bound) {
    statement->rest();
    return std::move(bound).error();
  }
  return statement;
}

}  // namespace noroshi::sql
