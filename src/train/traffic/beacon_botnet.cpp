#include "train/traffic/beacon_botnet.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace noroshi::traffic {
namespace {

using base::kMillisecond;
using base::kMinute;
using base::Micros;

struct Habit {
  Signature signature;
  Presence presence = Presence::Always;
  double request = 0;  // octets of payload
  double response = 0;
};

Habit habit_of(Family family) {
  switch (family) {
    case Family::HttpBeacon:
      return {{{80, 443, 8080, 8443}, 60, 300, 0.20}, Presence::Evening, 480, 350};
    case Family::SlowBeacon:
      return {{{443, 8443}, 7'200, 21'600, 0.10}, Presence::Always, 1'600, 3'400};
    case Family::Fronted:
      return {{{443}, 300, 300, 0.20}, Presence::Evening, 2'100, 4'800};
    case Family::DeadC2:
      return {{{1177, 5552, 8080, 443, 4782}, 120, 600, 0.05}, Presence::Always, 0, 0};
    default:
      NOROSHI_ASSERT(false && "a family that does not beacon");
      return {};
  }
}

}  // namespace

BeaconBotnet::BeaconBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance,
                           Ledger& ledger)
    : world_(world),
      family_(spec.family),
      crew_(world, spec, instance, habit_of(spec.family).signature, ledger) {
  if (family_ == Family::Fronted) {  // a well-visited site on a CDN lends its address
    Stream draw = crew_.stream(Domain::Botnet, 3);
    const Site site = world.sites.at(2 + draw.below(6));
    crew_.recruit({world.sites.address(site, world.plan, draw), 443, model::kTcp}, ledger);
  }
  for (std::uint32_t bot = 0; bot < crew_.bots().size(); ++bot) {
    Stream draw = crew_.stream(Domain::Bot, bot);
    const Micros phase = static_cast<Micros>(draw.unit() * static_cast<double>(crew_.period()));
    const Micros infected = crew_.bots()[bot].infected;
    timers_.push_back({infected > world.scenario.start ? infected : world.scenario.start + phase});
  }
}

void BeaconBotnet::run(const Slice& slice, Exporter& exporter) {
  const Scenario& s = world_.scenario;
  for (std::uint32_t bot = 0; bot < timers_.size(); ++bot) {
    Timer& timer = timers_[bot];
    while (timer.next < slice.end) {
      const Hours hours(s.seed, habit_of(family_).presence, crew_.bots()[bot].subscriber,
                        s.utc_offset);
      const Micros awake = hours.span_from(timer.next).begin;
      if (awake > timer.next) {
        timer.next = awake + kMinute;
        continue;
      }
      Stream stream = crew_.stream(Domain::Bot, bot, 1 + timer.tick++);
      call_home(bot, stream, exporter);
      timer.next += crew_.interval(stream);
    }
  }
}

void BeaconBotnet::call_home(std::uint32_t bot, Stream& stream, Exporter& exporter) {
  const std::uint32_t usual = bot % crew_.at_once();
  const std::uint32_t place = stream.chance(0.9) ? usual : stream.below(crew_.at_once());
  const std::uint32_t server = crew_.in_service(place, timers_[bot].next);
  Conversation c = crew_.towards(bot, server, timers_[bot].next, stream);
  if (family_ == Family::DeadC2 || stream.chance(0.01)) {
    unanswered_syn(c, 2);
    return exporter.add(c, crew_.server_tag(server));
  }
  const Habit habit = habit_of(family_);
  const bool task = stream.chance(0.02);  // something to do: a module, a report
  const Exchange exchange{
      habit.request * stream.between(0.97, 1.03) * (task ? stream.lognormal(4, 0.8) : 1.0),
      habit.response * stream.between(0.95, 1.05) * (task ? stream.lognormal(60, 1.0) : 1.0),
      4 * round_trip(stream) + 50 * kMillisecond};
  tcp_exchange(c, exchange, stream);
  exporter.add(c, crew_.server_tag(server));
}

void BeaconBotnet::testify(Truth& truth) const {
  crew_.testify(truth, family_ == Family::Fronted ? "c2-fronted" : "c2");
  if (family_ == Family::Fronted) {
    truth.notes.emplace_back(
        "domain-fronted: bots talk to an address of a CDN that innocents visit too; no endpoint "
        "names the server, so a report of it is neither right nor wrong.");
  }
  if (family_ == Family::DeadC2) {
    truth.notes.emplace_back("dead-c2: the server never answers; only scheduled SYNs show it.");
  }
}

}  // namespace noroshi::traffic
