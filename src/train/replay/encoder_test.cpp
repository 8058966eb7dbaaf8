#include "train/replay/encoder.hpp"

#include <gmock/gmock.h>

#include "train/replay/flow_builder.hpp"

namespace noroshi::replay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::uint32_t word(const std::string& bytes, std::size_t at) {
  return flow::ipfix::load<std::uint32_t>(bytes.data() + at);
}
std::uint16_t half(const std::string& bytes, std::size_t at) {
  return flow::ipfix::load<std::uint16_t>(bytes.data() + at);
}

// The exporter's clock began a day before the flow: 86,400,000 ms = 0x05265C00.
TEST(NetFlow5Encoder, WritesTheOctetsOfTheFormat) {
  auto flow = plain_flow();
  flow.sampling_interval = 100;
  const auto encoded = encode(Format::NetFlow5, {flow}, {.domain = 0x0102});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(hex(encoded.datagrams[0]), hex(octets(R"(
      0005 0001            # version, count
      052663d0             # uptime: the export, two seconds after the start
      69570a82 00000000    # 2026-01-02T00:00:02Z, no nanoseconds
      00000000             # flows before this datagram
      01 02                # engine type and ID
      4064                 # every 100th packet
      c0000201 c6336407    # addresses
      00000000 0000 0000   # next hop, interfaces
      0000000a 00000280    # packets, octets
      05265c00 052663d0    # first, last
      0401 01bb            # ports
      00 12 06 00          # padding, flags, protocol, TOS
      0000 0000 00 00 0000 # AS numbers, masks, padding
  )")));
}

// RFC 3954, sections 5.1 to 5.3.
TEST(NetFlow9Encoder, WritesTheOctetsOfTheRfc) {
  const auto encoded = encode(Format::NetFlow9, {plain_flow()});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(hex(encoded.datagrams[0]), hex(octets(R"(
      0009 0002            # version, count: a template and a record
      052663d0 69570a82    # uptime, seconds
      00000000 00000001    # sequence, source ID
      0000 0030            # template set, 48 octets
      0102 000a            # template 258, ten fields
      0008 0004 000c 0004  # source and destination address
      0007 0002 000b 0002  # ports
      0004 0001            # protocol
      0002 0008 0001 0008  # packets, octets
      0016 0004 0015 0004  # first, last
      0006 0001            # flags
      0102 002c            # data set of template 258, 44 octets
      c0000201 c6336407 0401 01bb 06
      000000000000000a 0000000000000280
      05265c00 052663d0 12
      0000                 # padding
  )")));
}

// RFC 7011, sections 3.1 to 3.4.
TEST(IpfixEncoder, WritesTheOctetsOfTheRfc) {
  const auto encoded = encode(Format::Ipfix, {plain_flow()}, {.domain = 7});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(hex(encoded.datagrams[0]), hex(octets(R"(
      000a 008c            # version, length
      69570a82             # export time
      00000000 00000007    # sequence, observation domain
      0002 0040            # template set, 64 octets
      0102 000e            # template 258, fourteen fields
      0098 0008 0099 0008  # flowStart, flowEndMilliseconds
      0008 0004 000c 0004 0007 0002 000b 0002 0004 0001
      003c 0001 0088 0001  # ipVersion, flowEndReason
      0094 0004 00a1 0004  # flowId, flowDurationMilliseconds
      0002 0008 0001 0008  # packetDeltaCount, octetDeltaCount
      0006 0001            # tcpControlBits
      0102 003c            # data set, 60 octets
      0000019b7c010400 0000019b7c010bd0
      c0000201 c6336407 0401 01bb 06
      04 00 00000001 000007d0
      000000000000000a 0000000000000280
      12
  )")));
}

// sFlow version 5, section 5: datagram, flow sample, raw packet header.
TEST(Sflow5Encoder, WritesTheOctetsOfTheSpecification) {
  auto flow = plain_flow();
  flow.sampling_interval = 512;
  const auto encoded = encode(Format::Sflow5, {flow}, {.domain = 3});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(hex(encoded.datagrams[0]), hex(octets(R"(
      00000005 00000001 7f000001   # version, agent 127.0.0.1
      00000003 00000001 000007d0   # sub-agent, sequence, uptime
      00000001                     # one sample
      00000001 00000070            # flow sample, 112 octets
      00000001 00000001            # sequence, source
      00000200 00000200 00000000   # one of 512, pool, drops
      00000001 00000000 00000001   # interfaces, records
      00000001 00000048            # raw packet header, 72 octets
      00000001 00000052 00000004   # Ethernet, frame of 82 octets, 4 of them stripped
      00000036                     # 54 octets of headers
      0200 00000002 0200 00000001 0800
      4500 0040 00000000 40 06 0000 c0000201 c6336407
      0401 01bb 00000000 00000000 50 12 0000 0000 0000
      0000                         # to a multiple of four
  )")));
  EXPECT_THAT(encoded.tally.simplified, ElementsAre(Pair("several packets sent as one sample", 1)));
}

TEST(Encoder, CountsItsSequenceInTheUnitOfTheProtocol) {
  const std::vector<model::Flow> flows(70, plain_flow());
  const auto v5 = encode(Format::NetFlow5, flows, {.mtu = 1500});
  ASSERT_THAT(v5.records, ElementsAre(30, 30, 10));
  EXPECT_EQ(word(v5.datagrams[2], 16), 60U);  // flows

  const auto v9 = encode(Format::NetFlow9, flows);
  ASSERT_THAT(v9.datagrams, SizeIs(3));
  EXPECT_EQ(word(v9.datagrams[2], 12), 2U);  // datagrams

  auto sampled = plain_flow();
  sampled.sampling_interval = 10;
  const auto ipfix = encode(Format::Ipfix, std::vector<model::Flow>(50, sampled));
  ASSERT_THAT(ipfix.datagrams, SizeIs(3));
  EXPECT_EQ(word(ipfix.datagrams[1], 8), ipfix.records[0] + 1);  // and an options record

  const auto sflow = encode(Format::Sflow5, flows);
  EXPECT_EQ(word(sflow.datagrams[1], 16), 2U);                         // datagrams, from 1
  EXPECT_EQ(word(sflow.datagrams[1], 28 + 8), sflow.records[0] + 1U);  // samples, from 1
}

TEST(Encoder, KeepsDatagramsWithinTheMtu) {
  std::vector<model::Flow> flows;
  for (int i = 0; i < 200; ++i) {
    auto flow = i % 3 == 0 ? v6_flow() : plain_flow();
    flow.sampling_interval = static_cast<std::uint32_t>(i % 5);
    if (i % 7 == 0) flow.traits |= model::kBiflow;
    if (i % 7 == 0) flow.reverse_packets = 1;
    flows.push_back(flow);
  }
  for (const auto format : {Format::NetFlow5, Format::NetFlow9, Format::Ipfix, Format::Sflow5}) {
    for (const std::size_t mtu : {kLeastMtu, std::size_t{1400}, std::size_t{9000}}) {
      for (const auto& datagram : encode(format, flows, {.mtu = mtu}).datagrams) {
        EXPECT_LE(datagram.size(), mtu);
      }
    }
  }
}

TEST(Encoder, CountsEveryFlowAsSentOrUnsent) {
  auto huge = plain_flow();
  huge.octets = std::uint64_t{1} << 32;
  auto rare = plain_flow();
  rare.sampling_interval = 0x4000;
  auto early = plain_flow();
  early.start -= 2 * base::kDay;
  auto before_time = plain_flow();
  before_time.start = -1;
  const auto encoded =
      encode(Format::NetFlow5, {plain_flow(), v6_flow(), huge, rare, early, before_time});
  EXPECT_EQ(encoded.tally.flows, 1U);
  EXPECT_THAT(
      encoded.tally.unsent,
      UnorderedElementsAre(Pair("IPv6 does not fit NetFlow v5", 1),
                           Pair("more than 32 bits of packets or octets do not fit NetFlow v5", 1),
                           Pair("a sampling interval above 16383 does not fit NetFlow v5", 1),
                           Pair("began before the exporter's clock did", 1),
                           Pair("time outside the years 1970 to 2106", 1)));
}

TEST(Encoder, TurnsTheSecondDirectionRoundWhereAProtocolKnowsOne) {
  auto flow = plain_flow();
  flow.traits |= model::kBiflow;
  flow.reverse_packets = 3;
  flow.reverse_octets = 4000;
  flow.reverse_tcp_flags = model::kAck;
  const auto encoded = encode(Format::NetFlow5, {flow});
  ASSERT_THAT(encoded.records, ElementsAre(2));
  EXPECT_EQ(encoded.tally.flows, 1U);
  EXPECT_EQ(encoded.tally.records, 2U);
  const std::string second = encoded.datagrams[0].substr(24 + 48);
  EXPECT_EQ(word(second, 0), address("198.51.100.7").v4_bits());
  EXPECT_EQ(word(second, 4), address("192.0.2.1").v4_bits());
  EXPECT_EQ(word(second, 16), 3U);
  EXPECT_EQ(word(second, 20), 4000U);
  EXPECT_EQ(half(second, 32), 443);
  EXPECT_EQ(half(second, 34), 1025);
  EXPECT_EQ(second[37], model::kAck);
}

TEST(Encoder, AnswersAnEchoWithAnEchoReply) {
  auto flow = plain_flow();
  flow.protocol = model::kIcmp;
  flow.source_port = 0;
  flow.destination_port = 8 << 8;
  flow.reverse_packets = 1;
  const auto encoded = encode(Format::NetFlow5, {flow});
  EXPECT_EQ(half(encoded.datagrams[0], 24 + 34), 8 << 8);
  EXPECT_EQ(half(encoded.datagrams[0], 24 + 48 + 34), 0);
}

TEST(Encoder, SendsASilentRequestOnce) {
  auto flow = plain_flow();
  flow.traits |= model::kBiflow;  // watched, and nobody answered
  EXPECT_THAT(encode(Format::NetFlow9, {flow}).records, ElementsAre(1));
}

TEST(NetFlow5Encoder, PartsRecordsOfDifferentSampling) {
  auto other = plain_flow();
  other.sampling_interval = 7;
  const auto encoded = encode(Format::NetFlow5, {plain_flow(), other, other, plain_flow()});
  EXPECT_THAT(encoded.records, ElementsAre(1, 2, 1));
  EXPECT_EQ(half(encoded.datagrams[0], 22), 0);
  EXPECT_EQ(half(encoded.datagrams[1], 22), 0x4007);
}

// RFC 3954, section 6.1: scope System, then sampler ID, mode and interval.
TEST(NetFlow9Encoder, AnnouncesASamplerBeforeItsFirstRecord) {
  auto flow = plain_flow();
  flow.sampling_interval = 1000;
  const auto encoded = encode(Format::NetFlow9, {flow, flow});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(half(encoded.datagrams[0], 2), 5);  // two templates, an options record, two records
  EXPECT_EQ(hex(encoded.datagrams[0].substr(20, 28 + 16)), hex(octets(R"(
      0001 001c 0140 0004 000c            # options template 320, octets of scope and options
      0001 0004                           # System
      0030 0001 0031 0001 0032 0004       # sampler ID, mode, random interval
      0000                                # padding
      0140 0010 00000001 01 02 000003e8   # source ID, sampler 1, random, one of 1000
      0000
  )")));
}

// RFC 7011, section 3.4.2, and RFC 5477: selector 1 takes one packet and leaves 999.
TEST(IpfixEncoder, AnnouncesASelectorBeforeItsFirstRecord) {
  auto flow = plain_flow();
  flow.sampling_interval = 1000;
  const auto encoded = encode(Format::Ipfix, {flow});
  ASSERT_THAT(encoded.datagrams, SizeIs(1));
  EXPECT_EQ(hex(encoded.datagrams[0].substr(16, 28 + 20)), hex(octets(R"(
      0003 001c 0140 0004 0001            # options template 320: four fields, one of them scope
      012e 0004 0130 0002 0131 0004 0132 0004
      0000                                # padding
      0140 0014 00000001 0001 00000001 000003e7
      0000
  )")));
}

TEST(IpfixEncoder, PutsTheIntervalIntoEveryRecordIfAsked) {
  auto flow = plain_flow();
  flow.sampling_interval = 1000;
  const auto encoded = encode(Format::Ipfix, {flow}, {.sampling_in = SamplingIn::Record});
  const auto& bytes = encoded.datagrams[0];
  EXPECT_EQ(half(bytes, 16), 2);  // the first set is a template set
  EXPECT_EQ(word(bytes, 16 + 4 + 4 + 14 * 4), 34U << 16 | 4U);
  EXPECT_EQ(word(bytes, bytes.size() - 4), 1000U);
}

TEST(Encoder, AnnouncesTemplatesAgain) {
  std::vector<model::Flow> flows(200, plain_flow());
  const auto templates = [](const Encoded& encoded) {
    std::vector<bool> found;
    for (const auto& datagram : encoded.datagrams) found.push_back(half(datagram, 20) == 0);
    return found;
  };
  EXPECT_THAT(templates(encode(Format::NetFlow9, flows, {.refresh_datagrams = 2})),
              ElementsAre(true, false, true, false, true, false));
  for (std::size_t i = 0; i < flows.size(); ++i) {
    flows[i].end += static_cast<base::Micros>(i) * base::kSecond;
  }
  EXPECT_THAT(templates(encode(Format::NetFlow9, flows, {.refresh_age = base::kMinute})),
              ElementsAre(true, false, true, false, true, false));
}

// Records come in the order of their starts: after a long flow most end before the latest so far.
TEST(Encoder, AnnouncesTemplatesNoMoreOftenAfterALongFlow) {
  std::vector<model::Flow> flows(200, plain_flow());
  flows[0].end += base::kHour;
  const auto encoded = encode(Format::NetFlow9, flows, {.refresh_age = base::kMinute});
  ASSERT_GT(encoded.datagrams.size(), 2U);
  for (std::size_t i = 1; i < encoded.datagrams.size(); ++i) {
    EXPECT_NE(half(encoded.datagrams[i], 20), 0);
  }
}

TEST(Encoder, SendsADatagramThatHasWaitedLongEnough) {
  auto later = plain_flow();
  later.end += 2 * base::kSecond;
  EXPECT_THAT(encode(Format::Ipfix, {plain_flow(), later}, {.most_wait = base::kSecond}).records,
              ElementsAre(1, 1));
  EXPECT_THAT(encode(Format::Ipfix, {plain_flow(), later}).records, ElementsAre(2));
}

TEST(Encoder, ShiftsTimes) {
  const auto encoded = encode(Format::Ipfix, {plain_flow()}, {}, base::kHour);
  EXPECT_EQ(word(encoded.datagrams[0], 4), 0x69570a82U + 3600U);
}

TEST(Encoder, RefusesAnImpossibleMtu) {
  EXPECT_FALSE(make_encoder(Format::Ipfix, {.mtu = 100}, {}));
  EXPECT_FALSE(make_encoder(Format::Ipfix, {.mtu = 70'000}, {}));
}

TEST(Encoder, RefusesADomainThatNetFlow5CannotSay) {
  EXPECT_FALSE(make_encoder(Format::NetFlow5, {.domain = 65'536}, {}));
  EXPECT_TRUE(make_encoder(Format::NetFlow9, {.domain = 65'536}, {}));
}

TEST(NetFlow9Encoder, CountsFlowsBeyondItsSamplerNumbers) {
  std::vector<model::Flow> flows;
  for (std::uint32_t i = 1; i <= 300; ++i) {
    flows.push_back(plain_flow());
    flows.back().sampling_interval = i;
  }
  const auto encoded = encode(Format::NetFlow9, flows);
  EXPECT_EQ(encoded.tally.flows, 255U);
  EXPECT_THAT(encoded.tally.unsent,
              ElementsAre(Pair("more different sampling intervals than sampler numbers", 45)));
  EXPECT_THAT(encode(Format::Ipfix, flows).tally.unsent, IsEmpty());
}

TEST(Sflow5Encoder, CannotSendAFlowWithoutPackets) {
  auto flow = plain_flow();
  flow.packets = 0;
  EXPECT_THAT(encode(Format::Sflow5, {flow}).tally.unsent,
              ElementsAre(Pair("a flow without packets is no sample", 1)));
}

TEST(Encoder, SaysNothingWhenThereIsNothingToSay) {
  EXPECT_THAT(encode(Format::Ipfix, {}).datagrams, IsEmpty());
}

}  // namespace
}  // namespace noroshi::replay
