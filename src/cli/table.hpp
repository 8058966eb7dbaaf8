// Tables for people: columns as wide as their widest cell, right-aligned where they hold numbers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace noroshi::cli {

class Table {
 public:
  enum class Align : unsigned char { Left, Right };
  struct Column {
    std::string title;
    Align align = Align::Left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as there are columns.  `below` are lines under the row, across all columns.
  void add(std::vector<std::string> cells, std::vector<std::string> below = {});

  /// The table with its titles, in lines; `colour` makes the titles stand out.
  [[nodiscard]] std::string text(bool colour) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> below;
  };
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace noroshi::cli
