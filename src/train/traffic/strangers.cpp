#include "train/traffic/strangers.hpp"

#include <algorithm>

#include "train/traffic/daily.hpp"

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kHour;
using base::kMillisecond;
using base::Micros;

Micros micros(double value) { return static_cast<Micros>(value); }

double days(const Slice& slice) {
  return static_cast<double>(slice.length()) / static_cast<double>(kDay);
}

}  // namespace

FileSharing::FileSharing(const World& world, Ledger& ledger)
    : world_(world), tag_(ledger.open("p2p-file-sharing")) {
  for (std::uint32_t i = 0; i < world.scenario.subscribers; ++i) {
    Stream stream = Stream::of(world.scenario.seed, Domain::Peers, i);
    if (!stream.chance(world.scenario.p2p_share)) continue;
    nodes_.push_back({i, static_cast<std::uint16_t>(6'881 + stream.below(40'000))});
  }
}

void FileSharing::run(const Slice& slice, Exporter& exporter) {
  const Scenario& s = world_.scenario;
  for (const Node& node : nodes_) {
    if (!Hours(s.seed, Presence::Evening, node.subscriber, s.utc_offset).on(slice.begin)) continue;
    contact_peers(node, slice, exporter);
  }
}

void FileSharing::contact_peers(const Node& node, const Slice& slice, Exporter& exporter) const {
  constexpr double kPeersPerHour = 40;  // a tenth of what a busy client does; see lab-traffic.md
  Stream stream = Stream::of(world_.scenario.seed, Domain::Peers, node.subscriber, slice.index + 1);
  const double mean =
      kPeersPerHour * static_cast<double>(slice.length()) / static_cast<double>(kHour);
  const std::uint32_t count = stream.poisson(mean);
  for (std::uint32_t n = 0; n < count; ++n) {
    Conversation c;
    c.client = world_.plan.subscriber(node.subscriber);
    c.server = world_.plan.remote(stream.below(kRemoteWidth));
    c.client_port = node.port;
    c.server_port = static_cast<std::uint16_t>(1'025 + net::hash(c.server) % 64'000);
    c.start = slice.instant(stream);
    if (stream.chance(0.2)) std::swap(c.client, c.server), std::swap(c.client_port, c.server_port);
    const bool transfer = stream.chance(0.06);
    c.protocol = transfer && stream.chance(0.5) ? model::kTcp : model::kUdp;
    const double out = transfer ? stream.lognormal(300'000, 1.5) : 110;
    const double in = transfer ? stream.lognormal(600'000, 1.8) : (stream.chance(0.45) ? 320 : 0);
    const Exchange exchange{
        std::min(out, 1e9), std::min(in, 1e9),
        transfer ? micros(stream.lognormal(200e6, 1.0)) : 2 * round_trip(stream)};
    if (c.protocol == model::kTcp) {
      c.client_port = ephemeral_port(stream);
      tcp_exchange(c, exchange, stream);
    } else {
      udp_exchange(c, exchange, stream);
    }
    exporter.add(c, tag_);
  }
}

void Scanners::run(const Slice& slice, Exporter& exporter) {
  constexpr std::uint32_t kScanners = 80;
  constexpr std::uint16_t kPorts[] = {23, 22, 80, 443, 445, 3389, 8080, 2323, 5555, 6379};
  const Scenario& s = world_.scenario;
  Stream stream = Stream::of(s.seed, Domain::Scanner, slice.index);
  const std::uint32_t count = stream.poisson(s.scan_per_day * s.subscribers * days(slice));
  for (std::uint32_t n = 0; n < count; ++n) {
    const std::uint32_t scanner = stream.below(kScanners);
    Conversation c;
    c.client = world_.plan.remote(net::mix(s.seed + scanner) % kRemoteWidth);
    c.server = world_.plan.subscriber(stream.below(s.subscribers));
    c.client_port = static_cast<std::uint16_t>(40'000 + scanner);  // fixed, as zmap and masscan do
    c.server_port = kPorts[(scanner + stream.below(2)) % 10];
    c.start = slice.instant(stream);
    const double answer = stream.unit();
    if (answer < 0.90) {
      unanswered_syn(c, 0);
    } else if (answer < 0.99) {
      refused_syn(c);
    } else {
      tcp_exchange(c, {60, 180, 900 * kMillisecond}, stream);
    }
    exporter.add(c, tag_);
  }
}

void Floods::run(const Slice& slice, Exporter& exporter) {
  constexpr std::uint16_t kReflectors[] = {53, 123, 389, 1900, 11211};
  const Scenario& s = world_.scenario;
  Stream stream = Stream::of(s.seed, Domain::Flood, slice.index);
  const std::uint32_t floods = stream.poisson(s.floods_per_day * days(slice));
  for (std::uint32_t flood = 0; flood < floods; ++flood) {
    const net::Address victim = world_.plan.subscriber(stream.below(s.subscribers));
    const std::uint16_t reflector = kReflectors[stream.below(5)];
    const Micros start = slice.instant(stream);
    const double length = stream.between(60e6, 600e6);
    const std::uint32_t sources = 200 + stream.below(600);
    for (std::uint32_t n = 0; n < sources; ++n) {
      Conversation c;
      c.protocol = model::kUdp;
      c.client = world_.plan.remote(stream.below(kRemoteWidth));
      c.server = victim;
      c.client_port = reflector;
      c.server_port = static_cast<std::uint16_t>(1'024 + stream.below(64'000));
      c.start = start + micros(stream.exponential(5e6));
      c.end = c.start + micros(length * stream.between(0.6, 1.0));
      c.packets = 20 + static_cast<std::uint64_t>(stream.lognormal(3'000, 1.0));
      c.octets = c.packets * (400 + stream.below(1'000));
      exporter.add(c, tag_);
    }
  }
}

}  // namespace noroshi::traffic
