// Small charts for a terminal, in block characters: one column of text a bin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace noroshi::cli {

/// Sums `counts` into at most `columns` neighbouring groups of equal size.
std::vector<std::uint64_t> regrouped(std::span<const std::uint64_t> counts, std::size_t columns);

/// Vertical bars, `height` lines of text (8 steps each), the largest count at full height; any
/// count above zero shows.  Lines from top to bottom, without line feeds.
std::vector<std::string> bars(std::span<const std::uint64_t> counts, std::size_t height);

/// One line: a block where something happened, denser for more; a dot for nothing.
std::string lane(std::span<const std::uint64_t> counts);

/// A horizontal bar of up to `columns`, in eighths of a column.
std::string bar(double share, std::size_t columns);

}  // namespace noroshi::cli
