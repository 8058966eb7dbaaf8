#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <tuple>

#include "model/distinct.hpp"
#include "model/token.hpp"
#include "observe/panes/panes.hpp"
#include "observe/panes/roles.hpp"

namespace noroshi::panes {
namespace {

using model::Flow;
using model::FlowBatch;
using net::Address;

constexpr base::Micros kNoon = 1'700'000'100 * base::kSecond;  // the start of a pane
static_assert(kNoon % model::kPane == 0);

const Address kClient = model::from_token(0xC11E);
const Address kServer = Address::v4(0xC6336407);  // 198.51.100.7

Flow request() {
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

Flow turned(Flow flow) {
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

FlowBatch batch_of(const std::vector<Flow>& flows) {
  FlowBatch batch;
  for (const Flow& flow : flows) batch.append(flow);
  return batch;
}

Merged sum_up(const std::vector<Flow>& flows, Options options = {}) {
  Panes panes(options);
  panes.add(batch_of(flows));
  Merged merged;
  EXPECT_TRUE(panes.finish(merged.sink()));
  EXPECT_EQ(panes.records(), flows.size());
  EXPECT_EQ(panes.pairs(), 0U);
  return merged;
}

/// Records of a few hosts over half an hour, some without ports, some bidirectional.
std::vector<Flow> some_traffic(unsigned seed, std::size_t count) {
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

TEST(Roles, BothDirectionsAgree) {
  for (const Flow& flow : some_traffic(1, 4000)) {
    if ((flow.traits & model::kBiflow) != 0 || flow.protocol == model::kIcmp) continue;
    const auto sides = [](const Flow& f, std::uint8_t flags) {
      return Sides{f.source_address,
                   f.destination_address,
                   f.source_port,
                   f.destination_port,
                   f.protocol,
                   f.traits,
                   flags};
    };
    const std::uint8_t settled = model::kSyn | model::kAck | model::kPsh;
    EXPECT_NE(source_is_client(sides(flow, settled)),
              source_is_client(sides(turned(flow), settled)));
  }
}

TEST(Roles, ALoneSynComesFromTheClientWhateverThePorts) {
  Sides sides{kServer, kClient, 80, 50000, model::kTcp, 0, model::kSyn, 1};
  EXPECT_TRUE(source_is_client(sides));
  std::swap(sides.source_port, sides.destination_port);
  sides.tcp_flags = model::kSyn | model::kAck;
  EXPECT_FALSE(source_is_client(sides));
  sides.packets = 2;  // a client that connects and says nothing sends the same flags
  EXPECT_TRUE(source_is_client(sides));
}

TEST(Roles, ASubscriberWithoutAServicePortIsTheClient) {
  const Sides out{kClient, kServer, 51000, 62000, model::kUdp, 0, 0, 1};
  const Sides back{kServer, kClient, 62000, 51000, model::kUdp, 0, 0, 1};
  EXPECT_TRUE(source_is_client(out));
  EXPECT_FALSE(source_is_client(back));
}

TEST(Roles, ASubscriberCanServe) {
  const Sides scan{kServer, kClient, 40000, 23, model::kTcp, 0, model::kSyn | model::kRst, 2};
  EXPECT_TRUE(source_is_client(scan));
}

TEST(Roles, AnEchoRequestMakesItsSenderTheClient) {
  const Sides ping{kServer, kClient, 0, 8 << 8, model::kIcmp, 0, 0, 1};
  EXPECT_TRUE(source_is_client(ping));
}

TEST(Panes, JoinsBothDirectionsInOneRow) {
  Flow answer = turned(request());
  answer.packets = 5;
  answer.octets = 5000;
  answer.end += base::kMinute;
  const Merged merged = sum_up({request(), answer});
  ASSERT_EQ(merged.pairs.size(), 1U);
  const auto& [key, pair] = *merged.pairs.begin();
  EXPECT_EQ(key, Key(kNoon, kClient, kServer, 443, model::kTcp));
  EXPECT_EQ(pair.flows, 1U);
  EXPECT_EQ(pair.rev_flows, 1U);
  EXPECT_EQ(pair.packets, 3U);
  EXPECT_EQ(pair.rev_octets, 5000U);
  EXPECT_EQ(pair.last, answer.end);
  EXPECT_THAT(pair.starts, testing::ElementsAre(1000U));
}

TEST(Panes, CountsConnectionsThatGotNoFurtherThanTheirSyn) {
  Flow failed = request();
  failed.tcp_flags = model::kSyn;
  const Merged merged = sum_up({failed, failed, request()});
  EXPECT_EQ(merged.pairs.begin()->second.failed, 2U);
  EXPECT_EQ(merged.servers.begin()->second.failed, 2U);
}

TEST(Panes, KeepsTheEarliestStarts) {
  std::vector<Flow> flows;
  for (const int second : {50, 10, 40, 20, 30, 60}) {
    Flow flow = request();
    flow.start = kNoon + second * base::kSecond;
    flow.end = flow.start;
    flows.push_back(flow);
  }
  EXPECT_THAT(sum_up(flows).pairs.begin()->second.starts,
              testing::ElementsAre(10'000U, 20'000U, 30'000U, 40'000U));
}

TEST(Panes, LosesNothingOfRandomTraffic) {
  const auto flows = some_traffic(7, 20'000);
  const Merged merged = sum_up(flows);
  std::uint64_t packets = 0, octets = 0, in_pairs = 0, octets_in_pairs = 0, in_servers = 0;
  for (const Flow& flow : flows) {
    packets += flow.packets + flow.reverse_packets;
    octets += flow.octets + flow.reverse_octets;
  }
  for (const auto& [key, pair] : merged.pairs) {
    in_pairs += pair.packets + pair.rev_packets;
    octets_in_pairs += pair.octets + pair.rev_octets;
  }
  std::uint64_t sizes = 0, records = 0;
  for (const auto& [key, server] : merged.servers) {
    in_servers += server.packets + server.rev_packets;
    records += server.flows + server.rev_flows;
    for (const std::uint32_t count : server.starts) sizes += count;
  }
  EXPECT_EQ(in_pairs, packets);
  EXPECT_EQ(octets_in_pairs, octets);
  EXPECT_EQ(in_servers, packets);
  EXPECT_EQ(sizes, records);
}

// Whatever the order of records, the seed of the hash, and the parts that a small memory makes,
// merging gives the same panes.
TEST(Panes, MergeToTheSameInAnyOrderAndAnyParts) {
  auto flows = some_traffic(11, 6000);
  const Merged whole = sum_up(flows);
  std::shuffle(flows.begin(), flows.end(), std::mt19937(5));
  Options small;
  small.most_pairs = 64;
  small.seed = 0x1234'5678'9ABC'DEF0;
  Panes panes(small);
  Merged parts;
  for (std::size_t at = 0; at < flows.size(); at += 100) {
    panes.add(batch_of({flows.begin() + static_cast<std::ptrdiff_t>(at),
                        flows.begin() + static_cast<std::ptrdiff_t>(at) + 100}));
    ASSERT_TRUE(panes.hand_over(kNoon, parts.sink()));
    ASSERT_LT(panes.pairs(), small.most_pairs);
  }
  ASSERT_TRUE(panes.finish(parts.sink()));
  EXPECT_GT(panes.spilled_parts(), 10U);
  EXPECT_GT(parts.rows, whole.rows);
  EXPECT_EQ(parts.pairs, whole.pairs);
  EXPECT_EQ(parts.servers, whole.servers);
  EXPECT_EQ(parts.clients, whole.clients);
}

TEST(Panes, CloseOnlyAfterTheyLinger) {
  Panes panes({.linger = base::kMinute});
  panes.add(batch_of({request()}));
  Merged merged;
  ASSERT_TRUE(panes.hand_over(kNoon + base::kMinute, merged.sink()));
  ASSERT_TRUE(panes.hand_over(kNoon + model::kPane + base::kMinute - 1, merged.sink()));
  EXPECT_EQ(merged.rows, 0U);
  ASSERT_TRUE(panes.hand_over(kNoon + model::kPane + base::kMinute, merged.sink()));
  EXPECT_EQ(merged.rows, 1U);
}

TEST(Panes, AnOldPaneThatComesLateLingersToo) {
  Panes panes({.linger = base::kMinute});
  panes.add(batch_of({request()}));
  const base::Micros late = kNoon + base::kHour;
  Merged merged;
  ASSERT_TRUE(panes.hand_over(late, merged.sink()));
  EXPECT_EQ(merged.rows, 0U);
  ASSERT_TRUE(panes.hand_over(late + base::kMinute, merged.sink()));
  EXPECT_EQ(merged.rows, 1U);
}

TEST(Panes, AFailingSinkLosesNothing) {
  const auto flows = some_traffic(3, 3000);
  Panes panes;
  panes.add(batch_of(flows));
  Merged merged;
  int calls = 0;
  const Sink moody = [&](const auto& p, const auto& s) -> Status {
    if (++calls % 2 == 1) return Error{Errc::Io, "disk full"};
    return merged.take(p, s);
  };
  int failures = 0;
  while (!panes.finish(moody)) ++failures;
  EXPECT_GT(failures, 1);
  EXPECT_EQ(merged.pairs, sum_up(flows).pairs);
}

TEST(Distinct, EstimatesWithinItsError) {
  for (const int truth : {1, 5, 30, 300, 30'000}) {
    model::ClientRegisters registers{};
    for (int i = 0; i < truth; ++i) {
      model::note_client(registers, Address::v4(static_cast<std::uint32_t>(i) * 2654435761U));
    }
    EXPECT_NEAR(model::estimate_clients(registers), truth, 0.39 * truth) << truth;  // 3 sigma
  }
}

}  // namespace
}  // namespace noroshi::panes
