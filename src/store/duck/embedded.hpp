// The embedded store: own blocks while rows are hot, Parquet segments afterwards, DuckDB to ask.
//
// One process writes a folder (a lock file says so); any number of others may open it read-only at
// the same time, and see everything acknowledged when their query began.  Layout, manifest and
// crash safety: docs/formats/flow-store.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

namespace noroshi::duck {

struct Options {
  std::string folder;
  bool read_only = false;
  std::uint64_t memory_limit = std::uint64_t{4} << 30;  ///< of DuckDB, octets
  int threads = 2;
  base::Micros partition = base::kHour;          ///< segments never span two of these
  std::uint64_t journal_octets = 128 << 20;      ///< a journal is closed beyond this size …
  base::Micros journal_age = 5 * base::kMinute;  ///< … or this age, and becomes a segment
  base::Micros sync_interval = base::kSecond;    ///< fdatasync at least so often while appending
  base::Micros patience = 0;  ///< how long a `select` may look for its first rows; 0: any time
};

Result<std::unique_ptr<store::Store>> open(const Options& options);

}  // namespace noroshi::duck
