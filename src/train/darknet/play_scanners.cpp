// Those who scan on purpose: surveyors, groups that one hand moves, and one-off scanners.
#include <algorithm>
#include <array>

#include "train/darknet/stage.hpp"

namespace noroshi::darknet {
namespace {

using base::kHour;
using base::Micros;

model::ProbeKind kind_of(const Asked& asked) {
  return asked.protocol == 17 ? model::ProbeKind::Udp : model::ProbeKind::TcpSyn;
}

Burst burst_to(const Stage& stage, const Asked& asked, std::uint64_t name) {
  Burst burst;
  burst.port = asked.port;
  burst.protocol = asked.protocol;
  burst.kind = kind_of(asked);
  burst.name = name;
  burst.payload = stage.cast.services.payload(asked);
  return burst;
}

// One address of a surveyor: each service is swept now and then, each sweep takes hours.
void play_sweeps(const Stage& stage, const Surveyor& surveyor, std::uint32_t at,
                 std::uint32_t which) {
  const Scenario& scenario = stage.cast.scenario;
  const net::Address& address = surveyor.addresses[which];
  auto random = stream(scenario.seed, Part::Research, at, 1 + which, 1 + stage.day);
  auto own = stream(scenario.seed, Part::Research, at, 1 + which);
  const std::uint32_t actor =
      stage.enter({Role::Research, surveyor.name, "hosting", name_of({2, at, which}),
                   surveyor.listed ? surveyor.name : std::string()});
  const Sender sender = at_source(surveyor.tool, own);
  for (std::size_t s = 0; s < surveyor.services.size(); ++s) {
    const double share = surveyor.sweeps_a_day / static_cast<double>(surveyor.addresses.size());
    if (!random.chance(std::min(1.0, share))) continue;
    Burst burst = burst_to(stage, surveyor.services[s], name_of({3, at, which, stage.day, s}));
    burst.actor = actor;
    burst.source = address;
    burst.sender = sender;
    burst.aim = Aim::Distinct;
    burst.begin = stage.played.span.begin + static_cast<Micros>(random.unit() * 24 * kHour);
    burst.end = burst.begin + static_cast<Micros>(random.lognormal(5, 0.8) * kHour);
    burst.packets = static_cast<std::uint64_t>(surveyor.coverage * dark_addresses(scenario));
    stage.add(std::move(burst));
  }
}

void play_session(const Stage& stage, const Group& group, std::uint32_t at, const Span& session) {
  const Scenario& scenario = stage.cast.scenario;
  for (std::size_t member = 0; member < group.sources.size(); ++member) {
    auto own = stream(scenario.seed, Part::Group, at, 1 + member);
    const Sender sender = at_source(group.tool, own);
    auto random = stream(scenario.seed, Part::Group, at, 1 + member,
                         static_cast<std::uint64_t>(session.begin));
    const std::uint32_t actor =
        stage.enter({Role::Tool, group.name, "", name_of({4, at, member}), {}});
    const auto slack = static_cast<double>(group.slack);
    const Span span{session.begin + static_cast<Micros>(random.unit() * slack),
                    session.end + static_cast<Micros>(random.unit() * slack)};
    for (std::size_t s = 0; s < group.services.size(); ++s) {
      const auto first = static_cast<std::uint64_t>(span.begin);
      Burst burst = burst_to(stage, group.services[s], name_of({5, at, member, first, s}));
      burst.actor = actor;
      burst.source = group.sources[member];
      burst.sender = sender;
      burst.begin = span.begin;
      burst.end = span.end;
      burst.packets = random.poisson(group.packets);
      stage.add(std::move(burst));
    }
  }
}

struct Manner {
  Craft craft;
  Role role;
  double share;
};

// Tools by share of scans; ours, after the observation that marked ZMap and masscan make up a
// large part of what scanners send ("Aggressive Internet-Wide Scanners", arXiv 2305.07193).
constexpr std::array<Manner, 7> kManners{{{Craft::Masscan, Role::Tool, 0.25},
                                          {Craft::ZmapMarked, Role::Tool, 0.12},
                                          {Craft::Zmap, Role::Tool, 0.13},
                                          {Craft::Nmap, Role::Tool, 0.05},
                                          {Craft::Own, Role::Tool, 0.12},
                                          {Craft::Linux, Role::Scanner, 0.23},
                                          {Craft::Windows, Role::Scanner, 0.10}}};

const Manner& draw_manner(traffic::Stream& random) {
  double at = random.unit();
  for (const Manner& manner : kManners) {
    at -= manner.share;
    if (at <= 0) return manner;
  }
  return kManners.back();
}

std::uint32_t draw_services(traffic::Stream& random) {
  if (random.chance(0.65)) return 1;
  return random.chance(0.9) ? 2 + random.below(3) : 5 + random.below(40);
}

void play_drifter(const Stage& stage, std::uint64_t which) {
  const Scenario& scenario = stage.cast.scenario;
  auto random = stream(scenario.seed, Part::Drifter, stage.day, which);
  const Manner& manner = draw_manner(random);
  const Network& network = choose_network(stage.cast, 0.75, random);
  const net::Address address = any_address(network, random);
  const Sender sender = at_source(draw_tool(manner.craft, random), random);
  const std::uint32_t actor =
      stage.enter({manner.role, "", network.name, name_of({6, stage.day, which}), {}});
  const Micros begin = busy_instant(stage, random);
  const auto length = static_cast<Micros>(std::min(random.lognormal(0.8, 1.2), 20.0) * kHour);
  const double packets = random.lognormal(6, 1.4);
  const std::uint32_t services = draw_services(random);
  for (std::uint32_t s = 0; s < services; ++s) {
    const Asked asked = stage.cast.services.all()[stage.cast.services.draw(stage.day, random)];
    Burst burst = burst_to(stage, asked, name_of({7, stage.day, which, s}));
    burst.actor = actor;
    burst.source = address;
    burst.sender = sender;
    burst.aim = random.chance(0.15)  ? Aim::Rising
                : random.chance(0.5) ? Aim::Distinct
                                     : Aim::Random;
    burst.begin = begin;
    burst.end = begin + length + base::kMinute;
    burst.packets = std::min<std::uint64_t>(1 + random.poisson(packets), dark_addresses(scenario));
    stage.add(std::move(burst));
  }
}

}  // namespace

void play_surveyors(const Stage& stage) {
  for (std::uint32_t i = 0; i < stage.cast.surveyors.size(); ++i) {
    const Surveyor& surveyor = stage.cast.surveyors[i];
    for (std::uint32_t which = 0; which < surveyor.addresses.size(); ++which) {
      play_sweeps(stage, surveyor, i, which);
    }
  }
}

void play_groups(const Stage& stage) {
  for (std::uint32_t i = 0; i < stage.cast.groups.size(); ++i) {
    for (const Span& session : stage.cast.groups[i].sessions) {
      const bool today =
          session.begin >= stage.played.span.begin && session.begin < stage.played.span.end;
      if (today) play_session(stage, stage.cast.groups[i], i, session);
    }
  }
}

void play_drifters(const Stage& stage) {
  auto random = stream(stage.cast.scenario.seed, Part::Drifter, stage.day, 0, 1);
  const double mood = random.lognormal(1, 0.12);
  const std::uint32_t count = random.poisson(drifters_a_day(stage.cast.scenario) * mood);
  for (std::uint64_t i = 0; i < count; ++i) play_drifter(stage, i);
}

}  // namespace noroshi::darknet
