// What was not there before: ports that begin to interest many, payloads that nobody sent.
#include <algorithm>

#include "train/darknet/stage.hpp"

namespace noroshi::darknet {
namespace {

using base::kDay;
using base::kHour;
using base::Micros;

// How far along a surge is, 0 … 1: up the ramp (straight for a sudden one, an S for a gradual
// one), along the top, and down within about a day.
double level(const Surge& surge, Micros at) {
  if (at < surge.begin) return 0;
  const double along = static_cast<double>(at - surge.begin) / static_cast<double>(surge.ramp);
  if (along < 1) {
    if (surge.shape == Shape::Sudden) return along;
    return along * along * (3 - 2 * along);
  }
  const Micros top = surge.begin + surge.ramp + surge.hold;
  if (at < top) return 1;
  return traffic::exp(-static_cast<double>(at - top) / static_cast<double>(kDay));
}

struct Newcomer {
  Role role;
  std::string activity;
  Micros begin;
  Micros length;
  double packets;
};

void play_newcomer(const Stage& stage, const Newcomer& who, const Asked& asked, const Sender& tool,
                   const std::string& payload, std::uint64_t name) {
  auto random = stream(stage.cast.scenario.seed, Part::Surge, name);
  const Network& network = choose_network(stage.cast, 0.2, random);
  Burst burst;
  burst.actor = stage.enter({who.role, who.activity, network.name, name, {}});
  burst.source = any_address(network, random);
  burst.port = asked.port;
  burst.protocol = asked.protocol;
  burst.kind = asked.protocol == 17 ? model::ProbeKind::Udp : model::ProbeKind::TcpSyn;
  burst.sender = at_source(tool, random);
  burst.begin = who.begin;
  burst.end = who.begin + who.length;
  burst.packets = 1 + random.poisson(who.packets);
  burst.name = name;
  burst.payload = payload;
  stage.add(std::move(burst));
}

// Newcomers of one hour.  Each stays about three hours, so a third of the wanted hosts arrive.
void play_hour(const Stage& stage, const Surge& surge, std::uint32_t at, Micros hour) {
  constexpr double kStay = 3;
  auto random =
      stream(stage.cast.scenario.seed, Part::Surge, at, 2, static_cast<std::uint64_t>(hour));
  const double wanted = surge.extra * level(surge, hour + kHour / 2);
  const std::uint32_t count = random.poisson(wanted / kStay);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto begin = hour + static_cast<Micros>(random.unit() * kHour);
    const auto length = static_cast<Micros>(random.lognormal(2.5, 0.6) * kHour);
    const std::uint64_t name = name_of({8, at, static_cast<std::uint64_t>(hour), i});
    play_newcomer(stage, {Role::Infected, surge.name, begin, length, 5}, surge.asked, surge.tool,
                  stage.cast.services.payload(surge.asked), name);
  }
}

}  // namespace

void play_surges(const Stage& stage) {
  for (std::uint32_t i = 0; i < stage.cast.surges.size(); ++i) {
    const Surge& surge = stage.cast.surges[i];
    if (surge.shape == Shape::Update) continue;  // its hosts are in the cast
    for (Micros hour = stage.played.span.begin; hour < stage.played.span.end; hour += kHour) {
      play_hour(stage, surge, i, hour);
    }
  }
}

void play_novelties(const Stage& stage) {
  for (std::uint32_t n = 0; n < stage.cast.novelties.size(); ++n) {
    const Novelty& novelty = stage.cast.novelties[n];
    const Micros from = std::max(novelty.begin, stage.played.span.begin);
    const Micros until = std::min(novelty.begin + novelty.days * kDay, stage.played.span.end);
    if (until <= from) continue;
    auto random = stream(stage.cast.scenario.seed, Part::Payload, n, 1 + stage.day);
    const auto tool = draw_tool(Craft::Own, random);
    for (std::uint32_t i = 0; i < novelty.hosts_a_day; ++i) {
      const auto begin =
          from + static_cast<Micros>(random.unit() * static_cast<double>(until - from));
      const auto length = static_cast<Micros>(random.lognormal(1, 0.8) * kHour);
      play_newcomer(stage, {Role::Tool, "", begin, length, 4}, novelty.asked, tool, novelty.payload,
                    name_of({9, n, stage.day, i}));
    }
  }
}

}  // namespace noroshi::darknet
