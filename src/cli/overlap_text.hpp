// The overlap of operators in words and figures: tables for people, CSV for programs.
#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "intel/programme/overlap.hpp"

namespace noroshi::cli {

std::string overlap_table(const programme::Overlap& overlap, const Context& context);

/// One row a pair of operators.
std::string overlap_csv(const programme::Overlap& overlap);

/// How many servers k operators reach together, and what there is to reach, as SVG.
std::string overlap_svg(const programme::Overlap& overlap, Language language);

}  // namespace noroshi::cli
