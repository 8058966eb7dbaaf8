#include "cli/svg_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "act/report/text.hpp"

namespace noroshi::cli {
namespace {

// The page: user units of 1/96 inch, so that 640 are a column of an A4 page.
constexpr double kWidth = 640;
constexpr double kLeft = 64;
constexpr double kRight = 24;
constexpr double kTop = 44;
constexpr double kPlotHeight = 300;
constexpr double kBelow = 52;  // tick labels and the title of the axis
constexpr double kRow = 20;    // of the legend

struct Look {
  std::string_view colour;
  std::string_view dashes;
};
constexpr std::array kLooks{Look{"#000000", "none"},        Look{"#0072B2", "7 3"},
                            Look{"#D55E00", "2 3"},         Look{"#009E73", "9 3 2 3"},
                            Look{"#CC79A7", "5 2 1 2 1 2"}, Look{"#56B4E9", "12 4"}};

const Look& look(std::size_t number) { return kLooks[number % kLooks.size()]; }

std::string label(double value, bool percent) {
  if (std::abs(value) < 1e-9) value = 0;  // no "-0"
  return percent ? fmt::format("{:g} %", std::round(value * 1000) / 10)
                 : fmt::format("{:g}", value);
}

std::string word(double x, double y, std::string_view anchor, std::string_view text,
                 std::string_view more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                     anchor, more, report::html(text));
}

std::string stroke(double x1, double y1, double x2, double y2, std::string_view more) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1,
                     x2, y2, more);
}

}  // namespace

std::vector<double> round_ticks(double low, double high, std::size_t wanted) {
  if (!(high > low)) return {low};
  const double rough = (high - low) / static_cast<double>(std::max<std::size_t>(wanted, 1));
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough * (1 - 1e-9)) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  for (double i = first; i * step <= high + step * 1e-9; ++i) ticks.push_back(i * step);
  return ticks;
}

SvgChart::SvgChart(std::string title, Axis x, Axis y)
    : title_(std::move(title)), x_(std::move(x)), y_(std::move(y)) {
  if (!(x_.high > x_.low)) x_.high = x_.low + 1;
  if (!(y_.high > y_.low)) y_.high = y_.low + 1;
}

double SvgChart::x(double value) const {
  return kLeft + (value - x_.low) / (x_.high - x_.low) * (kWidth - kLeft - kRight);
}

double SvgChart::y(double value) const {
  return kTop + (y_.high - value) / (y_.high - y_.low) * kPlotHeight;
}

std::string SvgChart::path(const std::vector<Point>& points) const {
  std::string out;
  for (const Point& point : points) {
    out += fmt::format("{}{:.2f},{:.2f}", out.empty() ? "" : " ", x(point.x), y(point.y));
  }
  return out;
}

void SvgChart::line(const std::vector<Point>& points, std::size_t number) {
  body_ += fmt::format(
      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" "
      "stroke-dasharray=\"{}\"/>\n",
      path(points), look(number).colour, look(number).dashes);
}

void SvgChart::band(const std::vector<Point>& low, const std::vector<Point>& high,
                    std::size_t number) {
  std::vector<Point> around = low;
  around.insert(around.end(), high.rbegin(), high.rend());
  body_ += fmt::format("<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"0.12\"/>\n", path(around),
                       look(number).colour);
}

void SvgChart::ticks(const std::vector<Point>& points, std::size_t number) {
  constexpr double kHalf = 4;
  for (const Point& point : points) {
    body_ += stroke(x(point.x), y(point.y) - kHalf, x(point.x), y(point.y) + kHalf,
                    fmt::format("stroke=\"{}\" stroke-width=\"1\"", look(number).colour));
  }
}

void SvgChart::upright(double at, std::string_view text) {
  body_ +=
      stroke(x(at), kTop, x(at), kTop + kPlotHeight, "stroke=\"#777777\" stroke-width=\"0.8\"");
  body_ += word(x(at) + 4, kTop + 12, "start", text, " fill=\"#555555\"");
}

void SvgChart::level(double at, std::string_view text) {
  body_ += stroke(kLeft, y(at), kWidth - kRight, y(at),
                  "stroke=\"#777777\" stroke-width=\"0.8\" stroke-dasharray=\"3 3\"");
  body_ += word(kWidth - kRight - 4, y(at) - 4, "end", text, " fill=\"#555555\"");
}

void SvgChart::legend(std::string_view text, std::size_t number) {
  const double at = kTop + kPlotHeight + kBelow + kRow * (legend_rows_ + 0.5);
  legend_ += stroke(kLeft, at, kLeft + 36, at,
                    fmt::format("stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"{}\"",
                                look(number).colour, look(number).dashes));
  legend_ += word(kLeft + 44, at + 4, "start", text);
  ++legend_rows_;
}

void SvgChart::legend_note(std::string_view text) {
  const double at = kTop + kPlotHeight + kBelow + kRow * (legend_rows_ + 0.5);
  legend_ += word(kLeft, at + 4, "start", text, " fill=\"#555555\"");
  ++legend_rows_;
}

std::string SvgChart::axes() const {
  std::string out;
  const double bottom = kTop + kPlotHeight;
  for (const double tick : round_ticks(y_.low, y_.high, 5)) {
    out +=
        stroke(kLeft, y(tick), kWidth - kRight, y(tick), "stroke=\"#dddddd\" stroke-width=\"0.6\"");
    out += word(kLeft - 6, y(tick) + 4, "end", label(tick, y_.percent));
  }
  for (const double tick : round_ticks(x_.low, x_.high, 8)) {
    if (x_.whole && std::abs(tick - std::round(tick)) > 1e-9) continue;
    out += stroke(x(tick), bottom, x(tick), bottom + 4, "stroke=\"#000000\" stroke-width=\"1\"");
    out += word(x(tick), bottom + 17, "middle", label(tick, x_.percent));
  }
  out += stroke(kLeft, kTop, kLeft, bottom, "stroke=\"#000000\" stroke-width=\"1\"");
  out += stroke(kLeft, bottom, kWidth - kRight, bottom, "stroke=\"#000000\" stroke-width=\"1\"");
  out += word((kLeft + kWidth - kRight) / 2, bottom + 36, "middle", x_.title);
  out += word(16, kTop + kPlotHeight / 2, "middle", y_.title,
              fmt::format(" transform=\"rotate(-90 16 {:.1f})\"", kTop + kPlotHeight / 2));
  return out;
}

std::string SvgChart::text() const {
  const double height = kTop + kPlotHeight + kBelow + kRow * legend_rows_ + 12;
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:g}\" height=\"{1:g}\" "
             "viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" font-family=\"sans-serif\" "
             "font-size=\"12\">\n<title>{2}</title>\n"
             "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
             kWidth, height, report::html(title_)) +
         word(kLeft, 24, "start", title_, " font-size=\"15\"") + axes() + body_ + legend_ +
         "</svg>\n";
}

}  // namespace noroshi::cli
