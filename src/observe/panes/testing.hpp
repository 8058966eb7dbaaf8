// For tests: some traffic, and rows of panes merged as a reader of the store merges them.
#pragma once

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "model/distinct.hpp"
#include "model/token.hpp"
#include "observe/panes/panes.hpp"

namespace noroshi::panes::testing {

using model::Flow;
using model::FlowBatch;
using net::Address;

inline constexpr base::Micros kNoon = 1'700'000'100 * base::kSecond;  // the start of a pane
static_assert(kNoon % model::kPane == 0);

inline const Address kClient = model::from_token(0xC11E);
inline const Address kServer = Address::v4(0xC6336407);  // 198.51.100.7

inline Flow request() {
  return {.source_address = kClient,
          .destination_address = kServer,
          .source_port = 50000,
          .destination_port = 443,
          .protocol = model::kTcp,
          .tcp_flags = model::kSyn | model::kAck | model::kPsh,
          .start = kNoon + base::kSecond,
          .end = kNoon + 2 * base::kSecond,
          .packets = 3,
          .octets = 300};
}

inline Flow turned(Flow flow) {
  std::swap(flow.source_address, flow.destination_address);
  std::swap(flow.source_port, flow.destination_port);
  return flow;
}

using Key = std::tuple<base::Micros, Address, Address, std::uint16_t, std::uint8_t>;

/// Parts merged as model/pane.hpp says: what a reader of the store would see.
struct Merged {
  struct Pair {
    std::uint64_t flows = 0, rev_flows = 0, failed = 0;
    std::uint64_t packets = 0, octets = 0, rev_packets = 0, rev_octets = 0;
    std::uint32_t flags = 0, rev_flags = 0, sampling = 0;
    base::Micros first = INT64_MAX, last = INT64_MIN;
    std::vector<std::uint32_t> starts;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  std::map<Key, Pair> pairs;
  std::map<Key, Pair> servers;  // starts hold the sizes, then the reverse sizes
  std::map<Key, model::ClientRegisters> clients;
  std::size_t rows = 0;

  Status take(const model::PairBatch& p, const model::ServerBatch& s) {
    rows += p.size();
    for (std::size_t i = 0; i < p.size(); ++i) {
      Pair& pair = pairs[{p.pane[i], p.client[i], p.server[i], p.port[i], p.proto[i]}];
      add(pair, p, i);
      pair.flags |= p.flags[i];
      pair.rev_flags |= p.rev_flags[i];
      for (const auto& start : p.starts) {
        if (start[i] != model::kNoStart) pair.starts.push_back(start[i]);
      }
      std::sort(pair.starts.begin(), pair.starts.end());
      if (pair.starts.size() > model::kPairStarts) pair.starts.resize(model::kPairStarts);
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
      const Key key{s.pane[i], {}, s.server[i], s.port[i], s.proto[i]};
      Pair& server = servers[key];
      add(server, s, i);
      server.starts.resize(2 * model::kSizeBins);
      for (std::size_t bin = 0; bin < model::kSizeBins; ++bin) {
        server.starts[bin] += s.sizes[i][bin];
        server.starts[model::kSizeBins + bin] += s.rev_sizes[i][bin];
      }
      model::merge_clients(clients[key], s.clients[i]);
    }
    return {};
  }

  template <class Batch>
  static void add(Pair& pair, const Batch& b, std::size_t i) {
    pair.flows += b.flows[i];
    pair.rev_flows += b.rev_flows[i];
    pair.failed += b.failed[i];
    pair.packets += b.packets[i];
    pair.octets += b.octets[i];
    pair.rev_packets += b.rev_packets[i];
    pair.rev_octets += b.rev_octets[i];
    pair.sampling = std::max(pair.sampling, b.sampling[i]);
    pair.first = std::min(pair.first, b.first[i]);
    pair.last = std::max(pair.last, b.last[i]);
  }

  Sink sink() {
    return [this](const auto& p, const auto& s) { return take(p, s); };
  }
};

inline FlowBatch batch_of(const std::vector<Flow>& flows) {
  FlowBatch batch;
  for (const Flow& flow : flows) batch.append(flow);
  return batch;
}

inline Merged sum_up(const std::vector<Flow>& flows, Options options = {}) {
  Panes panes(options);
  panes.add(batch_of(flows));
  Merged merged;
  EXPECT_TRUE(panes.finish(merged.sink()));
  EXPECT_EQ(panes.records(), flows.size());
  EXPECT_EQ(panes.pairs(), 0U);
  return merged;
}

/// Records of a few hosts over half an hour, some without ports, some bidirectional.
inline std::vector<Flow> some_traffic(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::vector<Flow> flows;
  for (std::size_t i = 0; i < count; ++i) {
    Flow flow = request();
    flow.source_address =
        below(4) == 0 ? Address::v4(0x0A000000 + below(9)) : model::from_token(below(40));
    flow.destination_address = Address::v4(0xC6336400 + below(12));
    flow.source_port = static_cast<std::uint16_t>(40000 + below(3));
    flow.destination_port = static_cast<std::uint16_t>(below(2) == 0 ? 443 : 8080);
    const std::array<std::uint8_t, 4> protocols{model::kTcp, model::kUdp, model::kIcmp, 47};
    flow.protocol = protocols[below(4)];
    flow.tcp_flags = flow.protocol == model::kTcp ? static_cast<std::uint8_t>(below(32)) : 0;
    flow.start = kNoon + static_cast<base::Micros>(below(1800)) * base::kSecond + below(1000);
    flow.end = flow.start + below(90'000'000);
    flow.packets = below(50);
    flow.octets = flow.packets * (40 + below(1400));
    flow.sampling_interval = below(3) * 100;
    if (below(3) == 0) {
      flow.traits = model::kBiflow;
      flow.reverse_packets = below(20);
      flow.reverse_octets = flow.reverse_packets * 600;
      flow.reverse_tcp_flags = model::kAck;
    }
    flows.push_back(below(2) == 0 ? flow : turned(flow));
  }
  return flows;
}

}  // namespace noroshi::panes::testing
