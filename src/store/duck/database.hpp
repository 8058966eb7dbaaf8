// DuckDB behind the few calls that the store needs: one in-memory database in a sandbox, and
// connections that run statements.
//
// The sandbox is closed before anybody's SQL is heard: files only below one folder, no extension is
// ever loaded or fetched, no setting can be changed again (docs/decisions/duckdb-from-npm.md,
// duck/sandbox_test.cpp).  A Database may be used by any number of threads, a Connection by one.
#pragma once

#include <cstdint>
#include <duckdb.h>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::duck {

struct Limits {
  std::string folder;        ///< the only one that SQL may touch; absolute
  std::string temporary;     ///< where large queries spill, below `folder`
  std::uint64_t memory = 0;  ///< octets
  std::uint64_t temporary_octets = 0;
  int threads = 1;
  base::Micros patience = 0;  ///< of a question, until its first rows are there; 0: any time
};

/// A statement's result while it is read.
class Stream {
 public:
  explicit Stream(duckdb_result result) : result_(result) {}
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&&) = delete;
  ~Stream();
  [[nodiscard]] duckdb_result* get() { return &result_; }

 private:
  duckdb_result result_{};
};

class Connection {
 public:
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  /// Runs one of our own statements.
  Status run(const std::string& sql);
  /// Runs one of our own statements that yields rows, all in memory.
  Result<Stream> ask(const std::string& sql);
  /// Runs a stranger's statement (statement_check.hpp says which).  Rows come as they are found.
  Result<Stream> select(const std::string& sql);

  [[nodiscard]] duckdb_connection get() const { return connection_; }

 private:
  friend class Database;
  Result<std::string> tree_of(const std::string& sql);
  explicit Connection(duckdb_connection connection) : connection_(connection) {}
  duckdb_connection connection_ = nullptr;
};

class Database {
 public:
  static Result<Database> open(const Limits& limits);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  Result<Connection> connect();

 private:
  explicit Database(duckdb_database database) : database_(database) {}
  duckdb_database database_ = nullptr;
};

/// 'text', for SQL.
std::string sql_text(std::string_view text);

}  // namespace noroshi::duck
