#include "base/nearest.hpp"

#include <algorithm>
#include <array>

namespace noroshi::base {

std::size_t edit_distance(std::string_view one, std::string_view other) {
  const auto width = other.size() + 1;
  // Three rows of the dynamic programming table: before last, last, this.
  std::array<std::vector<std::size_t>, 3> rows;
  for (auto& row : rows) row.resize(width);
  for (std::size_t column = 0; column < width; ++column) rows[1][column] = column;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    auto& [before_last, last, row] = rows;
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t replace = one[i - 1] == other[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + replace});
      const bool swapped =
          i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
  }
  return rows[1].back();
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& valid) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto candidate : valid) {
    const auto distance = edit_distance(word, candidate);
    if (distance >= best_distance || distance >= candidate.size()) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace noroshi::base
