// Turns journals into segments, and small segments into larger ones: DuckDB's COPY, then a durable
// rename.  Changes no manifest and deletes nothing; what it wrote is an orphan until the manifest
// names it.  One thread at a time, and all work happens on that thread (a database with one
// thread), so whoever calls decides its priority.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/duck/database.hpp"
#include "store/duck/journal_scan.hpp"
#include "store/duck/ledger.hpp"
#include "store/duck/manifest.hpp"
#include "store/duck/snapshot.hpp"

namespace noroshi::duck {

class Compactor {
 public:
  /// `allot` numbers new segments; `partition` is the partition's length of a table.
  Compactor(Limits limits, std::function<std::uint64_t()> allot,
            std::function<base::Micros(store::TableId)> partition, const StepHook& after_step);

  /// One segment for each partition in which the journals have rows, except for partitions that end
  /// before `cutoff`: those are left out.  All journals of one table.
  Result<std::vector<Segment>> convert(std::shared_ptr<const Snapshot> journals,
                                       store::TableId table, base::Micros cutoff);

  /// One segment with the rows of these, all of one table and partition.
  Result<Segment> merge(const std::vector<Segment>& segments);

 private:
  Status start();
  Result<Segment> write(Connection& connection, const std::string& select, Segment segment);
  Result<Segment> write_to(const std::string& beside, Connection& connection,
                           const std::string& select, Segment segment);
  [[nodiscard]] std::string path(const Segment& segment) const;

  Limits limits_;
  std::function<std::uint64_t()> allot_;
  std::function<base::Micros(store::TableId)> partition_;
  const StepHook& after_step_;
  Snapshots snapshots_;
  std::optional<Database> database_;
};

/// The start of the partition that an instant falls into, also before 1970.
constexpr base::Micros partition_of(base::Micros instant, base::Micros length) {
  const base::Micros into = instant % length;
  return instant - (into < 0 ? into + length : into);
}

}  // namespace noroshi::duck
