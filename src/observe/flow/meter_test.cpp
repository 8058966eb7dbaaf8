#include "observe/flow/meter.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

namespace noroshi::flow {
namespace {

using base::kMinute;
using base::kSecond;
using base::Micros;
using model::Flow;
using net::Address;
using net::PacketHeaders;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Address kClient = Address::v4(0x0A000001);  // 10.0.0.1
constexpr Address kServer = Address::v4(0xC0000207);  // 192.0.2.7
constexpr Micros kStart = 1'700'000'000 * kSecond;

constexpr std::uint8_t kSyn = model::kSyn;
constexpr std::uint8_t kAck = model::kAck;
constexpr std::uint8_t kFin = model::kFin;
constexpr std::uint8_t kRst = model::kRst;

PacketHeaders there(std::uint8_t flags, std::uint32_t octets = 100) {
  return {.source = kClient,
          .destination = kServer,
          .octets = octets,
          .source_port = 40'000,
          .destination_port = 443,
          .protocol = model::kTcp,
          .tcp_flags = flags,
          .has_transport = true,
          .fragment = {}};
}

PacketHeaders back(std::uint8_t flags, std::uint32_t octets = 100) {
  PacketHeaders packet = there(flags, octets);
  std::swap(packet.source, packet.destination);
  std::swap(packet.source_port, packet.destination_port);
  return packet;
}

PacketHeaders icmp(Address source, Address destination, std::uint8_t type,
                   std::uint8_t protocol = model::kIcmp) {
  return {.source = source,
          .destination = destination,
          .octets = 84,
          .source_port = 0,
          .destination_port = static_cast<std::uint16_t>(type * 256),
          .protocol = protocol,
          .tcp_flags = 0,
          .has_transport = true,
          .fragment = {}};
}

PacketHeaders udp_from(std::uint32_t client, std::uint16_t port = 5000) {
  return {.source = Address::v4(0x0A000000 + client),
          .destination = kServer,
          .octets = 60,
          .source_port = port,
          .destination_port = 53,
          .protocol = model::kUdp,
          .tcp_flags = 0,
          .has_transport = true,
          .fragment = {}};
}

// A meter and the records that it has given so far.
class Metered {
 public:
  explicit Metered(const MeterOptions& options = {}) : meter_(options) {}

  Metered& at(Micros when, const PacketHeaders& packet) {
    while (!meter_.advance(kStart + when)) take();
    meter_.add(meter_.prepare(packet, kStart + when));
    take();
    return *this;
  }

  std::vector<Flow> finish() {
    while (!meter_.finish()) take();
    take();
    return flows_;
  }

  [[nodiscard]] const std::vector<Flow>& flows() const { return flows_; }
  [[nodiscard]] const Meter& meter() const { return meter_; }

 private:
  void take() {
    model::FlowBatch batch;
    meter_.drain(batch, SIZE_MAX);
    for (std::size_t row = 0; row < batch.size(); ++row) flows_.push_back(batch.at(row));
  }

  Meter meter_;
  std::vector<Flow> flows_;
};

std::vector<int> reasons(const std::vector<Flow>& flows) {
  std::vector<int> out;
  for (const Flow& flow : flows) out.push_back(flow.end_reason);
  return out;
}

TEST(Meter, BothDirectionsAreOneRecord) {
  const auto flows = Metered()
                         .at(0, there(kSyn, 60))
                         .at(10, back(kSyn | kAck, 60))
                         .at(20, there(kAck, 40))
                         .at(30, back(kAck | model::kPsh, 1500))
                         .finish();
  ASSERT_EQ(flows.size(), 1u);
  const Flow expected{.source_address = kClient,
                      .destination_address = kServer,
                      .source_port = 40'000,
                      .destination_port = 443,
                      .protocol = model::kTcp,
                      .traits = model::kBiflow | model::kHasTcpFlags,
                      .tcp_flags = kSyn | kAck,
                      .reverse_tcp_flags = kSyn | kAck | model::kPsh,
                      .end_reason = model::kForcedEnd,
                      .sampling_interval = 0,
                      .start = kStart,
                      .end = kStart + 30,
                      .packets = 2,
                      .reverse_packets = 2,
                      .octets = 100,
                      .reverse_octets = 1560};
  EXPECT_EQ(flows[0], expected);
}

TEST(Meter, TheFirstSenderIsTheSourceWhicheverAddressIsLower) {
  const auto flows = Metered().at(0, back(kAck)).at(1, there(kAck)).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].source_address, kServer);
  EXPECT_EQ(flows[0].source_port, 443);
  EXPECT_EQ(flows[0].packets, 1u);
}

TEST(Meter, SynAckFirstMeansThatTheOtherSideBegan) {
  const auto flows = Metered().at(0, back(kSyn | kAck, 60)).at(1, there(kAck, 40)).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].source_address, kClient);
  EXPECT_EQ(flows[0].destination_port, 443);
  EXPECT_EQ(flows[0].octets, 40u);
  EXPECT_EQ(flows[0].reverse_octets, 60u);
  EXPECT_EQ(flows[0].reverse_tcp_flags, kSyn | kAck);
}

TEST(Meter, AddressesThatAreEqualAreToldApartByPort) {
  PacketHeaders forth = there(kSyn);
  forth.destination = forth.source;
  PacketHeaders reply = forth;
  std::swap(reply.source_port, reply.destination_port);
  reply.tcp_flags = kRst | kAck;
  const auto flows = Metered().at(0, forth).at(1, reply).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].packets, 1u);
  EXPECT_EQ(flows[0].reverse_packets, 1u);
}

TEST(Meter, SilenceEndsAFlowExactlyAtTheIdleTimeout) {
  const MeterOptions options{.idle_timeout = 60 * kSecond};
  EXPECT_THAT(
      reasons(Metered(options).at(0, there(kAck)).at(60 * kSecond - 1, there(kAck)).finish()),
      ElementsAre(model::kForcedEnd));
  EXPECT_THAT(reasons(Metered(options).at(0, there(kAck)).at(60 * kSecond, there(kAck)).finish()),
              ElementsAre(model::kIdleTimeout, model::kForcedEnd));
}

TEST(Meter, IdleFlowsAreGivenWhileOthersGoOn) {
  Metered metered;
  metered.at(0, there(kAck));
  for (int second = 1; second <= 59; ++second) metered.at(second * kSecond, udp_from(2));
  EXPECT_THAT(metered.flows(), IsEmpty());
  for (int second = 60; second <= 62; ++second) metered.at(second * kSecond, udp_from(2));
  ASSERT_THAT(reasons(metered.flows()), ElementsAre(model::kIdleTimeout));
  EXPECT_EQ(metered.flows()[0].protocol, model::kTcp);
}

TEST(Meter, LongFlowIsCutAtTheActiveTimeoutAndKeepsItsSource) {
  Metered metered({.active_timeout = 30 * kMinute});
  for (int half = 0; half < 60; ++half) metered.at(half * 30 * kSecond, there(kAck));
  metered.at(30 * kMinute, back(kAck)).at(30 * kMinute + 1, there(kAck));
  const auto flows = metered.finish();
  ASSERT_THAT(reasons(flows), ElementsAre(model::kActiveTimeout, model::kForcedEnd));
  EXPECT_EQ(flows[0].packets, 60u);
  EXPECT_EQ(flows[0].end, kStart + 59 * 30 * kSecond);
  EXPECT_EQ(flows[1].start, kStart + 30 * kMinute);
  EXPECT_EQ(flows[1].source_address, kClient) << "although the server sent first after the cut";
  EXPECT_EQ(flows[1].packets, 1u);
  EXPECT_EQ(flows[1].reverse_packets, 1u);
}

TEST(Meter, LastAcksBelongToTheClosedFlow) {
  Metered metered;
  metered.at(0, there(kSyn)).at(1, back(kSyn | kAck)).at(2, there(kAck));
  metered.at(3, there(kFin | kAck)).at(4, back(kFin | kAck)).at(2 * kSecond, there(kAck));
  metered.at(10 * kSecond, udp_from(2));
  const auto flows = metered.finish();
  ASSERT_THAT(reasons(flows), ElementsAre(model::kEndOfFlow, model::kForcedEnd));
  EXPECT_EQ(flows[0].packets, 4u);
}

TEST(Meter, FinFromOneSideLeavesTheOtherTalking) {
  Metered metered;
  metered.at(0, there(kSyn)).at(1, back(kSyn | kAck)).at(2, there(kFin | kAck));
  metered.at(30 * kSecond, back(kAck)).at(50 * kSecond, back(kFin | kAck));
  EXPECT_THAT(reasons(metered.finish()), ElementsAre(model::kEndOfFlow));
  EXPECT_EQ(metered.flows()[0].reverse_packets, 3u);
}

TEST(Meter, FinEndsAFlowOfWhichOneDirectionWasCaptured) {
  Metered metered;
  metered.at(0, there(kSyn)).at(1, there(kAck)).at(2, there(kFin | kAck)).at(3, there(kSyn));
  EXPECT_THAT(reasons(metered.finish()), ElementsAre(model::kEndOfFlow, model::kForcedEnd));
}

TEST(Meter, NewSynAfterACloseBeginsANewFlow) {
  Metered metered;
  metered.at(0, there(kSyn)).at(1, back(kSyn | kAck)).at(2, there(kAck)).at(3, back(kRst));
  metered.at(4, there(kSyn)).at(5, back(kSyn | kAck));
  const auto flows = metered.finish();
  ASSERT_THAT(reasons(flows), ElementsAre(model::kEndOfFlow, model::kForcedEnd));
  EXPECT_EQ(flows[0].packets, 2u);
  EXPECT_EQ(flows[1].start, kStart + 4);
}

TEST(Meter, RetriesAfterARefusalAreOneAttempt) {
  Metered metered;
  for (int attempt = 0; attempt < 3; ++attempt) {
    metered.at(attempt * kSecond / 2, there(kSyn)).at(attempt * kSecond / 2 + 9, back(kRst | kAck));
  }
  const auto flows = metered.finish();
  ASSERT_THAT(reasons(flows), ElementsAre(model::kEndOfFlow));
  EXPECT_EQ(flows[0].packets, 3u);
  EXPECT_EQ(flows[0].tcp_flags, kSyn);
  EXPECT_EQ(flows[0].reverse_tcp_flags, kRst | kAck);
}

TEST(Meter, EchoAndItsReplyAreOneRecord) {
  const auto flows =
      Metered().at(0, icmp(kClient, kServer, 8)).at(1, icmp(kServer, kClient, 0)).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].source_port, 0);
  EXPECT_EQ(flows[0].destination_port, 8 * 256);
  EXPECT_EQ(flows[0].reverse_packets, 1u);
  EXPECT_EQ(flows[0].traits, model::kBiflow);

  const auto six = Metered()
                       .at(0, icmp(kServer, kClient, 129, model::kIcmpV6))
                       .at(1, icmp(kClient, kServer, 128, model::kIcmpV6))
                       .finish();
  ASSERT_EQ(six.size(), 1u);
  EXPECT_EQ(six[0].destination_port, 129 * 256) << "that of the first packet";
}

TEST(Meter, LaterFragmentsJoinTheFlowOfTheFirst) {
  PacketHeaders first = udp_from(1);
  first.fragment = {.id = 9, .offset = 0, .more = true};
  PacketHeaders last = udp_from(1, 0);
  last.destination_port = 0;
  last.has_transport = false;
  last.fragment = {.id = 9, .offset = 1480, .more = false};
  PacketHeaders orphan = last;
  orphan.fragment.id = 10;

  Metered metered;
  metered.at(0, first).at(1, last).at(2, orphan).at(31 * kSecond, last);
  EXPECT_EQ(metered.meter().orphan_fragments(), 2u) << "of another packet, and half a minute late";
  const auto flows = metered.finish();
  ASSERT_EQ(flows.size(), 2u);
  EXPECT_EQ(flows[0].source_port, 5000);
  EXPECT_EQ(flows[0].packets, 2u);
  EXPECT_EQ(flows[1].source_port, 0);
  EXPECT_EQ(flows[1].packets, 2u);
}

TEST(Meter, FragmentsOfAnEchoReplyJoinTheEcho) {
  PacketHeaders reply = icmp(kServer, kClient, 0);
  reply.fragment = {.id = 3, .offset = 0, .more = true};
  PacketHeaders rest = reply;
  rest.has_transport = false;
  rest.fragment = {.id = 3, .offset = 1480, .more = false};
  const auto flows = Metered().at(0, icmp(kClient, kServer, 8)).at(1, reply).at(2, rest).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].reverse_packets, 2u);
}

TEST(Meter, TcpFragmentWithoutItsFirstHasNoFlags) {
  PacketHeaders later = there(0);
  later.source_port = later.destination_port = 0;
  later.has_transport = false;
  later.fragment = {.id = 1, .offset = 8, .more = false};
  const auto flows = Metered().at(0, later).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].traits, model::kBiflow);
}

TEST(Meter, FullTableCutsTheLongestIdle) {
  Metered metered({.most_flows = 100});
  for (std::uint32_t client = 0; client < 100; ++client) {
    metered.at(client * kSecond / 4, udp_from(client));
  }
  metered.at(30 * kSecond, udp_from(0));  // no longer the longest idle
  metered.at(31 * kSecond, udp_from(200)).at(31 * kSecond, udp_from(201));
  EXPECT_THAT(reasons(metered.flows()),
              ElementsAre(model::kLackOfResources, model::kLackOfResources));
  for (const Flow& flow : metered.flows()) EXPECT_LT(flow.end, kStart + 2 * kSecond);
  EXPECT_EQ(metered.meter().cut_for_room(), 2u);
  EXPECT_EQ(metered.meter().open_flows(), 100u);
}

TEST(Meter, OvertakenPacketsAreCountedWithTheirOwnTime) {
  const auto flows = Metered().at(10 * kSecond, there(kAck)).at(5 * kSecond, back(kAck)).finish();
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].start, kStart + 5 * kSecond);
  EXPECT_EQ(flows[0].end, kStart + 10 * kSecond);
}

TEST(Meter, ClockSetBackEndsTheOpenFlowsAndGoesOn) {
  Metered metered;
  metered.at(kMinute * 600, there(kAck)).at(0, there(kAck)).at(kMinute, there(kAck));
  const auto flows = metered.finish();
  ASSERT_THAT(reasons(flows),
              ElementsAre(model::kForcedEnd, model::kIdleTimeout, model::kForcedEnd));
  EXPECT_EQ(flows[0].start, kStart + kMinute * 600);
  EXPECT_EQ(flows[1].start, kStart);
}

TEST(Meter, LeapOfCenturiesIsNoMoreWorkThanASecond) {
  Metered metered({.idle_timeout = 1});
  metered.at(0, there(kAck)).at(200 * 365 * base::kDay, there(kAck));
  EXPECT_THAT(reasons(metered.finish()), ElementsAre(model::kIdleTimeout, model::kForcedEnd));
}

TEST(Meter, EndsManyFlowsInBoundedSteps) {
  Meter meter({});
  ASSERT_TRUE(meter.advance(kStart));
  for (std::uint32_t client = 0; client < 5000; ++client)
    meter.add(meter.prepare(udp_from(client), kStart));
  model::FlowBatch batch;
  int steps = 1;
  for (; !meter.advance(kStart + 2 * kMinute); ++steps) meter.drain(batch, SIZE_MAX);
  meter.drain(batch, SIZE_MAX);
  EXPECT_EQ(batch.size(), 5000u);
  EXPECT_GT(steps, 3);
  EXPECT_EQ(meter.open_flows(), 0u);
}

// Two meters draw different keys for their hash tables; nothing of it may show.
TEST(Meter, GivesTheSameRecordsInTheSameOrderEveryTime) {
  const auto run = [] {
    std::mt19937 random(7);
    Metered metered({.most_flows = 2000});
    for (int i = 0; i < 50'000; ++i) {
      metered.at(i * kSecond / 100, udp_from(static_cast<std::uint32_t>(random() % 5000),
                                             static_cast<std::uint16_t>(random() % 3)));
    }
    return metered.finish();
  };
  const auto first = run();
  EXPECT_EQ(first, run());
  std::uint64_t packets = 0;
  for (const Flow& flow : first) packets += flow.packets;
  EXPECT_EQ(packets, 50'000u);
}

TEST(Meter, OptionsBeyondReasonAreBroughtIntoBounds) {
  Metered metered({.active_timeout = -1, .idle_timeout = -1, .most_flows = 0});
  metered.at(0, there(kAck)).at(0, there(kAck)).at(0, udp_from(1)).at(1, udp_from(1));
  std::uint64_t packets = 0;
  for (const Flow& flow : metered.finish()) packets += flow.packets;
  EXPECT_EQ(packets, 4u);
}

}  // namespace
}  // namespace noroshi::flow
