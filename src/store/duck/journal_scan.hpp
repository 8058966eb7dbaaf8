// journal_scan(snapshot, table, since := x, before := y): the rows of a snapshot's journals as a
// table function of DuckDB.
//
// `since` and `before` leave out blocks without a row in [since, before) of the time column; other
// rows of the blocks that remain still come, so the query says WHERE as well.
// Decodes only the columns that the query uses, one block at a time, on as many threads as DuckDB
// gives it.  A block that does not decode ends the query with an Error: the disk (or somebody) has
// changed it.  `tend` tells, and keeps what is sound.
#pragma once

#include <cstdint>
#include <duckdb.h>
#include <map>
#include <memory>
#include <mutex>

#include "base/result.hpp"
#include "store/duck/snapshot.hpp"

namespace noroshi::duck {

/// The snapshots that running queries use, by the number that stands in their SQL.  Any thread.
class Snapshots {
 public:
  std::uint64_t add(std::shared_ptr<const Snapshot> snapshot);
  void remove(std::uint64_t number);
  [[nodiscard]] std::shared_ptr<const Snapshot> find(std::uint64_t number) const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::shared_ptr<const Snapshot>> held_;
};

/// Makes journal_scan known to a database.  `snapshots` must outlive the database.
Status register_journal_scan(duckdb_connection connection, const Snapshots& snapshots, int threads);

}  // namespace noroshi::duck
