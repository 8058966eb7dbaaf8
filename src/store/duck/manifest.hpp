// The manifest: which files make up the store right now.
//
// It alone decides: a file that it does not name holds nothing, whatever is in it.  Every change of
// the set of files is one atomic replacement of the manifest, so a crash leaves the set before or
// the set after, and each row is in exactly one file of either.  Text, so that a person can read
// (and, with the store stopped, mend) it: docs/formats/flow-store.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/schema.hpp"

namespace noroshi::duck {

/// A file of blocks that rows are, or were, appended to.
struct Journal {
  store::TableId table{};
  std::uint64_t number = 0;  ///< unique in the store, journals and segments together
};

/// An immutable Parquet file with rows of one partition.
struct Segment {
  store::TableId table{};
  std::uint64_t number = 0;
  base::Micros partition = 0;  ///< start of it
  base::Micros first = 0;      ///< least value of the time column
  base::Micros last = 0;       ///< greatest
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
};

struct Manifest {
  std::uint64_t generation = 0;  ///< counts replacements
  std::uint64_t next_number = 1;
  std::vector<Journal> journals;
  std::vector<Segment> segments;
};

std::string to_text(const Manifest& manifest);
Result<Manifest> parse_manifest(std::string_view text);

/// "journal/flows-000017.blocks" and "segments/flows/20260114T150000Z-000012.parquet", below the
/// store's folder.
std::string file_name(const Journal& journal);
std::string file_name(const Segment& segment);

}  // namespace noroshi::duck
