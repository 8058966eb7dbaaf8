#include "train/traffic/p2p_botnet.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

using base::Micros;

constexpr std::uint32_t kPeers = 40;     // remote ones that bots share
constexpr std::uint32_t kEachRound = 3;  // asked in one round

Signature signature() {
  return {.ports = {}, .shortest_s = 120, .longest_s = 240, .jitter = 0.2, .protocol = model::kUdp};
}

}  // namespace

P2pBotnet::P2pBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance,
                     Ledger& ledger)
    : crew_(world, spec, instance, signature(), ledger) {
  for (std::uint32_t peer = 0; peer < kPeers; ++peer) {
    Stream draw = crew_.stream(Domain::Botnet, 6, peer);
    const auto address = world.plan.remote(draw.below(kRemoteWidth));
    const auto port = static_cast<std::uint16_t>(1'024 + draw.below(64'000));
    crew_.recruit({address, port, model::kUdp}, ledger);
  }
  for (std::uint32_t bot = 0; bot < crew_.bots().size(); ++bot) {
    Stream draw = crew_.stream(Domain::Bot, bot);
    const Micros phase = static_cast<Micros>(draw.unit() * static_cast<double>(crew_.period()));
    timers_.push_back({std::max(crew_.bots()[bot].infected, world.scenario.start + phase)});
  }
}

void P2pBotnet::run(const Slice& slice, Exporter& exporter) {
  for (std::uint32_t bot = 0; bot < timers_.size(); ++bot) {
    while (timers_[bot].next < slice.end) gossip(bot, exporter);
  }
}

void P2pBotnet::gossip(std::uint32_t bot, Exporter& exporter) {
  Timer& timer = timers_[bot];
  Stream stream = crew_.stream(Domain::Bot, bot, 1 + timer.tick++);
  for (std::uint32_t n = 0; n < kEachRound; ++n) {
    const std::uint32_t peer = stream.below(kPeers);
    Conversation c = crew_.towards(bot, peer, timer.next + n * 50 * base::kMillisecond, stream);
    c.client_port = static_cast<std::uint16_t>(10'000 + net::hash(c.client) % 50'000);  // its own
    const double answer = stream.chance(0.7) ? 200 + stream.below(400) : 0;
    udp_exchange(c, {90.0 + stream.below(60), answer, round_trip(stream)}, stream);
    exporter.add(c, crew_.server_tag(peer));
  }
  timer.next += crew_.interval(stream);
}

void P2pBotnet::testify(Truth& truth) const {
  crew_.testify(truth, "c2-p2p");
  truth.notes.emplace_back(
      "p2p: no central server exists; the peers under other_endpoints are infected hosts, and a "
      "report of one is neither right nor wrong.");
}

}  // namespace noroshi::traffic
