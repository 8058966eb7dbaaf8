// A line chart as SVG, for reports: axes with units, steps, bands, marks, a legend.
//
// Made for paper: black on white, colours that the colour-blind can tell apart (Okabe and Ito),
// and a dash pattern for each line, so that a grey copy still tells them apart.  The text is
// plain text in the fonts of whoever looks; no script, no style sheet, nothing from elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace noroshi::cli {

/// Round places on an axis, about `wanted` of them within [low, high]: steps of 1, 2 or 5 · 10^k.
std::vector<double> round_ticks(double low, double high, std::size_t wanted);

struct Point {
  double x = 0;
  double y = 0;
};

struct Axis {
  std::string title;  ///< with its unit: "days since our report"
  double low = 0;
  double high = 1;
  bool percent = false;  ///< values are shares of 1, shown as %
  bool whole = false;    ///< values are counts: no marks between whole numbers
};

class SvgChart {
 public:
  SvgChart(std::string title, Axis x, Axis y);

  /// A line through the points, in the colour and dashes of series `number` (0, 1, …).
  void line(const std::vector<Point>& points, std::size_t number);

  /// The area between two lines of equal length.
  void band(const std::vector<Point>& low, const std::vector<Point>& high, std::size_t number);

  /// Short upright strokes: the censored.
  void ticks(const std::vector<Point>& points, std::size_t number);

  /// A thin line across the whole chart, with a word at its end.
  void upright(double x, std::string_view word);
  void level(double y, std::string_view word);

  /// A row of the legend under the chart.
  void legend(std::string_view text, std::size_t number);
  void legend_note(std::string_view text);  ///< without a line before it

  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] double x(double value) const;
  [[nodiscard]] double y(double value) const;
  [[nodiscard]] std::string path(const std::vector<Point>& points) const;
  [[nodiscard]] std::string axes() const;

  std::string title_;
  Axis x_;
  Axis y_;
  std::string body_;
  std::string legend_;
  int legend_rows_ = 0;
};

}  // namespace noroshi::cli
