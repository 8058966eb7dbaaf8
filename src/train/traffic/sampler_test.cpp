#include "train/traffic/sampler.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::traffic {
namespace {

model::Flow connection(std::uint16_t port, std::uint64_t packets) {
  model::Flow flow;
  flow.source_address = net::Address::v4(0x64400101);
  flow.destination_address = net::Address::v4(0xC6130001);
  flow.source_port = port;
  flow.destination_port = 443;
  flow.protocol = model::kTcp;
  flow.traits = model::kBiflow | model::kHasTcpFlags;
  flow.tcp_flags = flow.reverse_tcp_flags = model::kSyn | model::kAck | model::kPsh | model::kFin;
  flow.start = 1'000'000'000;
  flow.end = flow.start + 10 * base::kSecond;
  flow.packets = flow.reverse_packets = packets;
  flow.octets = packets * 52 + 1'000;
  flow.reverse_octets = packets * 52 + 9'000;
  return flow;
}

TEST(Sampler, OneOfOneIsTheRecordItself) {
  model::Flow flow = connection(40'000, 10);
  model::Flow whole = flow;
  ASSERT_TRUE(Sampler(1, 1).sample(flow));
  whole.sampling_interval = 1;
  EXPECT_EQ(flow, whole);
}

TEST(Sampler, TakesOneOfNPacketsOnAverageInBothRegimes) {
  // Few are counted one by one, many by the normal approximation.
  for (const std::uint64_t packets : {5ULL, 300ULL, 100'000ULL}) {
    const Sampler sampler(1, 100);
    Stream stream(packets);
    constexpr int kTrials = 20'000;
    double sum = 0;
    for (int i = 0; i < kTrials; ++i) {
      const auto taken = sampler.take(stream, packets);
      sum += static_cast<double>(taken.count);
      if (taken.count == 0) continue;
      ASSERT_LE(taken.first, taken.last);
      ASSERT_LT(taken.last, packets);
    }
    const double expected = kTrials * static_cast<double>(packets) / 100;
    EXPECT_NEAR(sum, expected, 4 * std::sqrt(expected)) << packets;
  }
}

TEST(Sampler, AFlowIsSeenWithTheProbabilityThatAnyPacketIsTaken) {
  const Sampler sampler(7, 50);
  int seen = 0;
  constexpr int kFlows = 20'000;
  for (int i = 0; i < kFlows; ++i) {
    model::Flow flow = connection(static_cast<std::uint16_t>(i), 6);
    flow.start += i;
    flow.end += i;
    seen += sampler.sample(flow) ? 1 : 0;
  }
  const double p = 1 - std::pow(1 - 1.0 / 50, 12);
  EXPECT_NEAR(seen, kFlows * p, 4 * std::sqrt(kFlows * p * (1 - p)));
}

TEST(Sampler, RecordsShrinkToTheirSampledPackets) {
  const Sampler sampler(7, 20);
  int turned = 0;
  for (int i = 0; i < 5'000; ++i) {
    model::Flow flow = connection(static_cast<std::uint16_t>(20'000 + i), 8);
    const model::Flow whole = flow;
    if (!sampler.sample(flow)) continue;
    ASSERT_EQ(flow.sampling_interval, 20U);
    ASSERT_GE(flow.start, whole.start);
    ASSERT_LE(flow.end, whole.end);
    ASSERT_LE(flow.start, flow.end);
    ASSERT_GT(flow.packets, 0U) << "the source is the side that was seen first";
    ASSERT_LE(flow.octets, 9'000U + 8 * 52);
    ASSERT_EQ(flow.reverse_octets == 0, flow.reverse_packets == 0);
    const bool alone = flow.packets + flow.reverse_packets == 1;
    ASSERT_TRUE(!alone || flow.start == flow.end);
    turned += flow.source_address != whole.source_address ? 1 : 0;
  }
  EXPECT_GT(turned, 0);
}

TEST(Sampler, SynIsSeenOnlyWithTheFirstPacket) {
  const Sampler sampler(7, 10);
  int seen = 0;
  int syn = 0;
  for (int i = 0; i < 20'000; ++i) {
    model::Flow flow = connection(static_cast<std::uint16_t>(i), 20);
    flow.start += i;
    flow.end += i;
    flow.reverse_packets = flow.reverse_octets = flow.reverse_tcp_flags = 0;
    if (!sampler.sample(flow)) continue;
    ++seen;
    syn += (flow.tcp_flags & model::kSyn) != 0 ? 1 : 0;
    ASSERT_NE(flow.tcp_flags, 0);
  }
  EXPECT_NEAR(syn, 2'000, 4 * std::sqrt(2'000.0 * 0.9));
  EXPECT_GT(seen, 15'000);
}

TEST(Sampler, KeepAlivesOfAConnectionUnderWayAreAcknowledgements) {
  const Sampler sampler(7, 2);
  for (int i = 0; i < 1'000; ++i) {
    model::Flow flow = connection(static_cast<std::uint16_t>(i), 2);
    flow.tcp_flags = flow.reverse_tcp_flags = model::kAck | model::kPsh;
    if (!sampler.sample(flow)) continue;
    ASSERT_NE(flow.tcp_flags & model::kAck, 0);
    ASSERT_EQ(flow.tcp_flags & model::kSyn, 0);
  }
}

}  // namespace
}  // namespace noroshi::traffic
