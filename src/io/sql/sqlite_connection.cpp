#include "io/sql/sqlite_connection.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>
#include <utility>

#include "io/sql/sqlite_error.hpp"

namespace noroshi::sql {
namespace {

/// A WAL that grew while a long reader held it back is cut to this at the next checkpoint.
constexpr std::uint64_t kWalStays = 64U << 20;
constexpr std::uint64_t kPage = 4096;  ///< octets, unless a base was made otherwise

Status set_up(sqlite3* handle, const SqliteBase& base) {
  sqlite3_busy_timeout(handle, static_cast<int>(base.options.patience / base::kMillisecond));
  // A negative cache_size counts KiB.
  const std::string pragmas = fmt::format(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
      "PRAGMA cache_size=-{}; PRAGMA journal_size_limit={}; PRAGMA wal_autocheckpoint={};",
      std::max<std::uint64_t>(base.options.cache >> 10, 1), std::max(kWalStays, base.options.log),
      std::max<std::uint64_t>(base.options.log / kPage, 1));
  if (sqlite3_exec(handle, pragmas.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return sqlite_error(handle, base.described, pragmas);
  }
  return {};
}

}  // namespace

void CloseSqlite::operator()(sqlite3* base) const { sqlite3_close(base); }

Result<SqliteHandle> open_sqlite_handle(const SqliteBase& base) {
  sqlite3* raw = nullptr;
  // A connection is one thread's at a time: SQLite need not lock it.
  const int code = sqlite3_open_v2(base.path.c_str(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteHandle handle(raw);
  if (raw == nullptr) return Error{Errc::Io, base.described + ": no memory"};
  if (code != SQLITE_OK) return sqlite_error(raw, base.described);
  NOROSHI_CHECK(set_up(raw, base));
  return handle;
}

/// A running SELECT (or a writing statement with RETURNING).
class SqliteConnection::Rows final : public Cursor {
 public:
  Rows(SqliteConnection& connection, const SqliteStatement& statement)
      : answering_(connection), connection_(connection), statement_(statement) {}
  ~Rows() override { statement_.rest(); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  Result<bool> next() override {
    if (ended_) return false;
    const int code = sqlite3_step(statement_.handle.get());
    if (code == SQLITE_ROW) return true;
    ended_ = true;
    if (code == SQLITE_DONE) return false;
    return answering_.failed(sqlite_error(connection_.handle(), connection_.base_->described,
                                          sqlite3_sql(statement_.handle.get())));
  }

  [[nodiscard]] bool null(int column) const override {
    return sqlite3_column_type(statement_.handle.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_.handle.get(), column);
  }
  [[nodiscard]] double real(int column) const override {
    return sqlite3_column_double(statement_.handle.get(), column);
  }
  [[nodiscard]] std::string_view text(int column) const override {
    // Of a text it is the text; of a number, its digits.
    const void* start = sqlite3_column_blob(statement_.handle.get(), column);
    const int size = sqlite3_column_bytes(statement_.handle.get(), column);
    return {static_cast<const char*>(start), static_cast<std::size_t>(size)};
  }

 private:
  Answering answering_;
  SqliteConnection& connection_;
  const SqliteStatement& statement_;
  bool ended_ = false;
};

SqliteConnection::SqliteConnection(std::shared_ptr<SqliteBase> base, SqliteHandle handle)
    : base_(std::move(base)),
      handle_(std::move(handle)),
      statements_(handle_.get(), base_->described) {}

SqliteConnection::~SqliteConnection() { roll_back(); }

Status SqliteConnection::plain(const char* statement) {
  if (sqlite3_exec(handle_.get(), statement, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return sqlite_error(handle_.get(), base_->described, statement);
}

Result<const SqliteStatement*> SqliteConnection::ready(std::string_view statement,
                                                       std::span<const Value> parameters,
                                                       Texts texts) {
  const SqliteStatement* found = NOROSHI_TRY(statements_.ready(statement, parameters, texts));
  if (phase() == Phase::Reading && found->writes) {
    found->rest();
    return Error{Errc::InvalidUsage, fmt::format("a read transaction cannot do: {}", statement)};
  }
  return found;
}

Status SqliteConnection::run_to_end(const SqliteStatement& statement, std::string_view text) {
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement.handle.get());
  if (code == SQLITE_DONE) return {};
  return sqlite_error(handle_.get(), base_->described, text);
}

Result<std::int64_t> SqliteConnection::execute(std::string_view statement,
                                               std::span<const Value> parameters) {
  const SqliteStatement* found = NOROSHI_TRY(ready(statement, parameters, Texts::InPlace));
  const std::int64_t before = sqlite3_total_changes64(handle_.get());
  auto status = run_to_end(*found, statement);
  found->rest();
  if (!status) return std::move(status).error();
  // sqlite3_changes64 keeps the count of an earlier statement when this one was no change at all.
  const bool changed = sqlite3_total_changes64(handle_.get()) != before;
  return changed ? sqlite3_changes64(handle_.get()) : 0;
}

Status SqliteConnection::execute_each(std::string_view statement,
                                      std::span<const std::vector<Value>> rows) {
  for (const auto& row : rows) NOROSHI_CHECK(execute(statement, row));
  return {};
}

Result<std::unique_ptr<Cursor>> SqliteConnection::query(std::string_view statement,
                                                        std::span<const Value> parameters) {
  const SqliteStatement* found = NOROSHI_TRY(ready(statement, parameters, Texts::Copied));
  return std::make_unique<Rows>(*this, *found);
}

Status SqliteConnection::execute_script(std::string_view statements) {
  return plain(std::string(statements).c_str());
}

Status SqliteConnection::start(Phase kind) {
  // A deferred BEGIN has no view yet; the first look at the schema takes it.
  if (kind == Phase::Reading) {
    NOROSHI_CHECK(plain("BEGIN"));
    auto status = plain("SELECT 1 FROM sqlite_schema LIMIT 1");
    if (!status) undo();
    return status;
  }
  if (!base_->turn.take(base_->options.patience)) {
    return Error{Errc::Limit, fmt::format("{}: others have been writing for {}: try again",
                                          base_->described, base::humane(base_->options.patience))};
  }
  has_turn_ = true;
  auto status = plain("BEGIN IMMEDIATE");
  if (!status) undo();
  return status;
}

Status SqliteConnection::keep() {
  NOROSHI_CHECK(plain("COMMIT"));
  if (std::exchange(has_turn_, false)) base_->turn.give();
  return {};
}

void SqliteConnection::undo() {
  // After a full disk or an I/O error SQLite may have rolled back already.
  if (sqlite3_get_autocommit(handle_.get()) == 0) (void)plain("ROLLBACK");
  if (std::exchange(has_turn_, false)) base_->turn.give();
}

}  // namespace noroshi::sql
