#include "detect/scan/scan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "detect/scan/across_days.hpp"
#include "detect/scan/campaigns.hpp"
#include "detect/scan/judge.hpp"
#include "detect/scan/research.hpp"
#include "detect/scan/scan_shape.hpp"
#include "detect/scan/source_profile.hpp"
#include "net/prefix.hpp"

namespace noroshi::scan {
namespace {

std::uint64_t dark_addresses_of(std::span<const model::TelescopeHour> hours) {
  std::uint64_t most = 0;
  for (const model::TelescopeHour& hour : hours) most = std::max(most, hour.dark_addresses);
  return most;
}

// A campaign is a survey where most of those who take part are surveyors.
void mark_research(Grouped& grouped, const std::vector<Researcher>& researchers) {
  std::vector<std::size_t> surveyors(grouped.campaigns.size());
  for (std::size_t i = 0; i < researchers.size(); ++i) {
    const std::uint32_t campaign = grouped.campaign_of[i];
    if (campaign != kNoCampaign && !researchers[i].reason.empty()) ++surveyors[campaign];
  }
  for (std::size_t i = 0; i < surveyors.size(); ++i) {
    Campaign& campaign = grouped.campaigns[i];
    campaign.research = 2 * surveyors[i] > campaign.sources.size();
  }
}

// ZMap since 4.1 has no mark, but still its TTL of 255, which no ordinary machine begins with.
bool is_surveyors_tool(const Signature& tool) {
  return tool.maker == Maker::Zmap || tool.maker == Maker::Masscan || tool.maker == Maker::Nmap ||
         (tool.maker == Maker::Crafted && tool.ttl == 255);
}

// Networks from which each campaign comes: the crowd that each member is part of.
std::vector<std::uint64_t> crowds_of(const Sources& sources, const Grouped& grouped) {
  std::vector<std::set<net::Address>> networks(grouped.campaigns.size());
  for (std::size_t i = 0; i < grouped.campaign_of.size(); ++i) {
    const std::uint32_t campaign = grouped.campaign_of[i];
    if (campaign == kNoCampaign || grouped.campaigns[campaign].research) continue;
    // Who begin together obey one hand; whether their machines are rented or infected, it hides.
    if (grouped.campaigns[campaign].synchronised) continue;
    if (is_surveyors_tool(*grouped.tools[i])) continue;
    const SourceProfile& source = sources.profiles()[i];
    if (source.reach < 2) continue;  // many who keep to one address are clients of what was there
    networks[campaign].insert(
        net::Prefix::of(source.address, source.address.is_v4() ? 24 : 48).address);
  }
  std::vector<std::uint64_t> crowds(networks.size());
  std::transform(networks.begin(), networks.end(), crowds.begin(),
                 [](const auto& one) { return one.size(); });
  return crowds;
}

std::vector<ServiceCount> services_of(const Sources& sources,
                                      const std::vector<Researcher>& researchers) {
  std::map<Service, ServiceCount> counts;
  for (std::size_t i = 0; i < researchers.size(); ++i) {
    if (!researchers[i].reason.empty()) continue;
    for (const ServiceUse& use : sources.services(sources.profiles()[i])) {
      ServiceCount& count = counts[use.service];
      count.service = use.service;
      ++count.hosts;
      count.packets += use.packets;
    }
  }
  std::vector<ServiceCount> all;
  all.reserve(counts.size());
  for (const auto& [service, count] : counts) all.push_back(count);
  std::stable_sort(all.begin(), all.end(), [](const ServiceCount& a, const ServiceCount& b) {
    return std::tie(a.hosts, a.packets) > std::tie(b.hosts, b.packets);
  });
  return all;
}

std::vector<Scanner> scanners_of(const Sources& sources, const Grouped& grouped,
                                 std::size_t most_scanners) {
  const auto profiles = sources.profiles();
  std::vector<std::uint32_t> heaviest(profiles.size());
  for (std::uint32_t i = 0; i < heaviest.size(); ++i) heaviest[i] = i;
  std::stable_sort(heaviest.begin(), heaviest.end(), [&](std::uint32_t a, std::uint32_t b) {
    return profiles[a].packets > profiles[b].packets;
  });
  heaviest.resize(std::min(heaviest.size(), most_scanners));
  std::vector<Scanner> scanners;
  for (const std::uint32_t index : heaviest) {
    const SourceProfile& source = profiles[index];
    const auto services = sources.services(source);
    const auto& tool = grouped.tools[index];
    scanners.push_back({.address = source.address,
                        .shape = shape_of(source, services),
                        .tool = tool ? tool_name(*tool) : std::string(),
                        .service = main_service(services),
                        .packets = source.packets,
                        .services = services.size(),
                        .targets = source.reach,
                        .first = source.first,
                        .last = source.last});
  }
  return scanners;
}

std::vector<model::InfectedHost> infected_of(const Sources& sources, const Grouped& grouped,
                                             const std::vector<Researcher>& researchers,
                                             const DayInput& input, const Settings& settings) {
  const auto crowds = crowds_of(sources, grouped);
  std::vector<model::InfectedHost> infected;
  for (std::size_t i = 0; i < sources.profiles().size(); ++i) {
    if (!researchers[i].reason.empty()) continue;
    const SourceProfile& source = sources.profiles()[i];
    const std::uint32_t campaign = grouped.campaign_of[i];
    const Case the_case{.sources = sources,
                        .source = source,
                        .services = sources.services(source),
                        .tool = grouped.tools[i],
                        .dark_addresses = dark_addresses_of(input.hours),
                        .crowd = campaign == kNoCampaign ? 0 : crowds[campaign]};
    if (probability_of(judge(the_case, false).log_odds) < settings.infected_at) continue;
    infected.push_back(infected_host(the_case, settings.clock_error, input.sensor));
  }
  return infected;
}

}  // namespace

Day analyse(const DayInput& input, const History& before, const Settings& settings) {
  const Sources sources(input.events, input.begin);
  Grouped grouped = group(sources, input.begin, input.end, settings.most_campaigns);
  auto researchers = researchers_of(sources, grouped, dark_addresses_of(input.hours));
  mark_research(grouped, researchers);
  Day day;
  day.begin = input.begin;
  day.end = input.end;
  day.infected = infected_of(sources, grouped, researchers, input, settings);
  day.services = services_of(sources, researchers);
  day.scanners = scanners_of(sources, grouped, settings.most_scanners);
  day.campaigns = std::move(grouped.campaigns);
  std::copy_if(researchers.begin(), researchers.end(), std::back_inserter(day.researchers),
               [](const Researcher& one) { return !one.reason.empty(); });
  day.victims.assign(input.victims.begin(), input.victims.end());
  day.hours.assign(input.hours.begin(), input.hours.end());
  set_among_days(day, input, before, settings);
  return day;
}

std::vector<net::Address> infected_addresses(const Day& day) {
  std::vector<net::Address> addresses;
  for (const model::InfectedHost& host : day.infected) {
    if (host.standing != model::Standing::Cleared) addresses.push_back(host.address);
  }
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

}  // namespace noroshi::scan
