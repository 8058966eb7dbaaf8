#include "markdown_table.hpp"

#include <algorithm>
#include <utility>

namespace noroshi::bench {
namespace {

constexpr std::size_t kRule = 3;  // dashes that make a rule

// Characters, not bytes: everything but the continuation bytes of UTF-8.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t columns, bool right) {
  const std::string space(columns - std::min(columns, width(text)), ' ');
  return right ? space + text : text + space;
}

}  // namespace

MarkdownTable::MarkdownTable(std::vector<std::string> headings) : headings_(std::move(headings)) {
  for (std::string& heading : headings_) {
    right_.push_back(heading.ends_with(':'));
    if (right_.back()) heading.pop_back();
  }
}

void MarkdownTable::add(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  rows_.push_back(std::move(cells));
}

std::string MarkdownTable::text() const {
  std::vector<std::size_t> widths;
  std::string rule = "|";
  for (std::size_t column = 0; column < headings_.size(); ++column) {
    std::size_t widest = std::max(kRule, width(headings_[column]));
    for (const auto& row : rows_) widest = std::max(widest, width(row[column]));
    widths.push_back(widest);
    rule += std::string(widest + 1, '-') + (right_[column] ? ":|" : "-|");
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out = "|";
    for (std::size_t column = 0; column < cells.size(); ++column) {
      out += " " + padded(cells[column], widths[column], right_[column]) + " |";
    }
    return out + "\n";
  };
  std::string out = line(headings_) + rule + "\n";
  for (const auto& row : rows_) out += line(row);
  return out;
}

}  // namespace noroshi::bench
