// PostgresStatements: the prepared statements of one connection, and parameters in binary form.
//
// A parameter tells the server its type (BIGINT, DOUBLE PRECISION, TEXT, BYTEA), so that `$1 + 1`
// is as wide as it is in SQLite.  NULL has no type: where a statement does not say what it is,
// write CAST($1 AS BIGINT).  A text can therefore be prepared more than once, for other types.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/sql/database.hpp"

struct pg_conn;

namespace noroshi::sql {

/// Parameters as libpq takes them.  Texts are not copied.
class PostgresParameters {
 public:
  explicit PostgresParameters(std::span<const Value> values);

  [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
  [[nodiscard]] const std::vector<unsigned>& types() const { return types_; }  ///< 0: NULL
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  const char* number(std::size_t index, std::uint64_t bits);
  void add(std::size_t index, const Value& value);

  std::vector<unsigned> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 8>> numbers_;  ///< big-endian
};

class PostgresStatements {
 public:
  PostgresStatements(pg_conn*& server, std::string_view described)
      : server_(server), described_(described) {}

  /// The server's name of the statement, prepared now if need be.  It holds until another statement
  /// (another text) is asked for.
  Result<const char*> name_of(std::string_view text, const PostgresParameters& parameters);
  /// After a lost connection the server knows none of them.
  void forget() { kept_.clear(); }

 private:
  struct Prepared {
    std::vector<unsigned> types;
    std::string name;
  };

  pg_conn*& server_;
  std::string described_;
  std::map<std::string, std::deque<Prepared>, std::less<>> kept_;  ///< deque: names stay
  std::uint64_t count_ = 0;
};

}  // namespace noroshi::sql
