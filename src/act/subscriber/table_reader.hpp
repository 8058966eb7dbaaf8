// TableReader: rows of a CSV file (RFC 4180) whose first line names its columns.
//
// The operator's systems write these files, each in its own order and with columns that are of no
// use here, so columns are found by name.  Lines that begin with "#" and empty lines are passed
// over; a row that cannot be used is counted by reason, never an Error.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "io/line_reader.hpp"
#include "io/rejects.hpp"

namespace noroshi::subscriber {

class TableReader {
 public:
  struct Column {
    std::string_view name;
    bool required = true;
  };

  /// Reads the line of names.  Error: it is missing, lacks a required column, or names one twice.
  /// All arguments must outlive the reader.
  static Result<TableReader> open(io::Input& input, io::Rejects& rejects,
                                  std::span<const Column> columns);

  /// Moves to the next row that has as many fields as there are names; false at the end.
  Result<bool> next();

  /// Field of the column at `index` of the span given to `open`; empty where the file has no such
  /// column.  Holds until the following `next`.
  [[nodiscard]] std::string_view field(std::size_t index) const;

  [[nodiscard]] io::Place place() const { return lines_.place(); }

 private:
  TableReader(io::Input& input, io::Rejects& rejects)
      : lines_(input, rejects), rejects_(&rejects) {}

  Result<bool> next_line();
  bool split(std::string_view line);
  bool take_quoted(std::string_view& rest);

  static constexpr std::size_t kAbsent = ~std::size_t{0};

  io::LineReader lines_;
  io::Rejects* rejects_;
  std::string line_;  // of the row, with quoted fields laid bare
  std::vector<std::string_view> fields_;
  std::vector<std::size_t> places_;  // column → field
  std::size_t width_ = 0;
};

/// RFC 3339, or seconds since 1970 with or without a fraction ("1767225600.25").
std::optional<base::Micros> parse_instant(std::string_view text);

}  // namespace noroshi::subscriber
