#include "detect/c2/census.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "detect/c2/orientation.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kLeastSlots = 1024;
constexpr std::size_t kAhead = 16;       // rows
constexpr double kStandardError = 0.13;  // of an estimate of clients (model/distinct.hpp)

template <class Number>
void add_up(Number& sum, std::uint64_t value) {
  const std::uint64_t most = std::numeric_limits<Number>::max();
  sum = static_cast<Number>(std::min(most, sum + std::min(most, value)));
}

std::uint64_t hash_of(const model::Endpoint& endpoint) {
  return net::mix(net::hash(endpoint.ip) ^
                  (static_cast<std::uint64_t>(endpoint.port) << 8 | endpoint.proto));
}

std::uint64_t classes_of(const model::ClientRegisters& registers) {
  std::uint64_t classes = 0;
  for (std::size_t i = 0; i < registers.size(); ++i) {
    if (registers[i] != 0) classes |= std::uint64_t{1} << i;
  }
  return classes;
}

void count(std::vector<std::pair<std::uint32_t, std::uint64_t>>& samplings, std::uint32_t interval,
           std::uint64_t records) {
  if (interval == 0) return;
  auto known =
      std::ranges::find(samplings, interval, &std::pair<std::uint32_t, std::uint64_t>::first);
  if (known == samplings.end()) known = samplings.insert(known, {interval, 0});
  known->second += records;
}

// Where packets were sampled, the records of the two directions are of different contacts; else
// each is nearly always the other half of one.
std::uint64_t most_contacts(const model::ServerBatch& batch, std::size_t i, bool sampled) {
  const std::uint64_t asked = batch.flows[i];
  const std::uint64_t answers = batch.rev_flows[i];
  const bool apart = sampled || batch.sampling[i] > 1;
  return std::max<std::uint64_t>(apart ? asked + answers : std::max(asked, answers), 1);
}

}  // namespace

bool is_only_probed(const ServerSums& sums) {
  const auto clients = static_cast<std::uint32_t>(std::popcount(sums.client_classes));
  return sums.protocol == model::kTcp && sums.failed >= sums.records && !sums.answered &&
         sums.records <= 3 * std::max(1U, clients);
}

Census::Census(base::Micros from, bool sampled)
    : from_(from), sampled_(sampled), slots_(kLeastSlots, 0) {}

std::uint32_t Census::second_of(base::Micros instant, base::Micros rounding) const {
  if (instant <= from_) return 0;
  const base::Micros after = (instant - from_ + rounding) / base::kSecond;
  return static_cast<std::uint32_t>(
      std::min<base::Micros>(after, std::numeric_limits<std::uint32_t>::max()));
}

void Census::note(ServerSums& row, base::Micros first, base::Micros last) {
  const std::uint32_t begin = second_of(first, 0);
  const std::uint32_t end = second_of(std::max(first, last), base::kSecond - 1);
  row.first = row.records == 0 ? begin : std::min(row.first, begin);
  row.last = std::max(row.last, end);
  first_ = std::min(first_, begin);
  last_ = std::max(last_, end);
}

void Census::add(const model::ServerBatch& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!has_ports(batch.proto[i]) || batch.server[i].is_special()) continue;
    ServerSums& row = row_of({batch.server[i], batch.port[i], batch.proto[i]});
    const std::uint64_t records = most_contacts(batch, i, sampled_);
    note(row, batch.first[i], batch.last[i]);
    add_up(row.records, records);
    add_up(row.failed, batch.failed[i]);
    row.client_classes |= classes_of(batch.clients[i]);
    const double clients = model::estimate_clients(batch.clients[i]);
    row.most_clients = std::max(row.most_clients, static_cast<std::uint32_t>(clients));
    row.answered = row.answered || batch.rev_flows[i] > 0;
    model::merge_clients(all_clients_, batch.clients[i]);
    count(samplings_, batch.sampling[i], records);
  }
}

void Census::add(const model::FlowBatch& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const model::Flow flow = batch.at(i);
    if (!has_ports(flow.protocol) || flow.source_address.is_special() ||
        flow.destination_address.is_special()) {
      continue;
    }
    const bool turned = source_serves(flow);
    const net::Address& client = turned ? flow.destination_address : flow.source_address;
    ServerSums& row = row_of({turned ? flow.source_address : flow.destination_address,
                              turned ? flow.source_port : flow.destination_port, flow.protocol});
    const std::uint8_t asked = turned ? flow.reverse_tcp_flags : flow.tcp_flags;
    note(row, flow.start, flow.end);
    add_up(row.records, 1);
    if ((asked & (model::kSyn | model::kAck)) == model::kSyn) add_up(row.failed, 1);
    model::ClientRegisters one{};
    model::note_client(one, client);
    row.client_classes |= classes_of(one);
    row.most_clients = std::max(row.most_clients, 1U);
    row.answered = row.answered || (turned ? flow.packets : flow.reverse_packets) > 0;
    model::note_client(all_clients_, client);
    count(samplings_, flow.sampling_interval, 1);
  }
}

ServerSums& Census::row_of(const model::Endpoint& endpoint) {
  std::size_t slot = hash_of(endpoint) & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t number = slots_[slot] - 1;
    ServerSums& row = chunks_[number / kChunkRows][number % kChunkRows];
    if (row.address == endpoint.ip && row.port == endpoint.port && row.protocol == endpoint.proto) {
      return row;
    }
  }
  if (size_ % kChunkRows == 0) chunks_.push_back(std::make_unique<ServerSums[]>(kChunkRows));
  ServerSums& row = chunks_.back()[size_ % kChunkRows];
  row.address = endpoint.ip;
  row.port = endpoint.port;
  row.protocol = endpoint.proto;
  slots_[slot] = static_cast<std::uint32_t>(++size_);
  if (4 * size_ > 3 * slots_.size()) grow();
  return row;
}

void Census::grow() {
  slots_.assign(2 * slots_.size(), 0);
  for (std::size_t number = 0; number < size_; ++number) {
    std::size_t slot = hash_of((*this)[number].endpoint()) & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

std::size_t Census::find(const model::Endpoint& endpoint) const {
  return find(endpoint, hash_of(endpoint));
}

std::size_t Census::find(const model::Endpoint& endpoint, std::uint64_t hash) const {
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t number = slots_[slot] - 1;
    if ((*this)[number].endpoint() == endpoint) return number;
  }
  return kNone;
}

// In three steps, each some rows behind the one before, so that what it needs is in the cache: ask
// for the slot; for the server that stands there; compare.
void Census::find(const model::PairBatch& batch, std::vector<std::size_t>& numbers) const {
  const std::size_t mask = slots_.size() - 1;
  std::array<std::uint64_t, 4 * kAhead> hashes;  // of row i at i modulo the size
  const auto hash_at = [&](std::size_t row) -> std::uint64_t& {
    return hashes[row % hashes.size()];
  };
  numbers.resize(batch.size());
  for (std::size_t i = 0; i < batch.size() + 2 * kAhead; ++i) {
    if (i < batch.size()) {
      hash_at(i) = hash_of({batch.server[i], batch.port[i], batch.proto[i]});
      __builtin_prefetch(&slots_[hash_at(i) & mask]);
    }
    if (i >= kAhead && i - kAhead < batch.size()) {
      const std::uint32_t number = slots_[hash_at(i - kAhead) & mask];
      if (number != 0) __builtin_prefetch(&(*this)[number - 1]);
    }
    if (i < 2 * kAhead) continue;
    const std::size_t row = i - 2 * kAhead;
    numbers[row] = find({batch.server[row], batch.port[row], batch.proto[row]}, hash_at(row));
  }
}

void Census::count_returns(const model::PairBatch& batch, std::span<const std::size_t> numbers) {
  std::array<std::uint64_t, 2 * kAhead> keys;  // of row i at i modulo the size
  for (std::size_t i = 0; i < batch.size() + kAhead; ++i) {
    if (i < batch.size()) {
      keys[i % keys.size()] = net::mix(net::hash(batch.client[i]) ^ net::mix(numbers[i] + 1));
      met_.prefetch(keys[i % keys.size()]);
    }
    if (i < kAhead || numbers[i - kAhead] == kNone) continue;
    const std::size_t row = i - kAhead;
    ServerSums& sums = chunks_[numbers[row] / kChunkRows][numbers[row] % kChunkRows];
    const std::uint64_t contacts = std::max({batch.flows[row], batch.rev_flows[row], 1U});
    const std::uint64_t known = sums.returns == ServerSums::kNotCounted ? 0 : sums.returns;
    const std::uint64_t returns = known + contacts - (met_.meet(keys[row % keys.size()]) ? 1 : 0);
    sums.returns =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(returns, ServerSums::kNotCounted - 1));
  }
}

base::Micros Census::first_seen() const {
  return size_ == 0 ? from_ : from_ + first_ * base::kSecond;
}

base::Micros Census::last_seen() const { return from_ + last_ * base::kSecond; }

double Census::most_clients() const {
  return std::ceil(model::estimate_clients(all_clients_) * (1 + 4 * kStandardError));
}

std::uint32_t Census::stated_sampling() const {
  const auto commonest = std::ranges::max_element(samplings_, {}, [](const auto& entry) {
    return std::pair{entry.second, entry.first};
  });
  return commonest == samplings_.end() ? 0 : commonest->first;
}

}  // namespace noroshi::c2
