#include "cli/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/time.hpp"
#include "cli/chart.hpp"
#include "cli/progress.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

constexpr double kLeastStep = 0.01;  // ln: bins 1 % apart, unless there would be too many
constexpr std::size_t kLabelColumns = 12;
constexpr std::size_t kCountColumns = 10;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::string label(double seconds) {
  const auto micros = static_cast<base::Micros>(std::llround(seconds * 1e6));
  if (seconds >= 10) return base::humane(micros / base::kSecond * base::kSecond);
  return base::humane(micros / (10 * base::kMillisecond) * (10 * base::kMillisecond));
}

}  // namespace

std::vector<IntervalBin> interval_bins(std::span<const double> intervals,
                                       std::optional<double> period, std::size_t rows) {
  std::vector<double> values;
  std::ranges::copy_if(intervals, std::back_inserter(values), [](double one) { return one > 0; });
  if (values.empty()) return {};
  const double centre = std::log(period.value_or(median(values)));
  const auto [least, most] = std::ranges::minmax(values);
  const double span = std::log(most) - std::log(least);
  const double step = std::max(kLeastStep, span / static_cast<double>(rows > 2 ? rows - 2 : 1));
  const auto place = [&](double value) { return std::lround((std::log(value) - centre) / step); };
  const auto first = period ? std::min(place(least), 0L) : place(least);
  const auto last = period ? std::max(place(most), 0L) : place(most);
  std::vector<IntervalBin> bins(static_cast<std::size_t>(last - first) + 1);
  for (auto i = first; i <= last; ++i) {
    bins[static_cast<std::size_t>(i - first)] = {
        .middle = std::exp(centre + step * static_cast<double>(i)),
        .low = std::exp(centre + step * (static_cast<double>(i) - 0.5)),
        .high = std::exp(centre + step * (static_cast<double>(i) + 0.5)),
        .period = period.has_value() && i == 0};
  }
  for (const auto value : values) ++bins[static_cast<std::size_t>(place(value) - first)].count;
  return bins;
}

std::string intervals_text(std::span<const IntervalBin> bins, std::size_t columns,
                           Language language) {
  static constexpr Text kPeriod{"◄ the period", "◄ 周期"};
  std::uint64_t most = 1;
  for (const auto& bin : bins) most = std::max(most, bin.count);
  const auto used = kLabelColumns + kCountColumns + 20;
  const auto width = columns > used + 10 ? columns - used : 10;
  std::string out;
  for (const auto& bin : bins) {
    const auto share = static_cast<double>(bin.count) / static_cast<double>(most);
    out += pad_left(label(bin.middle), kLabelColumns);
    out += pad_left(grouped(bin.count), kCountColumns) + "  ";
    out += bin.count > 0 && bar(share, width).empty() ? "▏" : bar(share, width);
    if (bin.period) out += fmt::format(" {}", kPeriod.in(language));
    out = out.substr(0, out.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

}  // namespace noroshi::cli
