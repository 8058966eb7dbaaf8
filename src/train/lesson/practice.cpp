#include "train/lesson/practice.hpp"

#include <algorithm>
#include <cmath>

#include "base/logarithm.hpp"
#include "train/traffic/random.hpp"

namespace noroshi::lesson {
namespace {

using base::kHour;
using base::kSecond;
using traffic::Family;
using traffic::Stream;

enum class Purpose : std::uint64_t { Town = 1, Botnets, Grafts, Known };

Stream stream_for(std::uint64_t seed, Purpose purpose) {
  return Stream(net::mix(net::mix(seed) + static_cast<std::uint64_t>(purpose)));
}

double log_uniform(Stream& draw, double low, double high) {
  return low * base::exp(draw.unit() * base::ln(high / low));
}

std::uint32_t number(Stream& draw, double low, double high) {
  return static_cast<std::uint32_t>(std::lround(log_uniform(draw, low, high)));
}

// Seconds between contacts, in a range about as wide as reports of such botnets tell.
struct Paces {
  Family family;
  double shortest_s;
  double longest_s;
  double most_jitter;
};
constexpr Paces kPaces[] = {
    {Family::HttpBeacon, 30, 1'800, 0.5},
    {Family::Mirai, 30, 180, 0.1},
    {Family::Irc, 60, 300, 0.2},
    {Family::Rat, 15, 120, 0.3},
    {Family::SlowBeacon, 3'600, 21'600, 0.3},
    {Family::Fronted, 60, 900, 0.3},
    {Family::DeadC2, 60, 1'200, 0.2},
    {Family::P2p, 60, 600, 0.3},
};

traffic::BotnetSpec draw_botnet(Stream& draw, const Paces& paces, std::uint32_t most_bots) {
  constexpr double kFewestBots = 5;
  traffic::BotnetSpec spec{.family = paces.family};
  const bool by_hand = paces.family == Family::Rat;  // victims of one operator
  spec.bots = by_hand ? number(draw, 2, 10) : number(draw, kFewestBots, most_bots);
  spec.servers = 1 + draw.below(3);
  spec.period = kSecond * number(draw, paces.shortest_s, paces.longest_s);
  spec.jitter = draw.unit() * paces.most_jitter;
  return spec;
}

std::vector<traffic::BotnetSpec> draw_botnets(const PracticeOptions& options) {
  Stream draw = stream_for(options.seed, Purpose::Botnets);
  std::vector<traffic::BotnetSpec> botnets;
  for (const Paces& paces : kPaces) {
    const std::uint32_t count = 1 + draw.below(options.instances);
    for (std::uint32_t i = 0; i < count; ++i) {
      botnets.push_back(draw_botnet(draw, paces, options.most_bots));
    }
  }
  return botnets;
}

void graft(traffic::Scenario& scenario, const PracticeOptions& options) {
  Stream draw = stream_for(options.seed, Purpose::Grafts);
  for (const Capture* capture : options.grafts) {
    traffic::Graft graft = *capture->graft;
    const double turns = static_cast<double>(base::kDay) / static_cast<double>(graft.length);
    const double records = turns * static_cast<double>(graft.flows.size());  // of one client
    const double most = std::clamp(options.most_graft_records / records, 2.0,
                                   static_cast<double>(options.most_bots));
    graft.clients = std::min(number(draw, 2, most), scenario.subscribers);
    graft.always_on = draw.chance(0.5);
    scenario.grafts.push_back(std::move(graft));
  }
}

}  // namespace

traffic::Scenario practice_day(const PracticeOptions& options) {
  Stream draw = stream_for(options.seed, Purpose::Town);
  traffic::Scenario scenario;
  scenario.seed = options.seed;
  scenario.subscribers = number(draw, options.fewest_subscribers, options.most_subscribers);
  scenario.sites = std::clamp(scenario.subscribers / 2, 2'000U, 40'000U);
  scenario.activity = log_uniform(draw, 0.7, 1.4);
  scenario.background = log_uniform(draw, 0.7, 1.4);
  scenario.attacks_per_day = draw.between(0, 5);
  scenario.floods_per_day = draw.between(0, 6);
  // Botnets are older than the day, or spread in it.
  scenario.spread_midpoint =
      static_cast<base::Micros>(draw.between(-48, 10) * static_cast<double>(kHour));
  scenario.spread_hours = log_uniform(draw, 1, 12);
  scenario.botnets = draw_botnets(options);
  graft(scenario, options);
  return scenario;
}

double practice_known_infected(std::uint64_t seed) {
  Stream draw = stream_for(seed, Purpose::Known);
  return draw.chance(0.5) ? 0 : draw.between(0.05, 0.5);
}

}  // namespace noroshi::lesson
