// Split: which rows of an append travel together.
//
// ClickHouse keeps or refuses one block of one partition as a whole, and nothing larger.  So an
// append is cut into units, each for one shard, of one partition, of at most kUnitRows rows; each
// unit is one insert.  The cut depends on the rows and the number of shards only: appending the
// same rows again gives the same units, which is what makes a retry safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/rows.hpp"

namespace noroshi::clickhouse {

inline constexpr std::size_t kUnitRows = std::size_t{1} << 20;

struct Unit {
  std::size_t shard = 0;
  std::int64_t partition = 0;  ///< as the PARTITION BY expression gives it
  std::size_t first = 0;       ///< of a run of `count` rows, while `rows` is empty
  std::size_t count = 0;
  std::vector<std::uint32_t> rows;  ///< else these
};

std::vector<Unit> split(const store::Rows& rows, std::size_t shards);

/// The shard that a row belongs to.  Both directions of a conversation, and all panes of a pair or
/// of a server, share one.
std::size_t shard_of(const store::Rows& rows, std::size_t row, std::size_t shards);

/// A number that stands for the content of the rows; equal rows give equal numbers.
std::uint64_t fingerprint(const store::Rows& rows);

}  // namespace noroshi::clickhouse
