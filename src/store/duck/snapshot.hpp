// Snapshot: the files that one query sees, fixed when the query begins.
//
// Journals are opened (mapped) at once: they stay readable after their rows have become a segment.
// Segments are known by path, and DuckDB opens them when it gets there; `complete` tells a query
// that failed for a file gone meanwhile from one that failed for its own reasons.  Immutable.
#pragma once

#include <bitset>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/block/block.hpp"
#include "store/duck/manifest.hpp"

namespace noroshi::duck {

/// Some of the tables, by TableId.
using Tables = std::bitset<store::kTables>;

/// A journal with its sound blocks.
struct OpenJournal {
  Journal journal;
  std::shared_ptr<const block::FileReader> file;
  std::vector<std::size_t> unreadable;  ///< blocks to leave out, ascending
};

struct Snapshot {
  std::string folder;
  std::vector<OpenJournal> journals;
  std::vector<Segment> segments;

  [[nodiscard]] std::string path(const Segment& segment) const;
  /// Whether every segment is still there.
  [[nodiscard]] bool complete() const;
};

/// What a manifest names of these tables.  NotFound if a journal is gone: then the manifest is out
/// of date.
Result<std::shared_ptr<const Snapshot>> take_snapshot(const std::string& folder,
                                                      const Manifest& manifest, Tables tables);

/// What is wrong with the journals of a snapshot.
struct Damage {
  std::uint64_t octets = 0;  ///< no block at all, and blocks whose columns do not decode
  std::uint64_t rows = 0;    ///< of the latter
};

/// The same snapshot with every block tried: those that do not decode are left out.  Slow.
std::shared_ptr<const Snapshot> without_damage(const Snapshot& snapshot, Damage& damage);

/// Reads the manifest of a folder.
Result<Manifest> load_manifest(const std::string& folder);

}  // namespace noroshi::duck
