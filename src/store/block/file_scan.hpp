// Scan: where the sound blocks of a file lie.
//
// Walks the headers with pread, never through a mapping: another process may cut its torn tail off
// while we look, and that must not end us.  What counts:
//
//   - Blocks of an append whose last block is missing or broken, at the end of the file, are what a
//     crash left of it: torn.  That holds for the whole append, for it was never acknowledged.
//   - Bytes that are no block with sound blocks behind them are damage (a disk that lies, an
//     editor): skipped and counted, never cut off, for what lies behind was acknowledged.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/block/block.hpp"
#include "store/block/layout.hpp"

namespace noroshi::block {

struct Place {
  std::uint64_t offset = 0;
  Head head;
};

struct Scan {
  store::TableId table{};
  std::vector<Place> blocks;
  std::uint64_t end = kFileHeader;   ///< behind the last sound append
  std::uint64_t torn_octets = 0;     ///< from there to the end of the file
  std::uint64_t damaged_octets = 0;  ///< between sound blocks
};

/// Scans the file behind `descriptor`; `path` is for messages.  An Error if it is no file of blocks
/// of this version and schema, or cannot be read.
Result<Scan> scan(int descriptor, const std::string& path);

}  // namespace noroshi::block
