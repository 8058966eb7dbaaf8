#include "observe/panes/panes.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "observe/panes/roles.hpp"
#include "observe/panes/testing.hpp"

namespace noroshi::panes {
namespace {

using namespace testing;

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
  EXPECT_THAT(pair.starts, ::testing::ElementsAre(1000U));
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
              ::testing::ElementsAre(10'000U, 20'000U, 30'000U, 40'000U));
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
