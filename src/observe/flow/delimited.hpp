// What the comma- or tab-separated formats with one row of column names share.
//
// Columns are found by name, in any order, others between them are not looked at.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "observe/flow/field.hpp"
#include "observe/flow/split.hpp"

namespace noroshi::flow {

/// A column: the number of the thing it holds, and one name for it; several names may share a
/// number.
struct NamedColumn {
  std::string_view name;
  std::size_t column;
};

template <std::size_t kColumns>
class DelimitedRow {
 public:
  /// Learns the places of the columns from the row of names.
  void read_header(std::string_view line, char separator, const auto& names) {
    separator_ = separator;
    place_.fill(kAbsent);
    fields_.split(line, separator);
    std::size_t last_used = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      for (const NamedColumn& named : names) {
        if (named.name != trimmed(fields_[i]) || place_[named.column] != kAbsent) continue;
        place_[named.column] = static_cast<std::uint32_t>(i);
        last_used = i;
      }
    }
    // One field more than is used, where there is one more: a line cut inside the last used field
    // would otherwise give a wrong number.
    fewest_ = std::min(last_used + 2, fields_.size());
  }

  [[nodiscard]] bool has(std::size_t column) const { return place_[column] != kAbsent; }

  /// Cuts a line up; false if it has fewer fields than the columns need.
  bool read_line(std::string_view line) {
    fields_.split(line, separator_);
    return fields_.size() >= fewest_;
  }

  /// The field of a column of the current line without the spaces around it; empty if absent.
  [[nodiscard]] std::string_view operator[](std::size_t column) const {
    return has(column) ? trimmed(fields_[place_[column]]) : std::string_view{};
  }

 private:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;

  char separator_ = ',';
  std::size_t fewest_ = 0;
  std::array<std::uint32_t, kColumns> place_{};
  FieldSplitter fields_;
};

/// "a, b" for the names whose column is absent, among the first `required` columns.
template <std::size_t kColumns>
std::string missing_columns(const DelimitedRow<kColumns>& row, const auto& names,
                            std::size_t required) {
  std::string missing;
  for (std::size_t column = 0; column < required; ++column) {
    if (row.has(column)) continue;
    for (const NamedColumn& named : names) {
      if (named.column != column) continue;
      missing += missing.empty() ? "" : ", ";
      missing += named.name;
      break;  // the first name of a column is the one to show
    }
  }
  return missing;
}

}  // namespace noroshi::flow
