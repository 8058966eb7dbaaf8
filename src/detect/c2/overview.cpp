#include "detect/c2/overview.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "detect/c2/attack.hpp"
#include "detect/c2/census.hpp"
#include "detect/c2/orientation.hpp"
#include "detect/c2/ports.hpp"
#include "model/distinct.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::uint8_t kMostRank = 15;
constexpr std::size_t kGatherAfter = 1 << 20;  // probes: 16 MiB between two sorts

std::uint64_t hash_of(const model::PairBatch& batch, std::size_t i) {
  return net::mix(net::hash(batch.server[i]) ^
                  (static_cast<std::uint64_t>(batch.port[i]) << 8 | batch.proto[i]));
}

// Something other than a refusal came back, or the client went on after its SYN.
bool answered(const model::PairBatch& batch, std::size_t i) {
  if (batch.proto[i] == model::kTcp && batch.failed[i] >= batch.flows[i]) {
    const bool refused = (batch.rev_flags[i] & model::kRst) != 0 &&
                         (batch.rev_flags[i] & (model::kSyn | model::kPsh)) == 0;
    return batch.rev_packets[i] > 0 && !refused;
  }
  return true;  // of UDP nobody knows whether answers were watched
}

// One pane of a pair, looked at as is_flood looks at contacts.
bool floods(const model::PairBatch& batch, std::size_t i) {
  const double span = std::max(1.0, base::seconds(batch.last[i] - batch.first[i]));
  return is_flood(FloodFigures{.contacts = batch.flows[i],
                               .unanswered = batch.failed[i],
                               .packets_out = batch.packets[i],
                               .packets_in = batch.rev_packets[i],
                               .seconds = span});
}

std::size_t slot_of(const net::Address& client, std::uint16_t port, std::size_t slots) {
  return net::mix(net::hash(client) + port) % slots;
}

model::Endpoint endpoint_of(const model::PairBatch& batch, std::size_t i) {
  return {batch.server[i], batch.port[i], batch.proto[i]};
}

std::uint32_t second_of(base::Micros instant) {
  return static_cast<std::uint32_t>(
      std::clamp<base::Micros>(instant / base::kSecond, 0, 0xFFFF'FFFF));
}

// Nobody was answered by it, and nobody keeps at it.
bool only_probed(const Census& servers, const model::Endpoint& endpoint) {
  const std::size_t number = servers.find(endpoint);
  return number != Census::kNone && is_only_probed(servers[number]);
}

// Linear counting (Whang et al. 1990) over 64 classes.
double classes(std::uint64_t bits) {
  const int free = 64 - std::popcount(bits);
  return 64.0 * std::log(64.0 / std::max(1, free));
}

std::uint32_t rounded(double number) {
  return static_cast<std::uint32_t>(std::lround(std::max(0.0, number)));
}

}  // namespace

void SmallSketch::note(std::uint64_t hash) {
  const std::size_t which = hash % model::kClientRegisters;
  const int rank = std::countl_zero(hash | (model::kClientRegisters - 1)) + 1;
  std::uint8_t& pair = registers_[which / 2];
  const int shift = which % 2 == 0 ? 0 : 4;
  const auto known = static_cast<std::uint8_t>(pair >> shift & 0xF);
  const auto seen = static_cast<std::uint8_t>(std::min<int>(rank, kMostRank));
  if (seen <= known) return;
  pair = static_cast<std::uint8_t>((pair & ~(0xF << shift)) | seen << shift);
}

double SmallSketch::estimate() const {
  model::ClientRegisters registers{};
  for (std::size_t i = 0; i < registers.size(); ++i) {
    registers[i] = static_cast<std::uint8_t>(registers_[i / 2] >> (i % 2 == 0 ? 0 : 4) & 0xF);
  }
  return model::estimate_clients(registers);
}

Overview::Overview() : ports_(kPortSlots) {}

std::uint32_t Overview::number_of(const net::Address& address) {
  const std::uint32_t number = hosts_.intern(address);
  if (number / kChunkRows == chunks_.size()) {
    chunks_.push_back(std::make_unique<Client[]>(kChunkRows));
  }
  return number;
}

// Brings the probes into order, those of a client and port together.
void Overview::gather_probes() {
  std::ranges::sort(probes_, {}, [](const Probes& one) { return std::tie(one.client, one.port); });
  std::size_t kept = 0;
  for (const Probes& one : probes_) {
    Probes* last = kept == 0 ? nullptr : &probes_[kept - 1];
    if (last != nullptr && last->client == one.client && last->port == one.port) {
      last->servers += one.servers;
      last->first = std::min(last->first, one.first);
    } else {
      probes_[kept++] = one;
    }
  }
  probes_.resize(kept);
  gathered_ = kept;
}

void Overview::conclude(const Servers& servers) {
  servers_ = servers;
  gather_probes();
  histories_.resize(hosts_.size());
  for (std::uint32_t number = 0; number < hosts_.size(); ++number) {
    histories_[number] = history_of(number);
  }
}

void Overview::add(const model::PairBatch& batch, const Census& servers) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!has_ports(batch.proto[i]) || batch.client[i].is_special() ||
        batch.server[i].is_special()) {
      continue;
    }
    const std::uint64_t hash = hash_of(batch, i);
    const bool alive = answered(batch, i);
    const std::uint32_t number = number_of(batch.client[i]);
    Client& client = chunks_[number / kChunkRows][number % kChunkRows];
    Port& port = ports_[slot_of(batch.client[i], batch.port[i], kPortSlots)];
    const std::uint64_t its_class = std::uint64_t{1} << hash % 64;
    client.servers.note(hash);
    port.called |= its_class;
    if (alive) client.answering.note(hash), port.answering |= its_class;
    if (port_class(batch.port[i]) == PortClass::Other) client.odd |= its_class;
    client.floods = client.floods || floods(batch, i);
    if (alive || !only_probed(servers, endpoint_of(batch, i))) continue;
    probes_.push_back({.client = number,
                       .port = static_cast<std::uint32_t>(batch.proto[i]) << 16 | batch.port[i],
                       .servers = 1,
                       .first = second_of(batch.first[i])});
  }
  if (probes_.size() > 2 * gathered_ + kGatherAfter) gather_probes();
}

ClientHistory Overview::history_of(std::uint32_t number) const {
  const Client& client = chunks_[number / kChunkRows][number % kChunkRows];
  const double servers = client.servers.estimate();
  return {.servers = std::max(1U, rounded(servers)),
          .failed_servers = rounded(servers - client.answering.estimate()),
          .odd_servers = rounded(classes(client.odd)),
          .attacks = client.floods};
}

std::uint32_t Overview::failed_on_port(const net::Address& client, std::uint16_t port) const {
  const Port& one = ports_[slot_of(client, port, kPortSlots)];
  return rounded(classes(one.called & ~one.answering));
}

}  // namespace noroshi::c2
