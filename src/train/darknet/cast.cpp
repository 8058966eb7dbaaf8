#include "train/darknet/cast.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::darknet {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using base::Micros;

Micros of_days(double days) { return static_cast<Micros>(days * static_cast<double>(kDay)); }

Micros end_of(const Scenario& scenario) { return scenario.start + scenario.days * kDay; }

std::uint32_t number(double mean, const Scenario& scenario, traffic::Stream& random) {
  return std::max(1U, random.poisson(mean * scenario.days / 30.0));
}

std::uint32_t pick_family(const std::vector<Family>& families, bool hosting,
                          traffic::Stream& random) {
  double total = 0;
  const auto weight = [&](const Family& family) {
    return family.share * (hosting ? family.hosting : 1 - family.hosting);
  };
  for (const Family& family : families) total += weight(family);
  double at = random.unit() * total;
  for (std::uint32_t i = 0; i < families.size(); ++i) {
    at -= weight(families[i]);
    if (at <= 0) return i;
  }
  return 0;
}

traffic::Presence draw_presence(const Family& family, bool hosting, traffic::Stream& random) {
  if (hosting) return traffic::Presence::Always;
  if (family.worm) {
    return random.chance(0.6) ? traffic::Presence::Office : traffic::Presence::Evening;
  }
  return random.chance(0.75) ? traffic::Presence::Always : traffic::Presence::Evening;
}

// Infected for a lognormal time, then cleaned; one in eight catches it again within the month.
// (Cetin et al., NDSS 2019, saw 5 % in five months among notified customers; more here, so that
// there is something to find.)
std::vector<Span> draw_infections(const Scenario& scenario, const Family& family,
                                  traffic::Stream& random) {
  std::vector<Span> spans;
  // Those who are infected when the month begins and those who follow, at a steady level.
  const double days = std::min(random.lognormal(family.days, 0.9), 200.0);
  const double window = days + scenario.days;
  Micros begin = scenario.start - of_days(days) + of_days(random.unit() * window);
  Micros end = begin + of_days(days);
  spans.push_back({begin, end});
  while (random.chance(0.13)) {
    begin = end + of_days(1 + random.exponential(6));
    end = begin + of_days(random.lognormal(family.days, 0.9));
    spans.push_back({begin, end});
  }
  return spans;
}

std::vector<Host> draw_hosts(const Cast& cast) {
  std::vector<Host> hosts;
  for (std::uint32_t n = 0; n < cast.networks.size(); ++n) {
    const Network& network = cast.networks[n];
    // `lines` at a time: as many in the month as the mean infection fits into it, about.
    const auto lines = static_cast<std::uint32_t>(network.lines * (1 + cast.scenario.days / 14.0));
    for (std::uint32_t line = 0; line < lines; ++line) {
      auto random = stream(cast.scenario.seed, Part::Host, n, line);
      Host host{.network = n, .line = line, .infections = {}};
      host.family = pick_family(cast.families, network.hosting, random);
      const Family& family = cast.families[host.family];
      host.presence = draw_presence(family, network.hosting, random);
      host.infections = draw_infections(cast.scenario, family, random);
      host.pace = std::min(random.lognormal(family.pace, family.sigma), 400.0);
      hosts.push_back(std::move(host));
    }
  }
  return hosts;
}

std::vector<std::vector<std::vector<Tenure>>> draw_all_tenures(const Cast& cast) {
  std::vector<std::uint32_t> lines(cast.networks.size());
  for (const Host& host : cast.hosts)
    lines[host.network] = std::max(lines[host.network], host.line + 1);
  std::vector<std::vector<std::vector<Tenure>>> tenures;
  for (std::uint32_t n = 0; n < cast.networks.size(); ++n) {
    tenures.push_back(draw_tenures(cast.scenario, cast.networks[n], n, lines[n]));
  }
  return tenures;
}

Asked any_service(const Cast& cast, traffic::Stream& random) {
  return cast.services.all()[cast.services.draw(0, random)];
}

const Network& any_hosting(const Cast& cast, traffic::Stream& random) {
  return cast.networks[cast.networks.size() - 6 + random.below(6)];
}

const Network& any_network(const Cast& cast, double hosting, traffic::Stream& random) {
  if (random.chance(hosting)) return any_hosting(cast, random);
  return cast.networks[random.below(static_cast<std::uint32_t>(cast.networks.size() - 6))];
}

Surveyor draw_surveyor(const Cast& cast, std::uint32_t at) {
  constexpr std::array kCrafts{Craft::Zmap, Craft::ZmapMarked, Craft::Masscan, Craft::Own,
                               Craft::Own};
  auto random = stream(cast.scenario.seed, Part::Research, at);
  Surveyor surveyor;
  surveyor.name = fmt::format("survey-{}", at + 1);
  surveyor.listed = random.chance(0.6);
  surveyor.tool = draw_tool(kCrafts[random.below(kCrafts.size())], random);
  const Network& home = any_hosting(cast, random);
  const auto addresses =
      static_cast<std::uint32_t>(std::clamp(random.lognormal(4, 0.9), 1.0, 32.0));
  const std::uint32_t base = any_address(home, random).v4_bits() & ~63U;
  for (std::uint32_t i = 0; i < addresses; ++i) {
    surveyor.addresses.push_back(net::Address::v4(base + i));
  }
  const auto services =
      static_cast<std::uint32_t>(std::clamp(random.lognormal(14, 1.0), 2.0, 120.0));
  for (std::uint32_t i = 0; i < services; ++i)
    surveyor.services.push_back(any_service(cast, random));
  std::sort(surveyor.services.begin(), surveyor.services.end());
  surveyor.services.erase(std::unique(surveyor.services.begin(), surveyor.services.end()),
                          surveyor.services.end());
  surveyor.coverage = random.between(0.02, 1);
  surveyor.sweeps_a_day = random.between(0.3, 3);
  return surveyor;
}

// One to four sessions, hours to a day long, over at most a week.
std::vector<Span> draw_sessions(const Scenario& scenario, traffic::Stream& random) {
  std::vector<Span> sessions;
  Micros at = scenario.start + of_days(random.unit() * scenario.days * 0.95);
  const std::uint32_t count = 1 + random.below(4);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Micros end = at + static_cast<Micros>(random.lognormal(5, 0.8) * kHour);
    sessions.push_back({at, end});
    at = end + of_days(random.exponential(0.8)) + 2 * kHour;
  }
  return sessions;
}

Group draw_group(const Cast& cast, std::uint32_t at) {
  constexpr std::array kCrafts{Craft::Own, Craft::Own, Craft::Raw, Craft::Masscan, Craft::Linux};
  auto random = stream(cast.scenario.seed, Part::Group, at);
  Group group;
  group.name = fmt::format("group-{}", at + 1);
  group.tool = draw_tool(kCrafts[random.below(kCrafts.size())], random);
  const std::uint32_t services = 1 + random.below(5);
  while (group.services.size() < services) group.services.push_back(any_service(cast, random));
  std::sort(group.services.begin(), group.services.end());
  group.services.erase(std::unique(group.services.begin(), group.services.end()),
                       group.services.end());
  const auto sources =
      static_cast<std::uint32_t>(std::clamp(random.lognormal(16, 0.7), 5.0, 120.0));
  const bool one_home = random.chance(0.5);
  const Network& home = any_hosting(cast, random);
  while (group.sources.size() < sources) {
    group.sources.push_back(any_address(one_home ? home : any_network(cast, 0.6, random), random));
  }
  group.sessions = draw_sessions(cast.scenario, random);
  group.slack = static_cast<Micros>(random.lognormal(3, 0.8) * kMinute);
  group.packets = random.lognormal(40, 0.8);
  return group;
}

// What so many hosts an hour on a port mean depends on how many there are without it.
double usual_hosts(const Cast& cast, std::size_t service) {
  return drifters_a_day(cast.scenario) * cast.services.share(service) * (kDrifterHours + 1) / 24;
}

Surge draw_surge(const Cast& cast, std::uint32_t at) {
  constexpr std::array kCrafts{Craft::Raw, Craft::Linux, Craft::Own, Craft::Linux};
  auto random = stream(cast.scenario.seed, Part::Surge, at);
  Surge surge;
  surge.name = fmt::format("surge-{}", at + 1);
  const std::size_t service = random.below(static_cast<std::uint32_t>(cast.services.all().size()));
  surge.asked = cast.services.all()[service];
  surge.shape = random.chance(0.5) ? Shape::Sudden : Shape::Gradual;
  // Nothing in the first four days: a detector needs to have seen what is usual.
  surge.begin =
      cast.scenario.start + of_days(random.between(4.2, std::max(4.5, cast.scenario.days - 1.5)));
  surge.ramp = surge.shape == Shape::Sudden ? kHour : of_days(random.between(0.7, 3));
  surge.hold = of_days(random.between(0.8, 5));
  surge.before = usual_hosts(cast, service);
  surge.extra = std::max(random.lognormal(12, 0.5), surge.before * random.lognormal(2.0, 0.5));
  surge.extra = std::max(surge.extra, 6.0);
  surge.tool = draw_tool(kCrafts[random.below(kCrafts.size())], random);
  return surge;
}

// A family learns a port; so the surge consists of hosts that are known already.
Surge draw_update(Cast& cast, std::uint32_t at) {
  auto random = stream(cast.scenario.seed, Part::Surge, 1000 + at);
  Surge surge = draw_surge(cast, 1000 + at);
  surge.name = fmt::format("update-{}", at + 1);
  surge.shape = Shape::Update;
  surge.asked.protocol = 6;
  surge.ramp = static_cast<Micros>(random.between(4, 30) * kHour);
  surge.hold = 100 * kDay;
  surge.family = random.below(6);
  Family& family = cast.families[surge.family];
  const double weight = random.between(0.6, 1.5);
  family.habits.push_back({surge.asked, weight, surge.begin, surge.ramp});
  double hosts = 0;
  double weights = 0;
  for (const Habit& habit : family.habits) weights += habit.weight;
  for (const Network& network : cast.networks) hosts += network.lines * family.share;
  const double an_hour = family.pace * weight / weights * dark_share(cast.scenario) * 3600;
  surge.extra = hosts * (1 - traffic::exp(-an_hour));
  return surge;
}

Novelty draw_novelty(const Cast& cast, std::uint32_t at) {
  auto random = stream(cast.scenario.seed, Part::Payload, at);
  Novelty novelty;
  novelty.asked = {static_cast<std::uint16_t>(1024 + random.below(60000)), 17};
  if (random.chance(0.5)) {
    while (true) {  // a known service, a new question
      novelty.asked = any_service(cast, random);
      if (novelty.asked.protocol == 17) break;
    }
  }
  novelty.payload.resize(8 + random.below(50));
  for (char& octet : novelty.payload) octet = static_cast<char>(random.below(256));
  novelty.begin =
      cast.scenario.start + of_days(random.between(1, std::max(1.5, cast.scenario.days - 1.0)));
  novelty.hosts_a_day =
      static_cast<std::uint32_t>(std::clamp(random.lognormal(15, 0.8), 4.0, 150.0));
  novelty.days = 1 + random.below(6);
  return novelty;
}

std::vector<Outage> draw_outages(const Scenario& scenario) {
  std::vector<Outage> outages;
  if (!scenario.outages) return outages;
  auto random = stream(scenario.seed, Part::Outage, 0);
  for (Micros at = scenario.start; at < end_of(scenario);) {
    at += of_days(random.exponential(4));
    const auto length =
        static_cast<Micros>(std::clamp(random.lognormal(1.5, 1.1), 0.1, 30.0) * kHour);
    const bool dead = random.chance(0.6);
    outages.push_back(
        {{at, at + length}, dead ? 1 : random.between(0.05, 0.9), !dead && random.chance(0.7)});
    at += length;
  }
  return outages;
}

}  // namespace

double drifters_a_day(const Scenario& scenario) { return 2600 * scenario.scale; }

Cast::Cast(const Scenario& given)
    : scenario(given),
      networks(draw_networks(given)),
      services(given),
      families(draw_families(given)) {
  auto random = stream(given.seed, Part::Surge, 0, 1);
  const std::uint32_t surge_count = given.days < 6 ? 0 : number(14, given, random);
  const std::uint32_t update_count = given.days < 6 ? 0 : number(3, given, random);
  for (std::uint32_t i = 0; i < surge_count; ++i) surges.push_back(draw_surge(*this, i));
  for (std::uint32_t i = 0; i < update_count; ++i) surges.push_back(draw_update(*this, i));
  hosts = draw_hosts(*this);
  tenures = draw_all_tenures(*this);
  const auto surveyor_count = static_cast<std::uint32_t>(
      std::max(4.0, random.between(14, 28) * std::min(1.0, given.scale)));
  for (std::uint32_t i = 0; i < surveyor_count; ++i) surveyors.push_back(draw_surveyor(*this, i));
  const std::uint32_t group_count = number(22, given, random);
  for (std::uint32_t i = 0; i < group_count; ++i) groups.push_back(draw_group(*this, i));
  const std::uint32_t novelty_count = number(8, given, random);
  for (std::uint32_t i = 0; i < novelty_count; ++i) novelties.push_back(draw_novelty(*this, i));
  outages = draw_outages(given);
}

std::string_view to_string(Shape shape) {
  switch (shape) {
    case Shape::Sudden:
      return "sudden";
    case Shape::Gradual:
      return "gradual";
    case Shape::Update:
      return "update";
  }
  return "";
}

}  // namespace noroshi::darknet
