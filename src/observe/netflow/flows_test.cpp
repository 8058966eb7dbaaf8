// What becomes a flow: directions, addresses, counters, packets inside records.
#include <gmock/gmock.h>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/record_layout.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::ElementsAre;

TEST(Flows, ReverseElementsMakeABiflow) {
  Talk talk;
  talk.hear(Layout()
                .add(kOctetDeltaCount, 4, 500)
                .add(kOctetDeltaCount, 4, 300, kReverseEnterprise)
                .add(kPacketDeltaCount, 4, 5)
                .add(kPacketDeltaCount, 4, 3, kReverseEnterprise)
                .in_ipfix());
  const model::Flow flow = talk.flows().at(0);
  EXPECT_EQ(flow.traits, model::kBiflow);
  EXPECT_EQ(flow.octets, 500U);
  EXPECT_EQ(flow.reverse_octets, 300U);
  EXPECT_EQ(flow.packets, 5U);
  EXPECT_EQ(flow.reverse_packets, 3U);
}

TEST(Flows, AResponderAloneIsNoOtherDirection) {
  Talk talk;
  talk.hear(Layout().add(kOctetDeltaCount, 4, 500).add(kResponderOctets, 2, 0).in_v9());
  EXPECT_EQ(talk.flows().at(0).traits, 0);
  talk.hear(Layout().add(kInitiatorOctets, 4, 69).add(kResponderOctets, 4, 14'178).in_v9());
  EXPECT_EQ(talk.flows().at(1).traits, model::kBiflow | model::kPayloadOctets);
  EXPECT_EQ(talk.flows().at(1).reverse_octets, 14'178U);
}

TEST(Flows, AFirewallsEventTimeIsTheEndOfItsConnection) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {233, 1},
                                                   {kObservationTimeMilliseconds, 8},
                                                   {kFlowStartMilliseconds, 8}});
  Talk talk;
  talk.hear(v9({}, set(0, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                 number(2, 1) + number(kSeconds * 1000ULL, 8) +
                                                 number(kSeconds * 1000ULL - 9000, 8))));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 9 * base::kSecond));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow));
}

TEST(Flows, CountedOnTheirWayOutOnlyHaveThoseCounts) {
  Talk talk;
  talk.hear(Layout()
                .add(kPacketDeltaCount, 4, 0)
                .add(kOctetDeltaCount, 4, 0)
                .add(kPostPacketDeltaCount, 4, 2)
                .add(kPostOctetDeltaCount, 4, 64)
                .in_v9());
  EXPECT_THAT(talk.flows().packets, ElementsAre(2));
  EXPECT_THAT(talk.flows().octets, ElementsAre(64));
}

TEST(Flows, OfATemplateForBothFamiliesHaveTheAddressesThatAreNotZero) {
  const std::string layout = template_record(256, {{kSourceIPv6Address, 16},
                                                   {kDestinationIPv6Address, 16},
                                                   {kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4}});
  const std::string v6 = number(0x20010DB800000000, 8) + number(1, 8);
  const std::string none(32, '\0');
  const std::string v4 = number(kSource, 4) + number(kDestination, 4);
  const std::string start = number(kSeconds, 4);
  Talk talk;
  talk.hear(ipfix(0, set(2, layout) +
                         set(256, none + v4 + start + v6 + v6 + std::string(8, '\0') + start +
                                      none + std::string(8, '\0') + start + v6 + v6 + v4 + start)));
  ASSERT_EQ(talk.flows().size(), 3U);
  EXPECT_EQ(talk.flows().source_address[0], net::Address::v4(kSource));
  EXPECT_EQ(talk.flows().source_address[1].to_string(), "2001:db8::1");
  EXPECT_EQ(talk.flows().source_address[2].to_string(), "2001:db8::1");  // outside of a tunnel
  EXPECT_EQ(talk.skipped_records("record without addresses"), 1U);
}

TEST(Flows, RecordsWithoutAddressesAreCountedAndPassedOver) {
  const std::string layer2 = template_record(256, {{56, 6}, {80, 6}, {kOctetDeltaCount, 8}});
  const std::string named = template_record(257, {{82, kVariableLength}, {kOctetDeltaCount, 4}});
  Talk talk;
  talk.hear(
      ipfix(0, set(2, layer2 + named) + set(256, std::string(60, 'x')) +
                   set(257, number(1, 1) + "a" + number(1, 4) + number(0, 1) + number(2, 4))));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.skipped_records("record without addresses"), 5U);
}

TEST(Flows, InSampledPacketsAreDecoded) {
  const net::Frame ip = tcp_frame().substr(14);
  const std::string link =
      template_record(256, {{312, 2}, {kDataLinkFrameSection, kVariableLength}});
  const std::string header = template_record(257, {{kIpHeaderPacketSection, 40}});
  Talk talk;
  talk.hear(ipfix(0, set(2, link + header) +
                         set(256, number(114, 2) + number(54, 1) + tcp_frame().substr(0, 54)) +
                         set(257, ip.substr(0, 40))));
  ASSERT_EQ(talk.flows().size(), 2U);
  for (const std::size_t row : {std::size_t{0}, std::size_t{1}}) {
    const model::Flow flow = talk.flows().at(row);
    EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
    EXPECT_EQ(flow.destination_port, 443);
    EXPECT_EQ(flow.tcp_flags, 0x18);
    EXPECT_EQ(flow.traits, model::kHasTcpFlags);
    EXPECT_EQ(flow.packets, 1U);
    EXPECT_EQ(flow.octets, 100U);
    EXPECT_EQ(flow.start, kNow);
  }
}

TEST(Flows, SampledPacketsThatAreNoneHaveTheirReason) {
  const std::string link = template_record(256, {{kDataLinkFrameSection, kVariableLength}});
  const auto section = [](const std::string& frame) { return number(frame.size(), 1) + frame; };
  Talk talk;
  talk.hear(ipfix(0, set(2, link) + set(256, section(net::ethernet(0x0806, std::string(28, 'a'))) +
                                                 section(tcp_frame().substr(0, 20)))));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.session().rejected_records().total_rejected() +
                total(talk.session().rejected_records().skipped()),
            2U);
}

}  // namespace
}  // namespace noroshi::netflow
