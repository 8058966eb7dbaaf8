#include "cli/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace noroshi::cli {
namespace {

constexpr std::array<std::string_view, 9> kRising{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 9> kGrowing{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
constexpr std::array<std::string_view, 5> kDensity{"·", "░", "▒", "▓", "█"};

std::uint64_t largest(std::span<const std::uint64_t> counts) {
  return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

// `count` on a scale of `steps`, rounded up: what is there shows.
std::size_t scaled(std::uint64_t count, std::uint64_t most, std::size_t steps) {
  if (most == 0) return 0;
  const auto share = static_cast<double>(count) / static_cast<double>(most);
  return static_cast<std::size_t>(std::ceil(share * static_cast<double>(steps) - 1e-9));
}

}  // namespace

std::vector<std::uint64_t> regrouped(std::span<const std::uint64_t> counts, std::size_t columns) {
  const auto size = columns == 0 ? counts.size() : (counts.size() + columns - 1) / columns;
  std::vector<std::uint64_t> groups;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i % std::max<std::size_t>(size, 1) == 0) groups.push_back(0);
    groups.back() += counts[i];
  }
  return groups;
}

std::vector<std::string> bars(std::span<const std::uint64_t> counts, std::size_t height) {
  const auto most = largest(counts);
  std::vector<std::string> lines(height);
  for (const auto count : counts) {
    const auto eighths = scaled(count, most, height * 8);
    for (std::size_t line = 0; line < height; ++line) {
      const auto below = (height - 1 - line) * 8;
      lines[line] += kRising[eighths <= below ? 0 : std::min<std::size_t>(8, eighths - below)];
    }
  }
  return lines;
}

std::string lane(std::span<const std::uint64_t> counts) {
  const auto most = largest(counts);
  std::string out;
  for (const auto count : counts) out += kDensity[scaled(count, most, kDensity.size() - 1)];
  return out;
}

std::string bar(double share, std::size_t columns) {
  const auto eighths = static_cast<std::size_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * 8 * static_cast<double>(columns)));
  std::string out;
  for (std::size_t i = 0; i < eighths / 8; ++i) out += kGrowing[8];
  return out.append(kGrowing[eighths % 8]);
}

}  // namespace noroshi::cli
