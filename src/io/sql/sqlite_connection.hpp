// SqliteConnection: one handle on a SQLite base in WAL mode.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "io/sql/engine.hpp"
#include "io/sql/sqlite_statement.hpp"
#include "io/sql/turn.hpp"

struct sqlite3;

namespace noroshi::sql {

/// What all connections of a base share.
struct SqliteBase {
  std::string path;
  std::string described;  ///< "SQLite base /var/lib/noroshi/hub.db"
  Options options;
  Turn turn;
};

struct CloseSqlite {
  void operator()(sqlite3* base) const;
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

/// Opens the file and sets what every connection needs: WAL, synchronous=FULL, foreign keys.
Result<SqliteHandle> open_sqlite_handle(const SqliteBase& base);

class SqliteConnection final : public EngineConnection {
 public:
  SqliteConnection(std::shared_ptr<SqliteBase> base, SqliteHandle handle);
  ~SqliteConnection() override;

  [[nodiscard]] Dialect dialect() const override { return Dialect::Sqlite; }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  class Rows;

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

  Status plain(const char* statement);
  Result<const SqliteStatement*> ready(std::string_view statement,
                                       std::span<const Value> parameters, Texts texts);
  Status run_to_end(const SqliteStatement& statement, std::string_view text);

  std::shared_ptr<SqliteBase> base_;
  SqliteHandle handle_;
  SqliteStatements statements_;  ///< after the handle: finalised before it closes
  bool has_turn_ = false;
};

}  // namespace noroshi::sql
