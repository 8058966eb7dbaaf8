#include "detect/scan/across_days.hpp"

#include <algorithm>

#include "detect/scan/host_count.hpp"
#include "detect/scan/novelty.hpp"
#include "detect/scan/standing.hpp"
#include "detect/scan/surge.hpp"

namespace noroshi::scan {
namespace {

// Surveyors and groups that one hand moves: many sources, but nobody's rising interest.
std::vector<net::Address> apart(const Day& day) {
  std::vector<net::Address> addresses;
  for (const Researcher& researcher : day.researchers) addresses.push_back(researcher.address);
  for (const Campaign& campaign : day.campaigns) {
    if (!campaign.synchronised) continue;
    addresses.insert(addresses.end(), campaign.sources.begin(), campaign.sources.end());
  }
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

}  // namespace

void set_among_days(Day& day, const DayInput& input, const History& before,
                    const Settings& settings) {
  day.hosts = count_hosts(day.infected, input);
  const auto others = apart(day);
  auto surges = find_surges(input, others, before, settings);
  auto novelties = find_novelties(input, others, before);
  auto standings = stand(std::move(day.infected), input, before.infected, settings);
  day.infected = std::move(standings.hosts);
  day.surges = std::move(surges.surges);
  day.surge_threshold = surges.threshold;
  day.novelties = std::move(novelties.novelties);
  day.after.until = input.end;
  day.after.infected = std::move(standings.after);
  day.after.series = std::move(surges.series);
  day.after.heard = std::move(surges.heard);
  day.after.payloads = std::move(novelties.payloads);
  day.after.first_asked = std::move(novelties.first_asked);
}

}  // namespace noroshi::scan
