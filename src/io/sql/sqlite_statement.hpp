// SqliteStatements: the prepared statements of one SQLite connection, kept by their text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/sql/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace noroshi::sql {

/// Whether bound texts are read where they are or copied first.
enum class Texts : std::uint8_t {
  InPlace,  ///< they outlive the run
  Copied    ///< a cursor outlives them
};

struct SqliteStatement {
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalise> handle;
  /// SQLite numbers parameters as they appear: slots[i] is the k of the "$k" that came i-th.
  std::vector<std::size_t> slots;
  std::size_t parameters = 0;  ///< the greatest k
  bool writes = false;

  Status bind(std::span<const Value> values, Texts texts, std::string_view described) const;
  /// Ready for the next run; parameters are let go of.
  void rest() const;
};

class SqliteStatements {
 public:
  SqliteStatements(sqlite3* base, std::string_view described)
      : base_(base), described_(described) {}

  /// Prepared and bound; valid until the next call.
  Result<const SqliteStatement*> ready(std::string_view text, std::span<const Value> values,
                                       Texts texts);

 private:
  Result<const SqliteStatement*> prepared(std::string_view text);

  sqlite3* base_;
  std::string described_;
  std::map<std::string, SqliteStatement, std::less<>> kept_;
};

}  // namespace noroshi::sql
