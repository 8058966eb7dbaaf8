// Plots of the page as inline SVG: bars, bars with intervals, and the hours of a day.
//
// For paper as much as for a screen: dark on white, colours that the colour-blind can tell apart
// (Okabe and Ito), figures written beside every bar, no script.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace noroshi::report {

struct Bar {
  std::string label;
  double value = 0;
  std::string figure;  ///< written behind the bar
  std::optional<std::pair<double, double>> interval{};
  std::optional<double> before{};  ///< a second, pale bar above: how it was
};

/// Lying bars under a title; empty when there are none.
std::string bar_chart(std::string_view title, const std::vector<Bar>& bars);

struct HourColumn {
  std::string label;  ///< "03"
  double value = 0;
  double alarm = 0;      ///< a part of the column, in the colour of trouble
  bool missing = false;  ///< nothing is known of this hour
};

/// One standing column an hour.
std::string hour_chart(std::string_view title, const std::vector<HourColumn>& hours,
                       std::string_view missing_word);

}  // namespace noroshi::report
