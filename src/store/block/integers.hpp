// Integers: a column of numbers as a base, a unit, and planes of what is left.
//
//   value[i] = (sum of) base + unit · x[i]   modulo 2^64
//
// `x` is as narrow as the writer could make it: the distance from the least value, or between
// neighbours.  All arithmetic is on 64 bits modulo 2^64, so any value of any type survives.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/block/planes.hpp"

namespace noroshi::block {

class IntegerWriter {
 public:
  explicit IntegerWriter(PlaneWriter& planes) : planes_(planes) {}

  /// Appends the stream of these values.  `is_signed` says how they are ordered.
  void write(std::span<const std::uint64_t> values, bool is_signed, std::string& out);

 private:
  PlaneWriter& planes_;
  std::vector<std::uint64_t> residues_;
  std::vector<std::uint8_t> plane_;
};

class IntegerReader {
 public:
  explicit IntegerReader(PlaneReader& planes) : planes_(planes) {}

  /// Fills `values` from the stream.
  Status read(Cursor& cursor, std::span<std::uint64_t> values);

 private:
  PlaneReader& planes_;
  std::vector<std::uint8_t> plane_;
};

}  // namespace noroshi::block
