#include "cli/timeline.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "cli/chart.hpp"
#include "cli/progress.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using base::kSecond;
using base::Micros;

constexpr std::size_t kBarHeight = 4;
constexpr std::size_t kMostLanes = 8;  // more say no more than the bars do

constexpr std::array kRoundTimes{base::kMillisecond,
                                 10 * base::kMillisecond,
                                 100 * base::kMillisecond,
                                 kSecond,
                                 2 * kSecond,
                                 5 * kSecond,
                                 10 * kSecond,
                                 15 * kSecond,
                                 30 * kSecond,
                                 kMinute,
                                 2 * kMinute,
                                 5 * kMinute,
                                 10 * kMinute,
                                 15 * kMinute,
                                 30 * kMinute,
                                 kHour,
                                 2 * kHour,
                                 3 * kHour,
                                 6 * kHour,
                                 12 * kHour,
                                 kDay};

// Times below the bars, at the left end of what they label.
std::string axis(const Timeline& timeline, const Zone& zone) {
  const bool days = timeline.bin * static_cast<Micros>(timeline.bins) > kDay;
  const bool fine = timeline.bin < kMinute;
  const std::size_t step = 16;  // columns from one label to the next
  std::string line;
  for (std::size_t column = 0; column < timeline.bins; column += step) {
    const auto at = timeline.begin + timeline.bin * static_cast<Micros>(column);
    const auto label = days   ? zone.minutes(at).substr(5)
                       : fine ? zone.seconds(at).substr(11)
                              : zone.clock(at);
    line += pad_right("└" + label, step);
  }
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::string lanes(const Timeline& timeline, const std::vector<std::vector<Micros>>& visits,
                  Language language) {
  static constexpr Text kClient{"client {}: {}", "利用者 {}: {} 回"};
  std::string out;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    out += fmt::format("  {}  {}\n", lane(timeline.counts(visits[i])),
                       kClient.in(language, i + 1, grouped(visits[i].size())));
  }
  return out;
}

std::string many(const std::vector<std::vector<Micros>>& visits, Language language) {
  static constexpr Text kMany{"{} clients; the busiest came {} times, the median one {}",
                              "利用者 {}; 最多 {} 回、中央値 {} 回"};
  std::vector<std::size_t> sizes;
  for (const auto& one : visits) sizes.push_back(one.size());
  std::ranges::sort(sizes);
  return "  " +
         kMany.in(language, grouped(sizes.size()), grouped(sizes.back()),
                  grouped(sizes[sizes.size() / 2])) +
         "\n";
}

}  // namespace

Micros round_time(Micros span) {
  const auto found = std::ranges::lower_bound(kRoundTimes, span);
  if (found != kRoundTimes.end()) return *found;
  return (span + kDay - 1) / kDay * kDay;
}

Timeline Timeline::over(Micros first, Micros last, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 1);
  const auto span = std::max<Micros>(last - first, 0) + 1;
  const auto wanted = static_cast<Micros>(columns);
  Timeline timeline{.begin = first, .bin = round_time((span + wanted - 1) / wanted)};
  timeline.bins = static_cast<std::size_t>((span + timeline.bin - 1) / timeline.bin);
  return timeline;
}

std::vector<std::uint64_t> Timeline::counts(std::span<const Micros> events) const {
  std::vector<std::uint64_t> out(bins);
  for (const auto event : events) {
    if (event < begin) continue;
    const auto place = static_cast<std::size_t>((event - begin) / bin);
    if (place < bins) ++out[place];
  }
  return out;
}

std::string timeline_text(const Timeline& timeline, const std::vector<std::vector<Micros>>& visits,
                          const Zone& zone, Language language) {
  static constexpr Text kHeading{"When it was visited (one column is {}, the fullest holds {}; {})",
                                 "訪れた時刻 (1 列は {}、最も多い列は {} 回; {})"};
  std::vector<std::uint64_t> sums(timeline.bins);
  for (const auto& one : visits) {
    const auto counts = timeline.counts(one);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += counts[i];
  }
  const auto most = *std::ranges::max_element(sums);
  auto out = kHeading.in(language, base::humane(timeline.bin), grouped(most), zone.name()) + "\n";
  for (const auto& line : bars(sums, kBarHeight)) out += "  " + line + "\n";
  out += "  " + axis(timeline, zone) + "\n";
  if (visits.empty()) return out;
  return out +
         (visits.size() <= kMostLanes ? lanes(timeline, visits, language) : many(visits, language));
}

}  // namespace noroshi::cli
