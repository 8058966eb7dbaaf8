#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using model::Flow;
using net::Address;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view kRecord =
    R"({"timestamp":"2026-01-02T03:10:00.000001+0900","flow_id":1,"event_type":"flow",)"
    R"("vlan":[7],"src_ip":"192.0.2.7","src_port":48938,"dest_ip":"198.51.100.9","dest_port":445,)"
    R"("proto":"TCP","app_proto":"smb","flow":{"pkts_toserver":2,"pkts_toclient":3,)"
    R"("bytes_toserver":120,"bytes_toclient":180,"start":"2026-01-02T03:04:05.140759+0900",)"
    R"("end":"2026-01-02T03:04:06.141012+0900","age":1,"state":"closed","reason":"timeout",)"
    R"("alerted":false},"metadata":{"flowbits":["x"]},"tcp":{"tcp_flags":"16",)"
    R"("tcp_flags_ts":"02","tcp_flags_tc":"14","syn":true,"state":"closed"},"host":"sensor"})"
    "\n";

std::string with(std::string_view from, std::string_view to) {
  std::string record(kRecord);
  return record.replace(record.find(from), from.size(), to);
}

Flow only_flow(std::string_view text) {
  const Reading reading = read_all(text);
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.rejected, IsEmpty());
  return reading.flows.size() == 1 ? reading.flows[0] : Flow{};
}

TEST(Eve, ReadsAFlowEvent) {
  Flow expected;
  expected.source_address = Address::v4(0xC0000207);
  expected.destination_address = Address::v4(0xC6336409);
  expected.source_port = 48938;
  expected.destination_port = 445;
  expected.protocol = 6;
  expected.traits = model::kBiflow | model::kHasTcpFlags;
  expected.tcp_flags = model::kSyn;
  expected.reverse_tcp_flags = model::kRst | model::kAck;
  expected.end_reason = model::kIdleTimeout;
  expected.start = 1'767'290'645'140'759;  // 2026-01-01T18:04:05.140759Z
  expected.end = 1'767'290'646'141'012;
  expected.packets = 2;
  expected.reverse_packets = 3;
  expected.octets = 120;
  expected.reverse_octets = 180;
  EXPECT_EQ(only_flow(kRecord), expected);
  EXPECT_EQ(read_all(kRecord).format, "Suricata EVE JSON");
}

TEST(Eve, ReadsIcmpTypeAndCode) {
  const Flow icmp =
      only_flow(with(R"("proto":"TCP")", R"("proto":"IPv6-ICMP","icmp_type":128,"icmp_code":0)"));
  EXPECT_EQ(icmp.protocol, model::kIcmpV6);
  EXPECT_EQ(icmp.source_port, 0);
  EXPECT_EQ(icmp.destination_port, 128 << 8);
  EXPECT_EQ(icmp.traits, model::kBiflow);
  const Flow tcp = only_flow(with(R"("proto":"TCP")", R"("proto":"TCP","icmp_type":3)"));
  EXPECT_EQ(tcp.destination_port, 445);
}

TEST(Eve, ReadsProtocolsWithoutPorts) {
  std::string gre = with(R"("proto":"TCP")", R"("proto":"GRE")");
  gre.erase(gre.find(R"("src_port":48938,)"), 17);
  gre.erase(gre.find(R"("dest_port":445,)"), 16);
  const Flow flow = only_flow(gre);
  EXPECT_EQ(flow.protocol, 47);
  EXPECT_EQ(flow.destination_port, 0);
}

TEST(Eve, SaysWhyAFlowEnded) {
  EXPECT_EQ(only_flow(with("timeout", "shutdown")).end_reason, model::kForcedEnd);
  EXPECT_EQ(only_flow(with("timeout", "forced")).end_reason, model::kForcedEnd);
  EXPECT_EQ(only_flow(with("timeout", "tcp_reuse")).end_reason, model::kEndOfFlow);
  EXPECT_EQ(only_flow(with("timeout", "whim")).end_reason, model::kUnknownEnd);
}

TEST(Eve, LeavesFlagsUnknownWhereSuricataGivesNone) {
  const Flow flow = only_flow(with(R"("tcp_flags_ts":"02","tcp_flags_tc":"14",)", ""));
  EXPECT_EQ(flow.traits, model::kBiflow);
  EXPECT_EQ(flow.tcp_flags, 0);
}

constexpr std::string_view kNetflow =
    R"({"timestamp":"2026-01-02T03:10:00.000001Z","event_type":"netflow","src_ip":"2001:db8::1",)"
    R"("src_port":53,"dest_ip":"2001:db8::2","dest_port":5353,"proto":"TCP","netflow":{"pkts":4,)"
    R"("bytes":400,"start":"2026-01-02T03:04:05Z","end":"2026-01-02T03:04:06Z","age":1},)"
    R"("tcp":{"tcp_flags":"1b","syn":true}})"
    "\n";

TEST(Eve, ReadsNetflowEventsAsOneDirection) {
  const Flow flow = only_flow(kNetflow);
  EXPECT_EQ(flow.traits, model::kHasTcpFlags);
  EXPECT_EQ(flow.tcp_flags, 0x1B);
  EXPECT_EQ(flow.packets, 4U);
  EXPECT_EQ(flow.octets, 400U);
  EXPECT_EQ(flow.reverse_packets, 0U);
}

TEST(Eve, NeverCountsTrafficTwiceWhereFlowAndNetflowAreWritten) {
  const Reading flows = read_all(std::string(kRecord) + std::string(kNetflow));
  EXPECT_EQ(flows.flows.size(), 1U);
  EXPECT_THAT(flows.skipped,
              ElementsAre(Pair("netflow event beside flow events", "1 from line 2")));
  const Reading netflows = read_all(std::string(kNetflow) + std::string(kRecord));
  EXPECT_EQ(netflows.flows.size(), 1U);
  EXPECT_THAT(netflows.skipped,
              ElementsAre(Pair("flow event beside netflow events", "1 from line 2")));
}

TEST(Eve, SkipsOtherEvents) {
  const Reading reading = read_all(
      R"({"event_type":"alert","src_ip":"192.0.2.7","flow":{"pkts_toserver":1,"start":"x"}})"
      "\n"
      R"({"event_type":"stats","stats":{"uptime":1}})"
      "\n" +
      std::string(kRecord));
  EXPECT_EQ(reading.flows.size(), 1U);
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("event is no flow", "2 from line 1")));
}

TEST(Eve, CountsBadRecordsByReason) {
  const Reading reading = read_all(
      std::string(kRecord) + with("48938", "70000") + with("\"192.0.2.7\"", "7") +
      with("\"TCP\"", "\"XYZ\"") + with("03:04:05.140759+0900", "03:04:05") +
      with("03:04:06.141012", "03:04:04.000000") +
      with("\"pkts_toserver\":2", "\"pkts_toserver\":2.5") + with("\"bytes_toclient\":180,", "") +
      with("\"02\"", "\"zz\"") + with("{\"pkts_toserver\"", "[\"pkts_toserver\"") +
      with("\"flow\":{", "\"flow\":7,\"x\":{") + std::string(kRecord));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected,
              ElementsAre(Pair("TCP flags are not readable", "1 from line 9"),
                          Pair("address is no IP address", "1 from line 3"),
                          Pair("count is no whole number", "2 from line 7"),
                          Pair("duration is negative", "1 from line 6"),
                          Pair("line is no complete JSON object", "2 from line 10"),
                          Pair("port is no number from 0 to 65535", "1 from line 2"),
                          Pair("protocol is not known", "1 from line 4"),
                          Pair("time is no time", "1 from line 5")));
}

TEST(Eve, StopsAtTheFirstBadRecordInStrictMode) {
  EXPECT_EQ(read_all(with("48938", "70000"), {.strict = true}).error,
            "line 1: port is no number from 0 to 65535");
}

TEST(Eve, GivesNoWrongRecordWhenCutAnywhere) {
  expect_prefixes_when_cut(std::string(kRecord) + std::string(kRecord));
}

}  // namespace
}  // namespace noroshi::flow
