// What the encoders write, the decoder of the collector reads, record for record.
#include <gmock/gmock.h>
#include <random>

#include "observe/netflow/session.hpp"
#include "train/replay/flow_builder.hpp"

namespace noroshi::replay {
namespace {

using testing::ElementsAreArray;
using testing::IsEmpty;

constexpr std::uint32_t kExporter = 9;

struct Decoded {
  std::vector<model::Flow> flows;
  netflow::Ledger ledger;
};

Decoded decode(const Encoded& encoded) {
  netflow::Session session(netflow::Transport::Udp, {.most_past = 100 * base::kDay});
  model::FlowBatch batch;
  for (const auto& datagram : encoded.datagrams) {
    session.take(datagram, kMidnight + base::kDay, kExporter, batch);
  }
  EXPECT_THAT(session.rejected_messages().rejected(), IsEmpty());
  EXPECT_THAT(session.rejected_records().rejected(), IsEmpty());
  Decoded decoded{.flows = {}, .ledger = session.ledger()};
  for (std::size_t row = 0; row < batch.size(); ++row) decoded.flows.push_back(batch.at(row));
  return decoded;
}

// Every combination that a record can have, in whole milliseconds.
std::vector<model::Flow> all_kinds(bool v6, bool biflow) {
  std::mt19937_64 random(1);
  std::vector<model::Flow> flows;
  for (std::uint32_t i = 0; i < 3'000; ++i) {
    auto flow = v6 && i % 3 == 0 ? v6_flow() : plain_flow();
    flow.source_port = static_cast<std::uint16_t>(random());
    flow.destination_port = static_cast<std::uint16_t>(random());
    flow.protocol = i % 5 == 0 ? model::kUdp : model::kTcp;
    flow.tcp_flags = flow.protocol == model::kTcp ? static_cast<std::uint8_t>(random() & 0x3F) : 0;
    flow.start += static_cast<base::Micros>(random() % 3'600'000) * base::kMillisecond;
    flow.end = flow.start + static_cast<base::Micros>(random() % 60'000) * base::kMillisecond;
    flow.packets = 1 + random() % 1000;
    flow.octets = flow.packets * (40 + random() % 1460);
    flow.sampling_interval = std::array<std::uint32_t, 4>{0, 1, 100, 1000}[i % 4];
    flow.exporter = kExporter;
    if (biflow && i % 2 == 0) {
      flow.traits |= model::kBiflow;
      flow.reverse_packets = random() % 50;
      flow.reverse_octets = flow.reverse_packets * 100;
    }
    flows.push_back(flow);
  }
  return flows;
}

// What a protocol has no word for.
std::vector<model::Flow> without(std::vector<model::Flow> flows, bool end_reason) {
  for (auto& flow : flows) {
    if (end_reason) flow.end_reason = 0;
  }
  return flows;
}

TEST(RoundTrip, NetFlow5) {
  const auto flows = all_kinds(false, false);
  const auto decoded = decode(encode(Format::NetFlow5, flows));
  EXPECT_THAT(without(decoded.flows, true), ElementsAreArray(flows));
  EXPECT_EQ(decoded.ledger.gaps, 0U);
}

TEST(RoundTrip, NetFlow9) {
  const auto flows = all_kinds(true, false);
  for (const auto sampling_in : {SamplingIn::Options, SamplingIn::Record}) {
    const auto decoded = decode(encode(Format::NetFlow9, flows, {.sampling_in = sampling_in}));
    EXPECT_THAT(without(decoded.flows, true), ElementsAreArray(flows));
    EXPECT_EQ(decoded.ledger.gaps, 0U);
  }
}

TEST(RoundTrip, Ipfix) {
  const auto flows = all_kinds(true, true);
  for (const auto sampling_in : {SamplingIn::Options, SamplingIn::Record}) {
    const auto decoded = decode(encode(Format::Ipfix, flows, {.sampling_in = sampling_in}));
    EXPECT_THAT(decoded.flows, ElementsAreArray(flows));
    EXPECT_EQ(decoded.ledger.gaps, 0U);
  }
}

TEST(RoundTrip, SflowKeepsKeysAndTheMeanSizeOfAPacket) {
  const auto flows = all_kinds(true, false);
  const auto decoded = decode(encode(Format::Sflow5, flows));
  ASSERT_EQ(decoded.flows.size(), flows.size());
  for (std::size_t i = 0; i < flows.size(); ++i) {
    EXPECT_EQ(decoded.flows[i].source_address, flows[i].source_address);
    EXPECT_EQ(decoded.flows[i].destination_address, flows[i].destination_address);
    EXPECT_EQ(decoded.flows[i].source_port, flows[i].source_port);
    EXPECT_EQ(decoded.flows[i].destination_port, flows[i].destination_port);
    EXPECT_EQ(decoded.flows[i].protocol, flows[i].protocol);
    EXPECT_EQ(decoded.flows[i].tcp_flags, flows[i].tcp_flags);
    EXPECT_EQ(decoded.flows[i].packets, 1U);
    EXPECT_EQ(decoded.flows[i].octets,
              std::max<std::uint64_t>(flows[i].octets / flows[i].packets,
                                      (flows[i].source_address.is_v4() ? 20U : 40U) +
                                          (flows[i].protocol == model::kTcp ? 20U : 8U)));
    EXPECT_EQ(decoded.flows[i].sampling_interval,
              std::max<std::uint32_t>(flows[i].sampling_interval, 1));
  }
  EXPECT_EQ(decoded.ledger.gaps, 0U);
}

TEST(RoundTrip, AGapOnPurposeIsSeenWithItsSize) {
  auto encoded = encode(Format::Ipfix, std::vector<model::Flow>(3'000, plain_flow()));
  const std::size_t missing = 40;
  const auto lost = encoded.records[missing];
  encoded.datagrams.erase(encoded.datagrams.begin() + missing);
  const auto decoded = decode(encoded);
  EXPECT_EQ(decoded.ledger.gaps, 1U);
  EXPECT_EQ(decoded.ledger.lost_records, lost);
  EXPECT_EQ(decoded.ledger.flows, 3'000U - lost);
}

}  // namespace
}  // namespace noroshi::replay
