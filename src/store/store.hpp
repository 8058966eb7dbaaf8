// Store: where flows and panes are kept and asked.  Two implementations stand behind it, the
// embedded one (store/duck) and ClickHouse (store/clickhouse), and one contract test-suite holds
// both to the same answers (tests/store).
//
// One dialect: SQL that Noroshi itself writes stays within what ClickHouse 18.16, current
// ClickHouse and DuckDB all understand (docs/decisions/one-sql-for-both-stores.md), and names the
// tables of schema.hpp.
//
// Threads: `append` from one thread at a time, `select` from any number, also while appending.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/rows.hpp"

namespace noroshi::store {

/// One column of an answer.  Unsigned integers of any width arrive as UInt64, signed ones as
/// Int64, text and octets as strings; lists only from groupArray.
using AnswerColumn =
    std::variant<std::vector<std::uint64_t>, std::vector<std::int64_t>, std::vector<double>,
                 std::vector<std::string>, std::vector<std::vector<std::int64_t>>>;

/// Some rows of an answer.
struct AnswerChunk {
  std::vector<std::string> names;
  std::vector<AnswerColumn> columns;
  std::size_t rows = 0;
};

/// An answer that streams: memory does not grow with it.
class Answer {
 public:
  virtual ~Answer() = default;
  /// The next rows; nothing at the end.
  virtual Result<std::optional<AnswerChunk>> next() = 0;
};

/// How long each table is kept, counted back from now by the table's time column; 0 = for ever.
struct Retention {
  base::Micros flows = 6 * base::kHour;
  base::Micros pairs = 8 * base::kDay;
  base::Micros servers = 90 * base::kDay;
  base::Micros exposure = 90 * base::kDay;
  [[nodiscard]] base::Micros of(TableId id) const;
};

struct TableHealth {
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;  ///< on disk
  base::Micros oldest = 0;   ///< smallest value of the time column; 0 when empty
  base::Micros newest = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  /// Keeps the rows.  When it returns without an Error they are acknowledged: after `kill -9` they
  /// are still there, each exactly once.  An Error means that none of them is kept, or (ClickHouse)
  /// that appending the very same rows again is safe.
  virtual Status append(const Rows& rows) = 0;

  /// Answers one SELECT.  The statement runs in a sandbox: no file, no network, no write.
  virtual Result<std::unique_ptr<Answer>> select(const std::string& sql) = 0;

  /// Deletes what has outlived its table's retention at `now`; returns the rows deleted.  Rows
  /// past their time are gone within one partition's length (docs/formats/flow-store.md).
  virtual Result<std::uint64_t> expire(const Retention& retention, base::Micros now) = 0;

  /// Background work that is due (compaction of blocks into segments).  True: there may be more.
  virtual Result<bool> tend() = 0;

  virtual Result<TableHealth> health(TableId id) = 0;

  /// "embedded store /var/lib/noroshi/store", for messages.
  [[nodiscard]] virtual std::string describe() const = 0;
};

}  // namespace noroshi::store
