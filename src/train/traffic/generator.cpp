#include "train/traffic/generator.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "train/traffic/beacon_botnet.hpp"
#include "train/traffic/graft.hpp"
#include "train/traffic/held_botnet.hpp"
#include "train/traffic/households.hpp"
#include "train/traffic/p2p_botnet.hpp"
#include "train/traffic/pollers.hpp"
#include "train/traffic/strangers.hpp"

namespace noroshi::traffic {
namespace {

using Sources = std::vector<std::unique_ptr<Source>>;

std::unique_ptr<Source> make_botnet(const World& world, const BotnetSpec& spec,
                                    std::uint32_t instance, Ledger& ledger) {
  switch (spec.family) {
    case Family::Mirai:
    case Family::Irc:
    case Family::Rat:
      return std::make_unique<HeldBotnet>(world, spec, instance, ledger);
    case Family::P2p:
      return std::make_unique<P2pBotnet>(world, spec, instance, ledger);
    default:
      return std::make_unique<BeaconBotnet>(world, spec, instance, ledger);
  }
}

Sources make_sources(const World& world, Ledger& ledger) {
  const Scenario& s = world.scenario;
  Sources sources;
  sources.push_back(std::make_unique<Households>(world, ledger));
  sources.push_back(std::make_unique<Pollers>(world, ledger));
  sources.push_back(std::make_unique<FileSharing>(world, ledger));
  sources.push_back(std::make_unique<Scanners>(world, ledger));
  sources.push_back(std::make_unique<Floods>(world, ledger));
  std::map<Family, std::uint32_t> instances;
  for (const BotnetSpec& spec : s.botnets) {
    sources.push_back(make_botnet(world, spec, instances[spec.family]++, ledger));
  }
  for (std::uint32_t i = 0; i < s.grafts.size(); ++i) {
    sources.push_back(std::make_unique<GraftedHosts>(world, s.grafts[i], i, ledger));
  }
  return sources;
}

void fill(Truth& truth, const World& world, const Sources& sources, std::uint64_t records) {
  truth.scenario = world.scenario;
  for (Graft& graft : truth.scenario.grafts) graft.flows.clear();
  truth.records = records;
  truth.notes.emplace_back("Synthetic: made by noroshi lab traffic.");
  for (const auto& source : sources) source->testify(truth);
  std::sort(truth.infected.begin(), truth.infected.end());
  const auto doubles = std::unique(truth.infected.begin(), truth.infected.end());
  truth.infected.erase(doubles, truth.infected.end());
  for (const Ledger::Account& account : world.ledger.accounts()) {
    if (account.records > 0) truth.counts[account.name] += account.records;
  }
}

}  // namespace

Status generate(const Scenario& scenario, const Sink& sink, Truth& truth,
                const ProgressFn& progress) {
  NOROSHI_CHECK(check(scenario));
  Ledger ledger;
  const World world(scenario, ledger);
  Outlet outlet(scenario, ledger);
  Exporter exporter(scenario, outlet);
  const Sources sources = make_sources(world, ledger);
  Slice slice{.begin = scenario.start, .end = std::min(scenario.start + kSlice, scenario.end())};
  while (slice.begin < scenario.end()) {
    for (const auto& source : sources) source->run(slice, exporter);
    exporter.advance(slice.end);
    NOROSHI_CHECK(outlet.flush(slice.end, sink));
    if (progress) progress({slice.end - scenario.start, scenario.duration, outlet.records()});
    slice = {slice.index + 1, slice.end, std::min(slice.end + kSlice, scenario.end())};
  }
  fill(truth, world, sources, outlet.records());
  return {};
}

}  // namespace noroshi::traffic
