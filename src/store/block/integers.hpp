// Integers: a column of numbers as a base, a unit, and planes of what is left.
//
//   plain   value[i] = base + unit · x[i]
//   delta   value[i] = value[i - 1] + unit · unzigzag(x[i]),  value[-1] = base
//
// and, when there is a reference column, plus its value in the same row.  The writer takes the form
// that leaves the narrowest x.  All arithmetic is on 64 bits modulo 2^64, so any value of any type
// survives.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/block/planes.hpp"

namespace noroshi::block {

/// How a column of integers was written: the first octets of its stream.
struct IntegerForm {
  bool delta = false;
  bool refers = false;     ///< to the time column before it
  std::uint8_t width = 0;  ///< octets of x: planes that follow
  std::uint32_t unit = 1;
  std::uint64_t base = 0;
};

class IntegerWriter {
 public:
  explicit IntegerWriter(PlaneWriter& planes) : planes_(planes) {}

  /// Counters, ports, numbers: always plain.
  template <class Value>
  void write(std::span<const Value> values, std::string& out);

  /// Instants.  `reference` is empty, or the time column before this one, of the same size.
  void write_instants(std::span<const base::Micros> values, std::span<const base::Micros> reference,
                      std::string& out);

 private:
  template <class Value>
  void write_planes(std::span<const Value> values, std::uint8_t width, std::string& out);

  void take_away(std::span<const base::Micros> values, std::span<const base::Micros> reference,
                 IntegerForm& form);

  PlaneWriter& planes_;
  std::vector<std::uint64_t> residues_;
  std::vector<std::uint8_t> plane_;
};

class IntegerReader {
 public:
  explicit IntegerReader(PlaneReader& planes) : planes_(planes) {}

  static Result<IntegerForm> read_form(Cursor& cursor);

  /// Fills `values` with what follows the form.  A column that refers to another is complete only
  /// when that one's values are added.
  template <class Value>
  Status read(const IntegerForm& form, Cursor& cursor, std::span<Value> values);

 private:
  PlaneReader& planes_;
  std::vector<std::uint8_t> plane_;
};

}  // namespace noroshi::block
