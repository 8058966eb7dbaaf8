// Answers SELECTs over snapshots: the tables are views of segments and journals together, made for
// one query on one connection, so each query sees one state of the store from beginning to end.
//
// Any thread.  Answers may outlive the query's caller but not the Asker.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/duck/database.hpp"
#include "store/duck/journal_scan.hpp"
#include "store/duck/snapshot.hpp"
#include "store/store.hpp"

namespace noroshi::duck {

class Asker {
 public:
  static Result<std::unique_ptr<Asker>> open(const Limits& limits);

  /// The tables whose names occur in the statement; the rest need not be in the snapshot.
  static Tables tables_in(const std::string& sql);

  /// The first rows have been found when this returns.
  Result<std::unique_ptr<store::Answer>> select(const std::string& sql,
                                                std::shared_ptr<const Snapshot> snapshot);

 private:
  explicit Asker(base::Micros patience) : patience_(patience) {}
  base::Micros patience_;
  Snapshots snapshots_;  // before the database, which refers to it
  std::optional<Database> database_;
};

}  // namespace noroshi::duck
