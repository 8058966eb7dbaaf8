// Kaplan–Meier curves for people: in block characters on a terminal, as SVG in a report.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "intel/programme/survival.hpp"

namespace noroshi::cli {

struct SurvivalSeries {
  std::string name;  ///< of the feed, with what the legend says of it
  const programme::SurvivalCurve* curve = nullptr;
};

/// The share not yet listed over the days since our report, with its 95 % band and a stroke for
/// each server that was still unlisted when the feed ended.
std::string survival_svg(const std::vector<SurvivalSeries>& series, Language language);

/// The same of one curve in `columns` of text; empty for a curve of one instant.  Lines without
/// line feeds.
std::vector<std::string> survival_lines(const programme::SurvivalCurve& curve, std::size_t columns,
                                        Language language, bool utf8);

}  // namespace noroshi::cli
