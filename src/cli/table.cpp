#include "cli/table.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "cli/terminal.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {

void Table::add(std::vector<std::string> cells, std::vector<std::string> below) {
  NOROSHI_ASSERT(cells.size() == columns_.size());
  rows_.push_back({std::move(cells), std::move(below)});
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) out += "  ";
    const bool right = columns_[i].align == Align::Right;
    out += right ? pad_left(cells[i], widths[i]) : pad_right(cells[i], widths[i]);
  }
  return out.substr(0, out.find_last_not_of(' ') + 1);
}

std::string Table::text(bool colour) const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto width = display_width(columns_[i].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row.cells[i]));
    widths.push_back(width);
    titles.push_back(columns_[i].title);
  }
  auto out = styled(line(titles, widths), Style::Bold, colour) + "\n";
  for (const auto& row : rows_) {
    out += line(row.cells, widths) + "\n";
    for (const auto& below : row.below) out += below + "\n";
  }
  return out;
}

}  // namespace noroshi::cli
