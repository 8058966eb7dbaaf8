// PostgresConnection: one session of libpq.
//
// A connection that is lost is an Error once; the next statement or `begin_…` outside a transaction
// connects again.
//
// Answers: in a read transaction through a server-side cursor, so that a caller may stop reading
// anywhere at no cost; else row by row from the statement itself, which is one round trip.
#pragma once

#include <memory>
#include <string>

#include "io/sql/engine.hpp"
#include "io/sql/postgres_result.hpp"
#include "io/sql/postgres_statement.hpp"

namespace noroshi::sql {

/// What all connections of a base share.
struct PostgresBase {
  std::string address;    ///< what libpq reads, maybe with a password: never shown
  std::string described;  ///< "PostgreSQL base hub on db.example"
  Options options;
};

class PostgresConnection final : public EngineConnection {
 public:
  static Result<std::unique_ptr<PostgresConnection>> make(std::shared_ptr<const PostgresBase> base);
  ~PostgresConnection() override;

  [[nodiscard]] Dialect dialect() const override { return Dialect::Postgres; }

 private:
  class Rows;
  class CursorRows;

  explicit PostgresConnection(std::shared_ptr<const PostgresBase> base);

  Result<std::int64_t> execute(std::string_view statement,
                               std::span<const Value> parameters) override;
  Status execute_each(std::string_view statement,
                      std::span<const std::vector<Value>> rows) override;
  Result<std::unique_ptr<Cursor>> query(std::string_view statement,
                                        std::span<const Value> parameters) override;
  Status execute_script(std::string_view statements) override;
  Status start(Phase kind) override;
  Status keep() override;
  void undo() override;

  Status connect();
  /// Outside a transaction: connects again if the connection was lost.
  Status alive();
  Status plain(const char* statements);
  Error failed(const PostgresResult& result, std::string_view statement = {}) const;

  Status send(const char* name, const PostgresParameters& parameters);
  Status send_rows(std::string_view statement, std::span<const std::vector<Value>> rows);
  /// Ends a pipeline of `count` statements; the results in order, or the first failure.
  Result<std::vector<PostgresResult>> drain(std::size_t count, std::string_view statement);
  Result<PostgresResult> open_cursor(std::string_view statement, std::span<const Value> parameters);

  std::shared_ptr<const PostgresBase> base_;
  pg_conn* server_ = nullptr;
  PostgresStatements statements_;
  bool lost_ = false;
  bool cursor_left_ = false;  ///< the server still has the last cursor of this transaction
};

}  // namespace noroshi::sql
