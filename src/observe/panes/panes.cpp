#include "observe/panes/panes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>

#include "observe/panes/pane_table.hpp"
#include "observe/panes/roles.hpp"

namespace noroshi::panes {
namespace {

/// Records looked at together, so that memory comes while others are worked on.
constexpr std::size_t kGroup = 32;
/// Rows offered to the sink at a time.
constexpr std::size_t kSlice = 65536;

struct Open {
  PaneTable table;
  base::Micros since = 0;  // arrival time of its first record; 0: not known yet
};

/// A pane on its way out, as far as it has got.
struct Leaving {
  PaneTable table;
  std::vector<std::uint32_t> order;
  std::size_t next_pair = 0;
  std::uint32_t next_server = 0;
};

/// One record, seen from the client.
struct Turned {
  PairKey key;
  PaneTable* table = nullptr;
  Pair* pair = nullptr;
  Hashes hashes;
  bool from_client = true;
};

std::size_t size_bin(std::uint64_t octets, std::uint64_t packets) {
  const std::uint64_t mean = packets == 0 ? 0 : octets / packets;
  if (mean == 0) return 0;
  const auto bin = static_cast<std::size_t>(std::bit_width(mean) - 1);
  return std::min(bin, model::kSizeBins - 1);
}

void note_start(Pair& pair, std::uint32_t start) {
  auto& starts = pair.starts;
  if (start >= starts.back()) return;
  std::size_t at = starts.size() - 1;
  for (; at > 0 && starts[at - 1] > start; --at) starts[at] = starts[at - 1];
  starts[at] = start;
}

}  // namespace

struct Panes::State {
  explicit State(const Options& wanted) : options(wanted) {}

  PaneTable* table_of(base::Micros pane);
  Turned turn(const model::FlowBatch& batch, std::size_t row);
  void sum_up(const model::FlowBatch& batch, std::size_t row, const Turned& turned);
  void leave(std::map<base::Micros, Open>::iterator pane);
  Status send_leaving(const Sink& sink);

  Options options;
  std::map<base::Micros, Open> open;
  std::optional<Leaving> leaving;
  // The pane of the last record: most follow one another.
  base::Micros last_pane = 0;
  PaneTable* last_table = nullptr;
  Spare spare;
  model::PairBatch pairs;  // the slice on its way out; their memory is used again
  model::ServerBatch servers;
  std::uint64_t records = 0;
  std::uint64_t spilled = 0;
};

PaneTable* Panes::State::table_of(base::Micros pane) {
  if (last_table != nullptr && last_pane == pane) return last_table;
  auto known = open.find(pane);
  if (known == open.end()) {
    known = open.emplace(pane, Open{PaneTable(pane, options.seed)}).first;
  }
  last_pane = pane;
  last_table = &known->second.table;
  return last_table;
}

Turned Panes::State::turn(const model::FlowBatch& batch, std::size_t row) {
  const Sides sides{.source = batch.source_address[row],
                    .destination = batch.destination_address[row],
                    .source_port = batch.source_port[row],
                    .destination_port = batch.destination_port[row],
                    .protocol = batch.protocol[row],
                    .traits = batch.traits[row],
                    .tcp_flags = batch.tcp_flags[row],
                    .packets = batch.packets[row]};
  Turned turned;
  turned.from_client = source_is_client(sides);
  const bool ported = has_ports(sides.protocol);
  turned.key.proto = sides.protocol;
  if (turned.from_client) {
    turned.key.client = sides.source;
    turned.key.server = sides.destination;
    if (ported) turned.key.port = sides.destination_port;
  } else {
    turned.key.client = sides.destination;
    turned.key.server = sides.source;
    if (ported) turned.key.port = sides.source_port;
  }
  turned.table = table_of(model::pane_of(batch.start[row]));
  turned.hashes = turned.table->hash(turned.key);
  return turned;
}

void Panes::State::sum_up(const model::FlowBatch& batch, std::size_t row, const Turned& turned) {
  Pair& pair = *turned.pair;
  Server& server = turned.table->server(pair.server);
  const std::uint64_t sent = batch.packets[row];
  const std::uint64_t sent_octets = batch.octets[row];
  const std::uint64_t back = batch.reverse_packets[row];
  const std::uint64_t back_octets = batch.reverse_octets[row];
  const std::uint8_t flags = batch.tcp_flags[row];
  const auto start = static_cast<std::uint32_t>(batch.start[row] - turned.table->pane());

  // What the source sent counts even if it is nothing: the record exists.
  if (turned.from_client) {
    ++pair.flows;
    pair.packets += sent;
    pair.octets += sent_octets;
    pair.flags |= flags;
    ++server.sizes[size_bin(sent_octets, sent)];
    note_start(pair, start / 1000);
    const bool failed =
        turned.key.proto == model::kTcp && (flags & (model::kSyn | model::kAck)) == model::kSyn;
    if (failed) ++pair.failed;
  } else {
    ++pair.rev_flows;
    pair.rev_packets += sent;
    pair.rev_octets += sent_octets;
    pair.rev_flags |= flags;
    ++server.rev_sizes[size_bin(sent_octets, sent)];
  }
  if (back != 0) {
    const std::uint8_t back_flags = batch.reverse_tcp_flags[row];
    if (turned.from_client) {
      ++pair.rev_flows;
      pair.rev_packets += back;
      pair.rev_octets += back_octets;
      pair.rev_flags |= back_flags;
      ++server.rev_sizes[size_bin(back_octets, back)];
    } else {
      ++pair.flows;
      pair.packets += back;
      pair.octets += back_octets;
      pair.flags |= back_flags;
      ++server.sizes[size_bin(back_octets, back)];
      note_start(pair, start / 1000);
    }
  }
  pair.sampling = std::max(pair.sampling, batch.sampling_interval[row]);
  pair.first = std::min(pair.first, start);
  pair.last = std::max(pair.last, batch.end[row]);
}

void Panes::State::leave(std::map<base::Micros, Open>::iterator pane) {
  last_table = nullptr;
  leaving.emplace(Leaving{std::move(pane->second.table), {}, 0, 0});
  leaving->order = leaving->table.by_server();
  open.erase(pane);
}

// Offers slice after slice.  A slice of servers ends where their pairs end, so that each server's
// row is whole.
Status Panes::State::send_leaving(const Sink& sink) {
  while (leaving && leaving->next_server < leaving->table.servers()) {
    pairs.clear();
    servers.clear();
    std::size_t pair = leaving->next_pair;
    std::uint32_t number = leaving->next_server;
    while (number < leaving->table.servers() && pairs.size() < kSlice && servers.size() < kSlice) {
      leaving->table.append_server(number, servers);
      for (; pair < leaving->order.size(); ++pair) {
        const Pair& of_server = leaving->table.pair_at(leaving->order[pair]);
        if (of_server.server != number) break;
        leaving->table.append(of_server, pairs);
        add_to_server(of_server, leaving->table.pane(), servers);
      }
      ++number;
    }
    NOROSHI_CHECK(sink(pairs, servers));
    leaving->next_pair = pair;
    leaving->next_server = number;
  }
  if (leaving) leaving->table.release(spare);
  leaving.reset();
  return {};
}

Panes::Panes(const Options& options) : state_(std::make_unique<State>(options)) {}
Panes::~Panes() = default;
Panes::Panes(Panes&&) noexcept = default;

void Panes::add(const model::FlowBatch& batch, std::size_t from) {
  std::array<Turned, kGroup> group;
  for (std::size_t begin = from; begin < batch.size(); begin += kGroup) {
    const std::size_t count = std::min(kGroup, batch.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      group[i] = state_->turn(batch, begin + i);
      group[i].table->prefetch(group[i].hashes);
    }
    for (std::size_t i = 0; i < count; ++i) group[i].table->prefetch_rows(group[i].hashes);
    for (std::size_t i = 0; i < count; ++i) {
      group[i].pair = &group[i].table->pair(group[i].key, group[i].hashes, state_->spare);
      __builtin_prefetch(&group[i].table->server(group[i].pair->server).sizes, 1);
    }
    for (std::size_t i = 0; i < count; ++i) state_->sum_up(batch, begin + i, group[i]);
  }
  state_->records += batch.size() - std::min(from, batch.size());
}

Status Panes::hand_over(base::Micros now, const Sink& sink) {
  NOROSHI_CHECK(state_->send_leaving(sink));  // what a failing sink left behind
  auto& open = state_->open;
  for (auto pane = open.begin(); pane != open.end();) {
    const auto here = pane++;
    if (here->second.since == 0) here->second.since = now;
    const base::Micros closes =
        std::max(here->first + model::kPane, here->second.since) + state_->options.linger;
    if (now < closes) continue;
    state_->leave(here);
    NOROSHI_CHECK(state_->send_leaving(sink));
  }
  while (pairs() >= state_->options.most_pairs && !open.empty()) {
    state_->leave(std::max_element(open.begin(), open.end(), [](const auto& a, const auto& b) {
      return a.second.table.pairs() < b.second.table.pairs();
    }));
    ++state_->spilled;
    NOROSHI_CHECK(state_->send_leaving(sink));
  }
  return {};
}

Status Panes::finish(const Sink& sink) {
  NOROSHI_CHECK(state_->send_leaving(sink));
  while (!state_->open.empty()) {
    state_->leave(state_->open.begin());
    NOROSHI_CHECK(state_->send_leaving(sink));
  }
  return {};
}

std::uint64_t Panes::records() const { return state_->records; }

std::size_t Panes::pairs() const {
  std::size_t total = state_->leaving ? state_->leaving->table.pairs() : 0;
  for (const auto& [pane, open] : state_->open) total += open.table.pairs();
  return total;
}

std::uint64_t Panes::spilled_parts() const { return state_->spilled; }

}  // namespace noroshi::panes
