// Database: the few verbs that Noroshi asks of SQL, over SQLite and over PostgreSQL.
//
// One dialect: statements stay within what SQLite 3.40 and PostgreSQL 15 both understand, written
// once, and one contract test-suite (contract_test.cpp; engines_test.hpp for the leaves above)
// holds both to the same answers.  Where they must differ (full text, online backup) the caller
// asks `dialect()`.
//
//   parameters     $1, $2, …: both engines know them; never text pasted into a statement
//   NULL           has no type: where the statement does not say it, CAST($1 AS BIGINT)
//   texts          UTF-8 without NUL; they sort by their octets
//   column types   BIGINT, DOUBLE PRECISION, TEXT, BYTEA; times are BIGINT, microseconds UTC
//   upserts        INSERT … ON CONFLICT (…) DO UPDATE / DO NOTHING, RETURNING: both have them
//
// What a transaction acknowledged is on disk: SQLite runs in WAL mode with synchronous=FULL,
// PostgreSQL with its default synchronous_commit.  One writer at a time on both: `begin_write`
// takes SQLite's write lock (BEGIN IMMEDIATE), or an advisory lock of PostgreSQL that every hub on
// the same base shares.  So rows appear in the order of their sequence numbers, and a reader that
// remembers the last number it saw misses none.
//
// Errors: Full, the disk is full; Limit, others wrote for too long; InvalidUsage, a constraint was
// violated; InvalidInput, a text that is none; Io, the rest.  After any Error inside a transaction
// nothing more can be done in it, and `commit` says what the first one was.
//
// Threads: a Database may be shared; a Connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::sql {

enum class Dialect : std::uint8_t { Sqlite, Postgres };

/// Octets, apart from text: SQLite's BLOB, PostgreSQL's BYTEA.
struct Octets {
  std::string_view bytes;
};

/// A parameter.  Texts and octets are not copied: they must live until the call returns, or, for a
/// cursor, until the first row is there.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Octets>;

/// An answer, row by row.  It belongs to its Connection, which can ask nothing else until the
/// cursor is gone.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// Goes to the next row; false at the end.
  virtual Result<bool> next() = 0;

  [[nodiscard]] virtual bool null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual double real(int column) const = 0;
  /// Text or octets; valid until the next call of `next`.
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;

  [[nodiscard]] virtual Dialect dialect() const = 0;

  /// Runs one statement without an answer; returns the rows that it changed.  Statements are
  /// prepared once and kept by their text: write constants as parameters.
  virtual Result<std::int64_t> run(std::string_view statement,
                                   std::span<const Value> parameters = {}) = 0;

  /// Runs one statement once for each row of `rows` (each of equal width): the quick way in, a
  /// pipeline on PostgreSQL.
  virtual Status run_each(std::string_view statement, std::span<const std::vector<Value>> rows) = 0;

  /// Asks.  The answer streams; memory does not grow with it.
  virtual Result<std::unique_ptr<Cursor>> ask(std::string_view statement,
                                              std::span<const Value> parameters = {}) = 0;

  /// Several statements parted by ";", without parameters: schemas.
  virtual Status script(std::string_view statements) = 0;

  virtual Status begin_read() = 0;   ///< one unchanging view until `commit` or `roll_back`
  virtual Status begin_write() = 0;  ///< waits for its turn, `Options::patience` at most
  virtual Status commit() = 0;       ///< durable when it returns without an Error
  virtual void roll_back() = 0;      ///< what was not committed is undone
};

/// A transaction that is rolled back unless `commit` was reached.
class Transaction {
 public:
  static Result<Transaction> write(Connection& connection);
  static Result<Transaction> read(Connection& connection);
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Status commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

struct Options {
  base::Micros patience = 10 * base::kSecond;  ///< for a lock or a server
  std::uint64_t cache = 32U << 20;             ///< octets a SQLite connection may cache
  /// Octets that SQLite's log may hold until they go into the base: more for who writes much at a
  /// time, since a page that changed often goes there once.
  std::uint64_t log = 4U << 20;
};

class Database {
 public:
  virtual ~Database() = default;

  /// "sqlite:/var/lib/noroshi/hub.db" (or a plain path) or "postgresql://user@host/name" (what
  /// libpq reads).  A file that is not there is made, its folder is not.
  static Result<std::unique_ptr<Database>> open(std::string_view where,
                                                const Options& options = {});

  [[nodiscard]] virtual Dialect dialect() const = 0;
  virtual Result<std::unique_ptr<Connection>> connect() = 0;

  /// Copies everything, consistent as of one moment, while others read and write.  SQLite: its
  /// online backup into the file `path`.  PostgreSQL: an Error that names the pg_dump command.
  virtual Status back_up(const std::string& path) = 0;

  /// "SQLite base /var/lib/noroshi/hub.db", for messages; never a password.
  [[nodiscard]] virtual std::string describe() const = 0;
};

/// A full disk, told from other failures: what cannot be kept is refused, not lost.
bool is_disk_full(const Error& error);

}  // namespace noroshi::sql
