#include "io/sql/postgres_rows.hpp"

#include <charconv>
#include <libpq-fe.h>

#include "io/sql/postgres_result.hpp"

namespace noroshi::sql {
namespace {

// PostgreSQL's src/include/catalog/pg_type.dat.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;

}  // namespace

std::string_view PostgresRow::raw(int column) const {
  return {PQgetvalue(result_, row_, column),
          static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

bool PostgresRow::null(int column) const { return PQgetisnull(result_, row_, column) == 1; }

std::int64_t PostgresRow::integer(int column) const {
  const std::string_view digits = raw(column);
  if (PQftype(result_, column) == kBool) return digits == "t" ? 1 : 0;
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

double PostgresRow::real(int column) const {
  const std::string_view digits = raw(column);
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string_view PostgresRow::text(int column) const {
  if (PQftype(result_, column) != kBytea) return raw(column);
  const auto index = static_cast<std::size_t>(column);
  if (octets_.size() <= index) octets_.resize(index + 1);
  read_hex(raw(column), octets_[index]);
  return octets_[index];
}

}  // namespace noroshi::sql
