// Narrow columns: protocol, flags and their like, written together.
//
// Of all combinations of one-octet columns only some dozens occur.  A block keeps each of them
// once, and a number in every row: one plane in place of five.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/block/dictionary.hpp"
#include "store/block/integers.hpp"

namespace noroshi::block {

/// One-octet columns of a table at most, so that a combination is one number of 64 bits.
inline constexpr std::size_t kMostNarrow = 8;

class NarrowWriter {
 public:
  explicit NarrowWriter(PlaneWriter& planes, IntegerWriter& integers)
      : planes_(planes), integers_(integers) {}

  /// Numbers the combinations of these columns, all of one size.
  void begin(std::span<const std::span<const std::uint8_t>> columns);
  /// The stream of column `index`: its value in each combination.
  void write_column(std::size_t index, std::string& out);
  /// The stream that they share: the number of combinations, and the one of each row.
  void write_numbers(std::string& out);

 private:
  struct Hash {
    std::uint64_t operator()(std::uint64_t key) const { return key * 0x9E37'79B9'7F4A'7C15; }
  };

  PlaneWriter& planes_;
  IntegerWriter& integers_;
  Dictionary<std::uint64_t, Hash> dictionary_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint8_t> values_;
};

class NarrowReader {
 public:
  NarrowReader(PlaneReader& planes, IntegerReader& integers)
      : planes_(planes), integers_(integers) {}

  Status read_numbers(Cursor& cursor, std::size_t rows);
  Status read_column(Cursor& cursor, std::vector<std::uint8_t>& out);

 private:
  PlaneReader& planes_;
  IntegerReader& integers_;
  std::size_t combinations_ = 0;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint8_t> values_;
};

}  // namespace noroshi::block
