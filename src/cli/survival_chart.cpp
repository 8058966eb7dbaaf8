#include "cli/survival_chart.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/svg_chart.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using programme::SurvivalCurve;
using programme::SurvivalStep;

struct Range {
  double low = 0;
  double high = 0;
};

// From the first event or from our report, whichever is earlier, to the last.
Range days_of(const SurvivalCurve& curve) {
  Range range;
  for (const SurvivalStep& step : curve.steps) {
    range.low = std::min(range.low, step.time);
    range.high = std::max(range.high, step.time);
  }
  return range;
}

// A value of the steps as a staircase from `low` to the last step.
template <class Value>
std::vector<Point> staircase(const SurvivalCurve& curve, double low, Value value) {
  std::vector<Point> points{{low, 1}};
  for (const SurvivalStep& step : curve.steps) {
    points.push_back({step.time, points.back().y});
    points.push_back({step.time, value(step)});
  }
  return points;
}

double survival(const SurvivalStep& step) { return step.survival; }
double lower(const SurvivalStep& step) { return step.low; }
double upper(const SurvivalStep& step) { return step.high; }

std::vector<Point> censored(const SurvivalCurve& curve) {
  std::vector<Point> points;
  for (const SurvivalStep& step : curve.steps) {
    if (step.censored > 0) points.push_back({step.time, step.survival});
  }
  return points;
}

constexpr std::size_t kRows = 11;  // of the text chart: a row every tenth

struct Glyphs {
  std::string_view line, drop, band, censored, axis, corner, floor;
};
constexpr Glyphs kBlocks{"━", "┃", "░", "╋", "│", "└", "─"};
constexpr Glyphs kAscii{"=", "|", ".", "+", "|", "+", "-"};

// The row of a share: 0 at the top for 1, kRows − 1 for 0.
std::size_t row_of(double share) {
  return static_cast<std::size_t>(std::lround((1 - share) * (kRows - 1)));
}

// One column of the chart: what lies in each row.
std::vector<std::string_view> column(const SurvivalStep* before, const SurvivalStep* now,
                                     bool censored_here, const Glyphs& glyphs) {
  std::vector<std::string_view> cells(kRows, " ");
  const SurvivalStep start;
  const SurvivalStep& from = before == nullptr ? start : *before;
  const SurvivalStep& to = now == nullptr ? start : *now;
  for (std::size_t row = row_of(to.high); row <= row_of(to.low); ++row) cells[row] = glyphs.band;
  for (std::size_t row = row_of(from.survival); row < row_of(to.survival); ++row) {
    cells[row] = glyphs.drop;
  }
  cells[row_of(to.survival)] = censored_here ? glyphs.censored : glyphs.line;
  return cells;
}

// "-12        0            90  days since our report"
std::string day_line(const Range& days, std::size_t columns) {
  std::string line(columns + 8, ' ');
  std::size_t free = 0;  // where the next label may begin
  const auto put = [&](double day) {
    const auto text = fmt::format("{:.0f}", day + 0.0);  // no "-0"
    const double share = (day - days.low) / (days.high - days.low);
    const auto at = static_cast<std::size_t>(std::lround(share * static_cast<double>(columns - 1)));
    if (at < free) return;
    line.replace(at, text.size(), text);
    free = at + text.size() + 1;
  };
  for (const double day : round_ticks(days.low, days.high, columns / 8)) put(day);
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string survival_svg(const std::vector<SurvivalSeries>& series, Language language) {
  static constexpr Text kTitle{"Servers not yet listed by public feeds",
                               "公開フィードに未掲載のサーバーの割合"};
  static constexpr Text kDays{"days since our report (before 0: the feed was first)",
                              "当方の報告からの日数 (0 より前はフィードが先)"};
  static constexpr Text kShare{"share not yet listed", "未掲載の割合"};
  static constexpr Text kReport{"our report", "当方の報告"};
  static constexpr Text kBand{
      "Kaplan–Meier; shaded: 95 % interval of the first line (Greenwood)",
      "カプラン・マイヤー推定。網掛け: 先頭の線の 95 % 信頼区間 (Greenwood)"};
  static constexpr Text kStrokes{"strokes: servers still unlisted when the feed ended",
                                 "縦線: フィード終了時に未掲載のサーバー"};
  Range days;
  for (const auto& one : series) {
    const Range own = days_of(*one.curve);
    days = {std::min(days.low, own.low), std::max(days.high, own.high)};
  }
  const double room = (days.high - days.low) / 50;  // so that no line lies on the frame
  days = {days.low - room, days.high + room};
  SvgChart chart(std::string(kTitle.in(language)),
                 {.title = std::string(kDays.in(language)), .low = days.low, .high = days.high},
                 {.title = std::string(kShare.in(language)), .low = 0, .high = 1, .percent = true});
  chart.upright(0, kReport.in(language));
  for (std::size_t i = 0; i < series.size(); ++i) {
    const SurvivalCurve& curve = *series[i].curve;
    // More than one band would hide the lines.
    if (i == 0) {
      chart.band(staircase(curve, days.low, lower), staircase(curve, days.low, upper), i);
    }
    chart.line(staircase(curve, days.low, survival), i);
    chart.ticks(censored(curve), i);
    chart.legend(series[i].name, i);
  }
  chart.legend_note(kBand.in(language));
  chart.legend_note(kStrokes.in(language));
  return chart.text();
}

std::vector<std::string> survival_lines(const SurvivalCurve& curve, std::size_t columns,
                                        Language language, bool utf8) {
  static constexpr Text kShare{
      "share not yet listed, 95 % interval; {}: unlisted when the feed ended",
      "未掲載の割合と 95 % 信頼区間。{}: フィード終了時に未掲載"};
  static constexpr Text kDays{"days since our report", "当方の報告からの日数"};
  constexpr std::size_t kMargin = 6;  // "100 % │"
  const Range days = days_of(curve);
  if (curve.steps.empty() || !(days.high > days.low) || columns < kMargin + 12) return {};
  const Glyphs& glyphs = utf8 ? kBlocks : kAscii;
  const std::size_t width = columns - kMargin - 2;
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto percent = 100 - 10 * row;
    rows.push_back(
        (percent % 20 == 0 ? fmt::format("{:>3} % ", percent) : std::string(kMargin, ' ')) +
        std::string(glyphs.axis));
  }
  const SurvivalStep* before = nullptr;
  std::size_t next = 0;
  for (std::size_t i = 0; i < width; ++i) {
    // A column stands for the time up to the middle between it and the next.
    const double until = days.low + (days.high - days.low) * (static_cast<double>(i) + 0.5) /
                                        static_cast<double>(width - 1);
    const SurvivalStep* now = before;
    bool any_censored = false;
    for (; next < curve.steps.size() && curve.steps[next].time <= until; ++next) {
      now = &curve.steps[next];
      any_censored = any_censored || now->censored > 0;
    }
    const auto cells = column(before, now, any_censored, glyphs);
    for (std::size_t row = 0; row < kRows; ++row) rows[row] += cells[row];
    before = now;
  }
  for (auto& row : rows) row.erase(row.find_last_not_of(' ') + 1);
  std::string floor(kMargin, ' ');
  floor += glyphs.corner;
  for (std::size_t i = 0; i < width; ++i) floor += glyphs.floor;
  rows.insert(rows.begin(), kShare.in(language, glyphs.censored));
  rows.push_back(std::move(floor));
  rows.push_back(std::string(kMargin + 1, ' ') + day_line(days, width));
  rows.push_back(std::string(kMargin + 1, ' ') + std::string(kDays.in(language)));
  return rows;
}

}  // namespace noroshi::cli
