#include "detect/life/exposure.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace noroshi::life {
namespace {

constexpr double kMatters = 0.01;  // of all records
// An exporter with fewer panes an hour than this sends so seldom that its silence says nothing by
// itself; the hour is then taken as not heard, which can only withhold a verdict.
constexpr int kFewestPanes = 1;

struct ExporterHour {
  std::uint32_t panes = 0;  // one bit each of the twelve
  double arrived = 0;       // records
  double sent = 0;
};

struct Exporter {
  std::vector<ExporterHour> hours;
  double records = 0;
};

void note(const model::ExposureBatch& batch, std::size_t row, const Hours& hours,
          Exporter& exporter) {
  const auto hour = hours.index_of(batch.pane[row]);
  if (!hour || batch.received[row] == 0) return;
  auto& one = exporter.hours[*hour];
  const auto pane = static_cast<unsigned>((batch.pane[row] - hours.at(*hour)) / model::kPane);
  one.panes |= 1U << pane;
  const auto received = static_cast<double>(batch.received[row]);
  // A domain that sent only templates weighs next to nothing, but not nothing.
  const double records = std::max(static_cast<double>(batch.records[row]), 1e-3);
  one.arrived += records;
  one.sent += records * (received + static_cast<double>(batch.lost[row])) / received;
  exporter.records += static_cast<double>(batch.records[row]);
}

// Panes an hour in the middle of its life.
int usual_panes(const std::vector<ExporterHour>& hours, std::size_t first) {
  std::vector<int> counts;
  for (std::size_t i = first; i < hours.size(); ++i) {
    if (hours[i].panes != 0) counts.push_back(std::popcount(hours[i].panes));
  }
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return std::max(*middle, kFewestPanes);
}

double heard(const ExporterHour& hour, int usual) {
  if (hour.panes == 0) return 0;
  const double present = std::min(1.0, static_cast<double>(std::popcount(hour.panes)) / usual);
  return present * hour.arrived / hour.sent;
}

}  // namespace

Exposure Exposure::complete(const Hours& hours) {
  Exposure exposure;
  exposure.shares_.assign(hours.count, 1.0);
  return exposure;
}

Exposure Exposure::of(const model::ExposureBatch& batch, const Hours& hours) {
  std::map<std::uint32_t, Exporter> exporters;
  double records = 0;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    auto& exporter = exporters[batch.exporter[row]];
    exporter.hours.resize(hours.count);
    note(batch, row, hours, exporter);
  }
  for (const auto& [number, exporter] : exporters) records += exporter.records;

  Exposure exposure;
  exposure.shares_.assign(hours.count, 0.0);
  std::vector<bool> anybody(hours.count, false);
  for (const auto& [number, exporter] : exporters) {
    if (exporter.records < kMatters * records) continue;
    const auto begins = std::find_if(exporter.hours.begin(), exporter.hours.end(),
                                     [](const ExporterHour& hour) { return hour.panes != 0; });
    if (begins == exporter.hours.end()) continue;
    const auto first = static_cast<std::size_t>(begins - exporter.hours.begin());
    const int usual = usual_panes(exporter.hours, first);
    for (std::size_t hour = first; hour < hours.count; ++hour) {
      const double share = heard(exporter.hours[hour], usual);
      exposure.shares_[hour] = anybody[hour] ? std::min(exposure.shares_[hour], share) : share;
      anybody[hour] = true;
    }
  }
  return exposure;
}

Exposure Exposure::of_flows(const std::vector<std::uint64_t>& flows, const Hours& hours) {
  Exposure exposure;
  exposure.shares_.assign(hours.count, 0.0);
  for (std::size_t i = 0; i < std::min(flows.size(), hours.count); ++i) {
    if (flows[i] > 0) exposure.shares_[i] = 1.0;
  }
  return exposure;
}

}  // namespace noroshi::life
