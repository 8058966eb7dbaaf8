#include "detect/c2/flow_table.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <sys/mman.h>
#include <tuple>
#include <utility>

#include "detect/c2/orientation.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/pair_rows.hpp"

namespace noroshi::c2 {
namespace {

using model::FlowBatch;

template <class Narrow>
Narrow saturated(std::uint64_t value) {
  return static_cast<Narrow>(std::min<std::uint64_t>(value, std::numeric_limits<Narrow>::max()));
}

// 70,000 years before and after 1970: differences of times inside cannot overflow.
constexpr base::Micros kFarthest = base::Micros{1} << 61;

bool has_sane_time(base::Micros start) { return start > -kFarthest && start < kFarthest; }

// Multicast, broadcast and link-local traffic has no server across the network.
bool can_be_contact(const FlowBatch& batch, std::size_t row) {
  return has_ports(batch.protocol[row]) && has_sane_time(batch.start[row]) &&
         !batch.source_address[row].is_special() && !batch.destination_address[row].is_special();
}

bool can_be_contact(const model::PairBatch& batch, std::size_t row) {
  return has_ports(batch.proto[row]) && has_sane_time(batch.pane[row]) &&
         has_sane_time(batch.first[row]) && !batch.client[row].is_special() &&
         !batch.server[row].is_special();
}

// `start` is sane, `end` need not be.
std::uint32_t duration_ms(base::Micros start, base::Micros end) {
  const base::Micros lasting = std::clamp(end, start, start + kFarthest) - start;
  return saturated<std::uint32_t>(static_cast<std::uint64_t>(lasting / base::kMillisecond));
}

FlowRow as_recorded(const FlowBatch& batch, std::size_t i) {
  return {.server = 0,
          .port = batch.destination_port[i],
          .protocol = batch.protocol[i],
          .traits = batch.traits[i],
          .client = 0,
          .client_port = batch.source_port[i],
          .flags_out = batch.tcp_flags[i],
          .flags_in = batch.reverse_tcp_flags[i],
          .start = batch.start[i],
          .duration_ms = duration_ms(batch.start[i], batch.end[i]),
          .packets_out = saturated<std::uint32_t>(batch.packets[i]),
          .packets_in = saturated<std::uint32_t>(batch.reverse_packets[i]),
          .octets_out = saturated<std::uint32_t>(batch.octets[i]),
          .octets_in = saturated<std::uint32_t>(batch.reverse_octets[i]),
          .sampling = batch.sampling_interval[i]};
}

void turn_around(FlowRow& row) {
  std::swap(row.port, row.client_port);
  std::swap(row.server, row.client);
  std::swap(row.flags_out, row.flags_in);
  std::swap(row.packets_out, row.packets_in);
  std::swap(row.octets_out, row.octets_in);
}

auto order_of(const FlowRow& row) {
  return std::tuple(row.server, row.port, row.protocol, row.client, row.client_port, row.start,
                    row.duration_ms, row.packets_out, row.packets_in, row.octets_out, row.octets_in,
                    row.flags_out, row.flags_in, row.traits, row.sampling);
}

// The place of a row without its counters, in two words: enough to decide nearly every comparison.
bool comes_before(const FlowRow& a, const FlowRow& b) {
  if (a.server != b.server) return a.server < b.server;
  if (a.port != b.port) return a.port < b.port;
  return order_of(a) < order_of(b);
}

}  // namespace

FlowTable::FlowTable() = default;

FlowTable::Chunk FlowTable::new_chunk() {
  void* rows = mmap(nullptr, kChunkRows * sizeof(FlowRow), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (rows == MAP_FAILED) throw std::bad_alloc();
  return Chunk(static_cast<FlowRow*>(rows));  // zeros; rows are written before they are read
}

void FlowTable::Unmap::operator()(FlowRow* rows) const {
  munmap(rows, kChunkRows * sizeof(FlowRow));
}

void FlowTable::keep(const FlowRow& row) {
  const std::uint64_t endpoint = static_cast<std::uint64_t>(row.server) << 24 |
                                 static_cast<std::uint64_t>(row.port) << 8 | row.protocol;
  Partition& partition = partitions_[net::mix(endpoint) % kPartitions];
  if (partition.used == kChunkRows) {
    partition.chunks.push_back(new_chunk());
    partition.used = 0;
  }
  partition.chunks.back()[partition.used++] = row;
}

// Asks for the slots of `row` and for the addresses behind those of half as far ahead.
void FlowTable::prefetch(Addresses sources, Addresses destinations, std::size_t row) {
  if (row < sources.size()) {
    const Hashes hashes{net::hash(sources[row]), net::hash(destinations[row])};
    hosts_.prefetch_slot(hashes.source);
    hosts_.prefetch_slot(hashes.destination);
    hashes_[row % hashes_.size()] = hashes;
  }
  if (row >= kAhead / 2 && row - kAhead / 2 < sources.size()) {
    const Hashes& nearer = hashes_[(row - kAhead / 2) % hashes_.size()];
    hosts_.prefetch_address(nearer.source);
    hosts_.prefetch_address(nearer.destination);
  }
}

void FlowTable::add(const FlowBatch& batch) {
  records_ += batch.size();
  const Addresses sources = batch.source_address;
  const Addresses destinations = batch.destination_address;
  for (std::size_t row = 0; row < kAhead; ++row) prefetch(sources, destinations, row);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    prefetch(sources, destinations, i + kAhead);
    if (!can_be_contact(batch, i)) {
      ++ignored_;
      continue;
    }
    FlowRow row = as_recorded(batch, i);
    const Hashes& hashes = hashes_[i % hashes_.size()];
    row.client = hosts_.intern(batch.source_address[i], hashes.source);
    row.server = hosts_.intern(batch.destination_address[i], hashes.destination);
    if (source_serves(batch.at(i))) turn_around(row);
    keep(row);
    count_sampling(row.sampling, 1);
  }
}

void FlowTable::add(const model::PairBatch& batch, bool sampled) {
  std::vector<FlowRow> rows;
  for (std::size_t row = 0; row < kAhead; ++row) prefetch(batch.client, batch.server, row);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    prefetch(batch.client, batch.server, i + kAhead);
    const std::uint64_t records = std::max({batch.flows[i], batch.rev_flows[i], 1U});
    records_ += records;
    if (!can_be_contact(batch, i)) {
      ignored_ += records;
      continue;
    }
    rows_of_pair(batch, i, sampled, rows);
    const Hashes& hashes = hashes_[i % hashes_.size()];
    const std::uint32_t client = hosts_.intern(batch.client[i], hashes.source);
    const std::uint32_t server = hosts_.intern(batch.server[i], hashes.destination);
    for (FlowRow& row : rows) {
      row.client = client;
      row.server = server;
      keep(row);
    }
    count_sampling(batch.sampling[i], records);
  }
}

void FlowTable::note_clients(const Overview& overview) {
  for (std::uint32_t number = 0; number < overview.clients(); ++number) {
    hosts_.intern(overview.client(number));
  }
}

void FlowTable::count_sampling(std::uint32_t sampling, std::uint64_t records) {
  auto known =
      std::ranges::find(samplings_, sampling, &std::pair<std::uint32_t, std::uint64_t>::first);
  if (known == samplings_.end()) known = samplings_.insert(known, {sampling, 0});
  known->second += records;
}

std::uint32_t FlowTable::stated_sampling() const {
  const auto commonest = std::ranges::max_element(samplings_, {}, [](const auto& entry) {
    return entry.first == 0 ? std::pair{std::uint64_t{0}, 0U}
                            : std::pair{entry.second, entry.first};
  });
  return commonest == samplings_.end() ? 0 : commonest->first;
}

std::vector<FlowRow> FlowTable::take_partition(std::size_t index) {
  Partition& partition = partitions_[index];
  std::vector<FlowRow> rows;
  rows.reserve(partition.chunks.size() * kChunkRows);
  for (auto& chunk : partition.chunks) {
    const bool last = &chunk == &partition.chunks.back();
    rows.insert(rows.end(), chunk.get(), chunk.get() + (last ? partition.used : kChunkRows));
    chunk.reset();
  }
  partition = {};
  std::ranges::sort(rows, comes_before);
  return rows;
}

}  // namespace noroshi::c2
