#include "act/report/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

// User units of 1/96 inch: 640 are the text width of an A4 page.
constexpr double kWidth = 640;
constexpr double kLabels = 190;
constexpr double kFigures = 110;
constexpr double kRow = 22;
constexpr double kTop = 30;
constexpr double kColumns = 130;  // height of the hours
constexpr std::string_view kInk = "#0072B2";
constexpr std::string_view kPale = "#9EC9E2";
constexpr std::string_view kTrouble = "#D55E00";
constexpr std::size_t kLongestLabel = 28;  // characters that fit beside a bar

std::string begin(std::string_view title, double height) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" "
      "aria-label=\"{2}\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{2}</title>\n"
      "<text x=\"0\" y=\"16\" font-size=\"13\" font-weight=\"bold\">{2}</text>\n",
      kWidth, height, html(title));
}

std::string word(double x, double y, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     html(text));
}

std::string box(double x, double y, double width, double height, std::string_view colour) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n", x, y,
      std::max(width, 0.0), std::max(height, 0.0), colour);
}

// At most so many characters (not octets), with an ellipsis where some are missing.
std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters > most) return std::string(text.substr(0, i)).append("…");
  }
  return std::string(text);
}

double sound(double value) { return std::isfinite(value) ? std::max(value, 0.0) : 0.0; }

double largest(const std::vector<Bar>& bars) {
  double out = 0;
  for (const Bar& bar : bars) {
    out = std::max({out, sound(bar.value), sound(bar.before.value_or(0)),
                    bar.interval ? sound(bar.interval->second) : 0.0});
  }
  return out > 0 ? out : 1;
}

std::string whisker(double low, double high, double y) {
  constexpr double kHalf = 4;
  return fmt::format(
      "<path d=\"M{0:.1f},{2:.1f}H{1:.1f}M{0:.1f},{3:.1f}V{4:.1f}M{1:.1f},{3:.1f}V{4:.1f}\" "
      "stroke=\"#000000\" fill=\"none\"/>\n",
      low, high, y, y - kHalf, y + kHalf);
}

}  // namespace

std::string bar_chart(std::string_view title, const std::vector<Bar>& bars) {
  if (bars.empty()) return {};
  const double scale = (kWidth - kLabels - kFigures) / largest(bars);
  std::string out = begin(title, kTop + kRow * static_cast<double>(bars.size()) + 4);
  double y = kTop;
  for (const Bar& bar : bars) {
    out += word(kLabels - 8, y + 13, "end", shortened(clean(bar.label), kLongestLabel));
    if (bar.before) out += box(kLabels, y + 1, sound(*bar.before) * scale, 6, kPale);
    const double top = bar.before ? y + 8 : y + 3;
    out += box(kLabels, top, sound(bar.value) * scale, bar.before ? 8 : 13, kInk);
    double end = sound(bar.value);
    if (bar.interval) {
      out += whisker(kLabels + sound(bar.interval->first) * scale,
                     kLabels + sound(bar.interval->second) * scale, top + 6);
      end = std::max(end, sound(bar.interval->second));
    }
    out += word(kLabels + end * scale + 6, y + 13, "start", bar.figure);
    y += kRow;
  }
  return out + "</svg>\n";
}

std::string hour_chart(std::string_view title, const std::vector<HourColumn>& hours,
                       std::string_view missing_word) {
  if (hours.empty()) return {};
  double most = 0;
  for (const auto& hour : hours) most = std::max(most, sound(hour.value) + sound(hour.alarm));
  const double scale = most > 0 ? kColumns / most : 0;
  const double step = kWidth / static_cast<double>(hours.size());
  const double bottom = kTop + kColumns;
  std::string out = begin(title, bottom + 20);
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const auto& hour = hours[i];
    const double x = step * static_cast<double>(i);
    const double value = sound(hour.value) * scale;
    const double alarm = sound(hour.alarm) * scale;
    if (hour.missing) {
      out += box(x + 1, kTop, step - 2, kColumns, "#F2D5C4");
      out += fmt::format(
          "<text x=\"{0:.1f}\" y=\"{1:.1f}\" text-anchor=\"middle\" fill=\"#8A3D00\" "
          "transform=\"rotate(-90 {0:.1f} {1:.1f})\">{2}</text>\n",
          x + step / 2 + 4, kTop + kColumns / 2, html(missing_word));
    } else {
      out += box(x + 1, bottom - value, step - 2, value, kInk);
      out += box(x + 1, bottom - value - alarm, step - 2, alarm, kTrouble);
    }
    if (i % 3 == 0) out += word(x + step / 2, bottom + 15, "middle", hour.label);
  }
  out += fmt::format("<path d=\"M0,{0:.1f}H{1:g}\" stroke=\"#000000\"/>\n", bottom, kWidth);
  return out + "</svg>\n";
}

}  // namespace noroshi::report
