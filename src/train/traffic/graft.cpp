#include "train/traffic/graft.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>

#include "train/traffic/daily.hpp"

namespace noroshi::traffic {
namespace {

using base::kHour;
using base::kMinute;
using base::Micros;

constexpr std::size_t kMostFlows = 2'000'000;
constexpr std::size_t kReadAtOnce = 16'384;
constexpr std::size_t kMostUnlabelled = 1'000;  // the most contacted ones

bool across_the_internet(const net::Address& address) {
  return !address.is_special() && !address.is_private();
}

// A flow that some host inside has with the Internet, from the host's point of view.
const net::Address* inside_of(const model::Flow& flow) {
  if (across_the_internet(flow.destination_address)) return &flow.source_address;
  if (across_the_internet(flow.source_address)) return &flow.destination_address;
  return nullptr;
}

Result<net::Address> busiest_private(const std::vector<model::Flow>& flows) {
  std::map<net::Address, std::size_t> counts;
  for (const model::Flow& flow : flows) {
    const net::Address* host = inside_of(flow);
    if (host != nullptr && host->is_private()) ++counts[*host];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) {
    return Error{
        Errc::InvalidInput,
        "no private address speaks with the Internet in this capture; name the host to graft"};
  }
  return most->first;
}

// IP layer octets, whatever the source counted.
void count_headers(model::Flow& flow) {
  if ((flow.traits & model::kPayloadOctets) == 0) return;
  const std::uint64_t header = header_octets(flow.source_address, flow.protocol);
  flow.octets += header * flow.packets;
  flow.reverse_octets += header * flow.reverse_packets;
  flow.traits &= static_cast<std::uint8_t>(~model::kPayloadOctets);
}

Result<std::vector<model::Flow>> read_all(flow::FlowReader& reader) {
  std::vector<model::Flow> flows;
  model::FlowBatch batch;
  while (NOROSHI_TRY(reader.read(batch, kReadAtOnce))) {
    for (std::size_t row = 0; row < batch.size() && flows.size() < kMostFlows; ++row) {
      model::Flow flow = batch.at(row);
      if (inside_of(flow) == nullptr || flow.packets + flow.reverse_packets == 0) continue;
      count_headers(flow);
      flows.push_back(flow);
    }
    batch.clear();
  }
  return flows;
}

// Times from 0 on; a turn lasts as long as the flows, and a usual gap between two of them.
void make_relative(Graft& graft) {
  auto& flows = graft.flows;
  std::stable_sort(flows.begin(), flows.end(),
                   [](const auto& a, const auto& b) { return a.start < b.start; });
  const Micros origin = flows.front().start;
  for (model::Flow& flow : flows) {
    flow.start -= origin;
    flow.end = std::max(flow.start, flow.end - origin);
  }
  const auto gaps = static_cast<Micros>(flows.size());
  graft.length = std::max(kMinute, flows.back().start + flows.back().start / gaps + base::kSecond);
}

}  // namespace

Result<Graft> load_graft(flow::FlowReader& reader, std::string name, const GraftOptions& options) {
  Graft graft;
  graft.name = std::move(name);
  graft.family = options.family;
  graft.c2 = options.c2;
  graft.clients = options.clients;
  graft.always_on = options.always_on;
  graft.flows = NOROSHI_TRY(read_all(reader));
  graft.host = options.host ? *options.host : NOROSHI_TRY(busiest_private(graft.flows));
  std::erase_if(graft.flows, [&](const auto& flow) { return *inside_of(flow) != graft.host; });
  if (graft.flows.empty()) {
    return Error{
        Errc::InvalidInput,
        fmt::format("{} has no flow across the Internet in this capture; name another host",
                    graft.host.to_string())};
  }
  make_relative(graft);
  return graft;
}

GraftedHosts::GraftedHosts(const World& world, const Graft& graft, std::uint32_t instance,
                           Ledger& ledger)
    : world_(world),
      graft_(graft),
      other_(ledger.open(fmt::format("graft {}: other", graft.name))) {
  for (std::size_t i = 0; i < graft.c2.size(); ++i) {
    c2_.push_back(ledger.open(fmt::format("graft {}: c2", graft.name)));
  }
  for (const model::Flow& flow : graft.flows) roles_.push_back(c2_of(flow));
  const Scenario& s = world.scenario;
  Stream draw = Stream::of(s.seed, Domain::Graft, instance);
  std::uint64_t step = 1 + draw.below(s.subscribers);
  while (std::gcd<std::uint64_t>(step, s.subscribers) != 1) ++step;
  const std::uint64_t first = draw.below(s.subscribers);
  for (std::uint32_t i = 0; i < graft.clients; ++i) {
    Stream own = Stream::of(s.seed, Domain::Graft, instance, i + 1);
    const double passed = (i + 0.5) / graft.clients;
    const double hours = s.spread_hours * ln(passed / (1.0 - passed));
    Client client;
    client.subscriber = static_cast<std::uint32_t>((first + step * i) % s.subscribers);
    client.infected =
        s.start + s.spread_midpoint + static_cast<Micros>(hours * static_cast<double>(kHour));
    if (client.infected >= s.end()) break;
    // Infected in the day: from the capture's beginning.  Before it: somewhere within.
    const double into = own.unit() * static_cast<double>(graft.length);
    client.turn =
        client.infected >= s.start ? client.infected : s.start - static_cast<Micros>(into);
    client.contacted.resize(graft.c2.size());
    clients_.push_back(std::move(client));
  }
}

std::size_t GraftedHosts::c2_of(const model::Flow& flow) const {
  for (std::size_t i = 0; i < graft_.c2.size(); ++i) {
    const model::Endpoint& server = graft_.c2[i];
    if (flow.protocol != server.proto) continue;
    if (flow.destination_address == server.ip && flow.destination_port == server.port) return i;
    if (flow.source_address == server.ip && flow.source_port == server.port) return i;
  }
  return graft_.c2.size();
}

void GraftedHosts::run(const Slice& slice, Exporter& exporter) {
  for (Client& client : clients_) live(client, slice.end, exporter);
}

void GraftedHosts::live(Client& client, Micros until, Exporter& exporter) {
  const Scenario& s = world_.scenario;
  const Presence presence = graft_.always_on ? Presence::Always : Presence::Evening;
  const Hours hours(s.seed, presence, client.subscriber, s.utc_offset);
  while (true) {
    const Micros at = client.turn + graft_.flows[client.flow].start;
    if (at >= until) return;
    if (hours.on(at)) {
      const std::size_t role = roles_[client.flow];
      if (role < c2_.size() && at >= s.start) client.contacted[role] = true;
      give(client, graft_.flows[client.flow], at, exporter);
    }
    if (++client.flow < graft_.flows.size()) continue;
    client.flow = 0;
    client.turn += graft_.length;
  }
}

void GraftedHosts::give(Client& client, const model::Flow& flow, Micros at,
                        Exporter& exporter) const {
  const auto index = static_cast<std::size_t>(&flow - graft_.flows.data());
  const bool inbound = flow.destination_address == graft_.host;
  const net::Address self = graft_.host.is_v4() ? world_.plan.subscriber(client.subscriber)
                                                : world_.plan.subscriber_v6(client.subscriber);
  Conversation c;
  c.client = inbound ? flow.source_address : self;
  c.server = inbound ? self : flow.destination_address;
  c.client_port = flow.source_port;
  c.server_port = flow.destination_port;
  c.protocol = flow.protocol;
  c.traits = flow.traits;
  c.flags = flow.tcp_flags;
  c.reverse_flags = flow.reverse_tcp_flags;
  c.start = at;
  c.end = at + (flow.end - flow.start);
  c.packets = flow.packets;
  c.reverse_packets = flow.reverse_packets;
  c.octets = flow.octets;
  c.reverse_octets = flow.reverse_octets;
  exporter.add(c, roles_[index] < c2_.size() ? c2_[roles_[index]] : other_);
}

// The other servers of the host: ordinary ones, loaders, victims; nobody has said which.
std::vector<model::Endpoint> GraftedHosts::unlabelled() const {
  std::map<model::Endpoint, std::size_t> contacts;
  for (std::size_t i = 0; i < graft_.flows.size(); ++i) {
    const model::Flow& flow = graft_.flows[i];
    if (roles_[i] < c2_.size() || flow.source_address != graft_.host) continue;
    ++contacts[{flow.destination_address, flow.destination_port, flow.protocol}];
  }
  std::vector<std::pair<std::size_t, model::Endpoint>> by_contacts;
  for (const auto& [server, count] : contacts) by_contacts.emplace_back(count, server);
  std::sort(by_contacts.begin(), by_contacts.end(), std::greater<>());
  by_contacts.resize(std::min(by_contacts.size(), kMostUnlabelled));
  std::vector<model::Endpoint> servers;
  for (const auto& [count, server] : by_contacts) servers.push_back(server);
  return servers;
}

void GraftedHosts::testify(Truth& truth) const {
  for (const Client& client : clients_) {
    truth.infected.push_back(graft_.host.is_v4() ? world_.plan.subscriber(client.subscriber)
                                                 : world_.plan.subscriber_v6(client.subscriber));
  }
  for (std::size_t i = 0; i < graft_.c2.size(); ++i) {
    const Ledger::Account& account = world_.ledger.at(c2_[i]);
    TruthEndpoint entry;
    entry.endpoint = graft_.c2[i];
    entry.kind = "c2";
    entry.family = graft_.family;
    for (const Client& client : clients_) entry.clients += client.contacted[i] ? 1 : 0;
    entry.records = account.records;
    if (account.records > 0) entry.first_seen = account.first;
    if (account.records > 0) entry.last_seen = account.last;
    truth.c2.push_back(entry);
  }
  for (const model::Endpoint& server : unlabelled()) {
    TruthEndpoint entry;
    entry.endpoint = server;
    entry.kind = "graft-other";
    truth.others.push_back(entry);
  }
  truth.notes.push_back(fmt::format(
      "graft: {} subscribers relive {} ({} flows); its other servers are as captured and "
      "unlabelled.",
      clients_.size(), graft_.name, graft_.flows.size()));
}

}  // namespace noroshi::traffic
