#include "io/sql/database.hpp"

#include <utility>

#include "io/sql/engine.hpp"

namespace noroshi::sql {

Result<std::unique_ptr<Database>> Database::open(std::string_view where, const Options& options) {
  if (where.starts_with("postgresql://") || where.starts_with("postgres://")) {
    return open_postgres(where, options);
  }
  constexpr std::string_view kSqlite = "sqlite:";
  if (where.starts_with(kSqlite)) where.remove_prefix(kSqlite.size());
  if (where.empty()) {
    return Error{Errc::InvalidUsage,
                 "no base is named: write sqlite:<file> or postgresql://<user>@<host>/<name>"};
  }
  return open_sqlite(where, options);
}

Result<Transaction> Transaction::write(Connection& connection) {
  NOROSHI_CHECK(connection.begin_write());
  return Transaction(connection);
}

Result<Transaction> Transaction::read(Connection& connection) {
  NOROSHI_CHECK(connection.begin_read());
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (connection_ != nullptr) connection_->roll_back();
}

Status Transaction::commit() { return std::exchange(connection_, nullptr)->commit(); }

bool is_disk_full(const Error& error) { return error.code == Errc::Full; }

}  // namespace noroshi::sql
