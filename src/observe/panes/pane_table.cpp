#include "observe/panes/pane_table.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "model/distinct.hpp"

namespace noroshi::panes {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t mix_in(std::uint64_t state, std::uint64_t value) {
  // Multiply and fold: the mixing step of wyhash (Wang Yi, public domain).
  const auto product = static_cast<Wide>(state ^ value) * 0x9E37'79B9'7F4A'7C15ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

void RowIndex::insert(std::uint32_t hash, std::uint32_t row) {
  if (used_ * 2 >= slots_.size()) grow();
  std::size_t slot = at(hash);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = std::uint64_t{hash} << 32 | (row + 1);
  ++used_;
}

void RowIndex::grow() {
  std::vector<std::uint64_t> old(slots_.size() * 4, 0);
  old.swap(slots_);
  for (const std::uint64_t entry : old) {
    if (entry == 0) continue;
    std::size_t slot = at(static_cast<std::uint32_t>(entry >> 32));
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = entry;
  }
}

Hashes PaneTable::hash(const PairKey& key) const {
  std::uint64_t state = mix_in(seed_, key.server.low());
  state = mix_in(state, key.server.high() ^ (std::uint64_t{key.port} << 8 | key.proto));
  const auto server = static_cast<std::uint32_t>(state);
  state = mix_in(state, key.client.low());
  state = mix_in(state, key.client.high());
  return {.pair = static_cast<std::uint32_t>(state), .server = server};
}

void PaneTable::prefetch_rows(Hashes hashes) const {
  const auto any = [](std::uint32_t) { return true; };
  const std::uint32_t pair = index_.find(hashes.pair, any);
  if (pair != RowIndex::kNone) {
    const Pair* row = &pairs_[pair];
    __builtin_prefetch(row, 1);
    __builtin_prefetch(reinterpret_cast<const char*>(row) + 64, 1);
    return;
  }
  const std::uint32_t server = server_index_.find(hashes.server, any);
  if (server != RowIndex::kNone) __builtin_prefetch(&servers_[server], 1);
}

Pair& PaneTable::pair(const PairKey& key, Hashes hashes, Spare& spare) {
  const std::uint32_t known =
      index_.find(hashes.pair, [&](std::uint32_t row) { return pairs_[row].key == key; });
  if (known != RowIndex::kNone) return pairs_[known];
  index_.insert(hashes.pair, pairs_.size());
  Pair& pair = pairs_.add(spare.pairs);
  pair.key = key;
  pair.first = static_cast<std::uint32_t>(model::kPane);
  pair.last = pane_;
  pair.starts.fill(model::kNoStart);
  pair.server = server_of(key, hashes.server, spare);
  return pair;
}

std::uint32_t PaneTable::server_of(const PairKey& key, std::uint32_t hash, Spare& spare) {
  const std::uint32_t known = server_index_.find(hash, [&](std::uint32_t row) {
    const Server& candidate = servers_[row];
    return candidate.address == key.server && candidate.port == key.port &&
           candidate.proto == key.proto;
  });
  if (known != RowIndex::kNone) return known;
  const std::uint32_t row = servers_.size();
  server_index_.insert(hash, row);
  Server& fresh = servers_.add(spare.servers);
  fresh.address = key.server;
  fresh.port = key.port;
  fresh.proto = key.proto;
  return row;
}

void PaneTable::release(Spare& spare) {
  constexpr std::size_t kMostPairChunks = 2048;    // 64 MiB
  constexpr std::size_t kMostServerChunks = 1024;  // 48 MiB
  pairs_.release(spare.pairs, kMostPairChunks);
  servers_.release(spare.servers, kMostServerChunks);
}

// A counting sort: linear, and pairs of a server keep the order of their arrival.
std::vector<std::uint32_t> PaneTable::by_server() const {
  std::vector<std::uint32_t> begin(servers() + std::size_t{1}, 0);
  for (std::uint32_t i = 0; i < pairs(); ++i) ++begin[pair_at(i).server + 1];
  for (std::uint32_t i = 0; i < servers(); ++i) begin[i + 1] += begin[i];
  std::vector<std::uint32_t> order(pairs());
  for (std::uint32_t i = 0; i < pairs(); ++i) order[begin[pair_at(i).server]++] = i;
  return order;
}

void PaneTable::append(const Pair& pair, model::PairBatch& batch) const {
  batch.pane.push_back(pane_);
  batch.client.push_back(pair.key.client);
  batch.server.push_back(pair.key.server);
  batch.port.push_back(pair.key.port);
  batch.proto.push_back(pair.key.proto);
  batch.flags.push_back(pair.flags);
  batch.rev_flags.push_back(pair.rev_flags);
  batch.flows.push_back(pair.flows);
  batch.rev_flows.push_back(pair.rev_flows);
  batch.failed.push_back(pair.failed);
  batch.packets.push_back(pair.packets);
  batch.octets.push_back(pair.octets);
  batch.rev_packets.push_back(pair.rev_packets);
  batch.rev_octets.push_back(pair.rev_octets);
  batch.sampling.push_back(pair.sampling);
  batch.first.push_back(pane_ + pair.first);
  batch.last.push_back(pair.last);
  for (std::size_t i = 0; i < model::kPairStarts; ++i) batch.starts[i].push_back(pair.starts[i]);
}

void PaneTable::append_server(std::uint32_t number, model::ServerBatch& batch) {
  const Server& row = server(number);
  batch.pane.push_back(pane_);
  batch.server.push_back(row.address);
  batch.port.push_back(row.port);
  batch.proto.push_back(row.proto);
  batch.flows.push_back(0);
  batch.rev_flows.push_back(0);
  batch.failed.push_back(0);
  batch.packets.push_back(0);
  batch.octets.push_back(0);
  batch.rev_packets.push_back(0);
  batch.rev_octets.push_back(0);
  batch.sampling.push_back(0);
  batch.first.push_back(pane_ + model::kPane);
  batch.last.push_back(pane_);
  batch.clients.push_back({});
  batch.sizes.push_back(row.sizes);
  batch.rev_sizes.push_back(row.rev_sizes);
}

void add_to_server(const Pair& pair, base::Micros pane, model::ServerBatch& batch) {
  NOROSHI_ASSERT(batch.size() > 0);
  batch.flows.back() += pair.flows;
  batch.rev_flows.back() += pair.rev_flows;
  batch.failed.back() += pair.failed;
  batch.packets.back() += pair.packets;
  batch.octets.back() += pair.octets;
  batch.rev_packets.back() += pair.rev_packets;
  batch.rev_octets.back() += pair.rev_octets;
  batch.sampling.back() = std::max(batch.sampling.back(), pair.sampling);
  batch.first.back() = std::min(batch.first.back(), pane + pair.first);
  batch.last.back() = std::max(batch.last.back(), pair.last);
  model::note_client(batch.clients.back(), pair.key.client);
}

}  // namespace noroshi::panes
