// PostgresRow: the columns of one row in a libpq result, in text form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;

namespace noroshi::sql {

class PostgresRow {
 public:
  void stand_on(const pg_result* result, int row) {
    result_ = result;
    row_ = row;
  }
  [[nodiscard]] bool null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view text(int column) const;

 private:
  [[nodiscard]] std::string_view raw(int column) const;

  const pg_result* result_ = nullptr;
  int row_ = 0;
  mutable std::vector<std::string> octets_;  ///< decoded BYTEA, by column, until the next row
};

}  // namespace noroshi::sql
