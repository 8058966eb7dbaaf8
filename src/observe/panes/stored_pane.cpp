#include "observe/panes/stored_pane.hpp"

#include <algorithm>
#include <utility>

namespace noroshi::panes {
namespace {

PairKey key_of(const model::PairBatch& rows, std::size_t row) {
  return {rows.client[row], rows.server[row], rows.port[row], rows.proto[row]};
}

PairKey key_of(const model::ServerBatch& rows, std::size_t row) {
  return {{}, rows.server[row], rows.port[row], rows.proto[row]};
}

template <class Batch>
void add(StoredPane::Counters& sum, const Batch& rows, std::size_t row) {
  sum.flows += rows.flows[row];
  sum.rev_flows += rows.rev_flows[row];
  sum.failed += rows.failed[row];
  sum.packets += rows.packets[row];
  sum.octets += rows.octets[row];
  sum.rev_packets += rows.rev_packets[row];
  sum.rev_octets += rows.rev_octets[row];
}

template <class Count>
void subtract(Count& from, std::uint64_t stored) {
  from = from > stored ? static_cast<Count>(from - stored) : 0;
}

// Whether anything is left: every record counts in `flows` or in `rev_flows`.
template <class Batch>
bool subtract(Batch& rows, std::size_t row, const StoredPane::Counters& stored) {
  subtract(rows.flows[row], stored.flows);
  subtract(rows.rev_flows[row], stored.rev_flows);
  subtract(rows.failed[row], stored.failed);
  subtract(rows.packets[row], stored.packets);
  subtract(rows.octets[row], stored.octets);
  subtract(rows.rev_packets[row], stored.rev_packets);
  subtract(rows.rev_octets[row], stored.rev_octets);
  return rows.flows[row] > 0 || rows.rev_flows[row] > 0;
}

// Two contacts in the same millisecond are two: each stored one takes one away.
void subtract_starts(model::PairBatch& rows, std::size_t row, std::vector<std::uint32_t> stored) {
  std::size_t kept = 0;
  for (auto& column : rows.starts) {
    const auto start = std::exchange(column[row], model::kNoStart);
    const auto twin = std::find(stored.begin(), stored.end(), start);
    if (twin == stored.end()) {
      rows.starts[kept++][row] = start;
    } else {
      stored.erase(twin);
    }
  }
}

template <class Batch>
void keep_rows(Batch& rows, const std::vector<bool>& wanted) {
  rows.each_column([&](auto& column) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < wanted.size(); ++row) {
      if (wanted[row]) column[kept++] = column[row];
    }
    column.resize(kept);
  });
}

}  // namespace

std::size_t StoredPane::Hash::operator()(const PairKey& key) const {
  const auto ends = net::hash(key.client) ^ net::mix(net::hash(key.server));
  return net::mix(ends ^ (std::uint64_t{key.port} << 8 | key.proto));
}

void StoredPane::note(const model::PairBatch& rows) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto& pair = pairs_[key_of(rows, row)];
    add(pair.counters, rows, row);
    for (const auto& start : rows.starts) {
      if (start[row] != model::kNoStart) pair.starts.push_back(start[row]);
    }
  }
}

void StoredPane::note(const model::ServerBatch& rows) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto& server = servers_[key_of(rows, row)];
    add(server.counters, rows, row);
    for (std::size_t bin = 0; bin < model::kSizeBins; ++bin) {
      server.sizes[bin] += rows.sizes[row][bin];
      server.rev_sizes[bin] += rows.rev_sizes[row][bin];
    }
  }
}

model::PairBatch StoredPane::missing(model::PairBatch whole) const {
  std::vector<bool> wanted(whole.size(), true);
  for (std::size_t row = 0; row < whole.size(); ++row) {
    const auto stored = pairs_.find(key_of(whole, row));
    if (stored == pairs_.end()) continue;
    wanted[row] = subtract(whole, row, stored->second.counters);
    subtract_starts(whole, row, stored->second.starts);
  }
  keep_rows(whole, wanted);
  return whole;
}

model::ServerBatch StoredPane::missing(model::ServerBatch whole) const {
  std::vector<bool> wanted(whole.size(), true);
  for (std::size_t row = 0; row < whole.size(); ++row) {
    const auto stored = servers_.find(key_of(whole, row));
    if (stored == servers_.end()) continue;
    wanted[row] = subtract(whole, row, stored->second.counters);
    for (std::size_t bin = 0; bin < model::kSizeBins; ++bin) {
      subtract(whole.sizes[row][bin], stored->second.sizes[bin]);
      subtract(whole.rev_sizes[row][bin], stored->second.rev_sizes[bin]);
    }
  }
  keep_rows(whole, wanted);
  return whole;
}

}  // namespace noroshi::panes
