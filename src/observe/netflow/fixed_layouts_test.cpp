// NetFlow v5 and sFlow v5, field by field and broken in every way.
#include <gmock/gmock.h>

#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace wire;
using testing::Each;

TEST(NetFlow5, RecordsHaveEveryField) {
  Talk talk;
  talk.hear(v5({}, {v5_record(1500)}));
  const model::Flow flow = talk.flows().at(0);
  EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
  EXPECT_EQ(flow.destination_address, net::Address::v4(kDestination));
  EXPECT_EQ(flow.source_port, 40000);
  EXPECT_EQ(flow.destination_port, 443);
  EXPECT_EQ(flow.protocol, model::kTcp);
  EXPECT_EQ(flow.tcp_flags, 0x12);
  EXPECT_EQ(flow.traits, model::kHasTcpFlags);
  EXPECT_EQ(flow.packets, 3U);
  EXPECT_EQ(flow.octets, 1500U);
  EXPECT_EQ(flow.start, kNow - 2 * base::kSecond);
  EXPECT_EQ(flow.end, kNow - base::kSecond);
  EXPECT_EQ(flow.exporter, 1U);
  EXPECT_EQ(talk.session().messages_of(Protocol::NetFlow5), 1U);
}

TEST(NetFlow5, MessagesThatCannotBeAreRefusedWhole) {
  Talk talk;
  talk.hear(v5({}, {v5_record()}).substr(0, 23)).hear(v5({}, {v5_record()}).substr(0, 71));
  talk.hear(v5({}, std::vector<std::string>(31, v5_record())));
  EXPECT_EQ(talk.rejected_messages("message shorter than its header"), 1U);
  EXPECT_EQ(talk.rejected_messages("message cut short"), 1U);
  EXPECT_EQ(talk.rejected_messages("NetFlow v5 message of more than 30 records"), 1U);
  EXPECT_EQ(talk.flows().size(), 0U);
}

TEST(NetFlow5, AFlowNeverEndsBeforeItStarts) {
  Talk talk;
  talk.hear(v5({}, {v5_record(1, kUptime, kUptime - 5000)}));
  EXPECT_EQ(talk.flows().end, talk.flows().start);
}

TEST(Sflow, ASampleIsOnePacketAtTheTimeOfItsArrival) {
  for (const bool expanded : {false, true}) {
    const auto sample = expanded ? expanded_flow_sample : flow_sample;
    Talk talk;
    talk.hear(sflow({}, {sample({}, {raw_header(tcp_frame(), 118)})}), kNow + 42);
    ASSERT_EQ(talk.flows().size(), 1U);
    const model::Flow flow = talk.flows().at(0);
    EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
    EXPECT_EQ(flow.source_port, 40000);
    EXPECT_EQ(flow.tcp_flags, 0x18);
    EXPECT_EQ(flow.packets, 1U);
    EXPECT_EQ(flow.octets, 100U);
    EXPECT_EQ(flow.start, kNow + 42);
    EXPECT_EQ(flow.end, kNow + 42);
    EXPECT_EQ(flow.exporter, 1U);
  }
}

std::string ip_fields(std::uint32_t format) {
  const std::string source =
      format == 3 ? number(kSource, 4) : number(0x20010DB8ULL << 32, 8) + number(1, 8);
  const std::string destination =
      format == 3 ? number(kDestination, 4) : number(0x20010DB8ULL << 32, 8) + number(2, 8);
  return number(format, 4) +
         opaque(number(1344, 4) + number(6, 4) + source + destination + number(40000, 4) +
                number(443, 4) + number(0x10, 4) + number(0, 4));
}

TEST(Sflow, HeaderFieldsServeWhereThereAreNoOctetsOfThePacket) {
  Talk talk;
  talk.hear(
      sflow({}, {flow_sample({}, {ip_fields(3)}), flow_sample({.sequence = 2}, {ip_fields(4)})}));
  ASSERT_EQ(talk.flows().size(), 2U);
  EXPECT_EQ(talk.flows().source_address[0], net::Address::v4(kSource));
  EXPECT_EQ(talk.flows().destination_address[1].to_string(), "2001:db8::2");
  EXPECT_THAT(talk.flows().octets, Each(1344U));
  EXPECT_THAT(talk.flows().destination_port, Each(443));
  EXPECT_THAT(talk.flows().tcp_flags, Each(0x10));
}

TEST(Sflow, TheRecordThatShowsThePacketIsFoundAmongOthers) {
  const std::string other = number(1001, 4) + opaque(std::string(16, '\0'));
  Talk talk;
  talk.hear(sflow({}, {flow_sample({}, {other, raw_header("short", 60), ip_fields(3), other})}));
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Sflow, SamplesThatAreNoFlowsAreCountedByReason) {
  const std::string arp = net::ethernet(0x0806, std::string(28, 'a'));
  const std::string other = number(1001, 4) + opaque(std::string(16, '\0'));
  Talk talk;
  talk.hear(sflow({}, {counter_sample(), number(4, 4) + opaque(std::string(12, '\0')),
                       number(5, 4) + opaque(""), flow_sample({}, {}), flow_sample({}, {other}),
                       flow_sample({}, {raw_header(arp, 60)})}));
  EXPECT_EQ(talk.skipped_records("counter sample"), 2U);
  EXPECT_EQ(talk.skipped_records("sample of a kind that is not read"), 1U);
  EXPECT_EQ(talk.skipped_records("sample that shows no packet"), 2U);
  EXPECT_EQ(talk.ledger().records, 6U);
  EXPECT_EQ(talk.session().rejected_records().total_rejected(), 0U);
}

TEST(Sflow, BrokenSamplesAreCountedByReason) {
  Talk talk;
  talk.hear(sflow({}, {number(1, 4) + opaque(std::string(12, '\0')),
                       flow_sample({}, {number(1, 4) + number(400, 4)}),
                       flow_sample({}, {number(3, 4) + opaque("1234")}),
                       flow_sample({}, {raw_header("", 60)})}));
  EXPECT_EQ(talk.rejected_records("flow sample shorter than its header"), 1U);
  EXPECT_EQ(talk.rejected_records("flow record cut short"), 2U);
  const std::string whole = sflow({}, {flow_sample({}, {raw_header(tcp_frame(), 118)})});
  talk.hear(whole.substr(0, whole.size() - 20));
  EXPECT_EQ(talk.rejected_sets("sample does not fit its datagram"), 1U);
}

TEST(Sflow, EveryLengthOfADatagramIsTakenWithoutHarm) {
  const std::string whole = sflow({}, {flow_sample({}, {raw_header(tcp_frame(), 118)}),
                                       counter_sample(), expanded_flow_sample({}, {ip_fields(4)})});
  for (std::size_t size = 0; size < whole.size(); ++size) Talk().hear(whole.substr(0, size));
}

TEST(Sflow, AgentsWithIpv6AddressesAndSubAgentsAreApart) {
  const auto v6_agent = [](std::uint32_t sequence) {
    return number(5, 4) + number(2, 4) + number(0x20010DB8ULL << 32, 8) + number(9, 8) +
           number(0, 4) + number(sequence, 4) + number(kUptime, 4) + number(0, 4);
  };
  Talk talk;
  talk.hear(v6_agent(10)).hear(sflow({.sub_agent = 1, .sequence = 500}, {}));
  talk.hear(sflow({.sub_agent = 2, .sequence = 900}, {})).hear(v6_agent(11));
  EXPECT_EQ(talk.ledger().domains_now, 3U);
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
  talk.hear(number(5, 4) + number(3, 4) + std::string(40, '\0'));
  EXPECT_EQ(talk.rejected_messages("sFlow agent address of no known kind"), 1U);
}

}  // namespace
}  // namespace noroshi::netflow
