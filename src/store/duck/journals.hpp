// The hot end of the store: journals that are being appended to, and those closed but not yet
// turned into segments.
//
// A journal is closed when it is large or old enough and is never written again; its rows may
// belong to any partitions, which are told apart when it becomes segments.  Any thread; `append`
// waits while a journal is being created or closed, never for compaction.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/block/block.hpp"
#include "store/duck/ledger.hpp"
#include "store/rows.hpp"

namespace noroshi::duck {

struct JournalFacts {
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
  base::Micros first = 0;
  base::Micros last = 0;
};

struct JournalLimits {
  std::uint64_t octets = 0;
  base::Micros age = 0;
  base::Micros sync_interval = 0;
};

class Journals {
 public:
  Journals(std::string folder, JournalLimits limits, Ledger& ledger, const StepHook& after_step);

  /// Looks at the journals that an earlier run left: cuts torn ends off; they count as closed.
  Status recover();

  Status append(const store::Rows& rows);

  /// Syncs what is due, closes journals that have their age.
  Status tend();

  /// Closes the journal of a table, if one is open, so that it can become segments.
  Status close(store::TableId table);

  /// Closed journals of a table, oldest first.
  [[nodiscard]] std::map<std::uint64_t, JournalFacts> closed(store::TableId table) const;

  /// Open and closed journals of a table, oldest first.
  [[nodiscard]] std::map<std::uint64_t, JournalFacts> all(store::TableId table) const;

  /// These are segments now (or expired): forget them and delete their files.
  Status remove(store::TableId table, const std::vector<std::uint64_t>& numbers);

  /// Syncs and closes all; the store is about to go.
  void close_all();

 private:
  using Clock = std::chrono::steady_clock;
  struct Open {
    std::uint64_t number;
    block::FileWriter file;
    Clock::time_point created;
    Clock::time_point synced;
    bool dirty = false;
  };
  struct OfTable {
    std::optional<Open> open;
    std::map<std::uint64_t, JournalFacts> closed;
  };

  Status begin(store::TableId table, OfTable& of);
  Status finish(OfTable& of);
  Status sync_if_due(Open& open);
  [[nodiscard]] std::string path(store::TableId table, std::uint64_t number) const;

  const std::string folder_;
  const JournalLimits limits_;
  Ledger& ledger_;
  const StepHook& after_step_;
  mutable std::mutex mutex_;
  std::array<OfTable, store::kTables> tables_;
};

}  // namespace noroshi::duck
