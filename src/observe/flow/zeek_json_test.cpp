#include <fmt/format.h>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view kRecord =
    R"({"_path":"conn","ts":1545403816.962094,"uid":"C1","id.orig_h":"192.0.2.7",)"
    R"("id.orig_p":41040,"id.resp_h":"198.51.100.9","id.resp_p":6667,"proto":"tcp",)"
    R"("duration":3.139211,"orig_bytes":10,"resp_bytes":20,"conn_state":"SF","local_orig":true,)"
    R"("missed_bytes":0,"history":"ShADadFf","orig_pkts":7,"orig_ip_bytes":380,"resp_pkts":6,)"
    R"("resp_ip_bytes":340,"tunnel_parents":["a","b"],"vlan":{"inner":[1,{"x":null}]}})"
    "\n";

std::string with(std::string_view from, std::string_view to) {
  std::string record(kRecord);
  return record.replace(record.find(from), from.size(), to);
}

TEST(ZeekJson, ReadsARecordAsTheTsvReaderWould) {
  const Reading reading = read_all(kRecord);
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.format, "Zeek conn.log (JSON)");
  const Reading tsv = read_all(
      "#separator "
      "\\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto"
      "\tduration\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n1545403816.962094\t"
      "192.0.2.7\t41040\t198.51.100.9\t6667\ttcp\t3.139211\tShADadFf\t7\t380\t6\t340\n");
  ASSERT_EQ(tsv.flows.size(), 1U);
  EXPECT_EQ(reading.flows, tsv.flows);
}

TEST(ZeekJson, ReadsTimesAsNumbersAndAsText) {
  const auto start = [](std::string_view ts) {
    const Reading reading = read_all(with("1545403816.962094", ts));
    return reading.flows.empty() ? -1 : reading.flows[0].start;
  };
  EXPECT_EQ(start(R"("2018-12-21T14:50:16.962094Z")"), 1'545'403'816'962'094);
  EXPECT_EQ(start("1.545403816962094e9"), 1'545'403'816'962'094);
  EXPECT_EQ(start("0.25"), 250'000);
  EXPECT_EQ(start(R"("2018-12-21")"), -1);
  EXPECT_EQ(start("true"), -1);
  EXPECT_EQ(start("{}"), -1);
}

TEST(ZeekJson, TakesAbsentAndNullMembersAsUnset) {
  const Reading reading = read_all(with(R"("duration":3.139211,)", "") + with("3.139211", "null") +
                                   with(R"("orig_ip_bytes":380,)", R"("orig_ip_bytes":null,)"));
  ASSERT_EQ(reading.flows.size(), 3U);
  EXPECT_EQ(reading.flows[0].end, reading.flows[0].start);
  EXPECT_EQ(reading.flows[1].end, reading.flows[1].start);
  EXPECT_EQ(reading.flows[2].octets, 10U);
  EXPECT_TRUE((reading.flows[2].traits & model::kPayloadOctets) != 0);
}

TEST(ZeekJson, ReadsMembersInAnyOrderAndEscaped) {
  const Reading reading =
      read_all(R"({"resp_ip_bytes":340,"resp_pkts":6,"orig_ip_bytes":380,"orig_pkts":7,)"
               R"("history":"ShADadFf","conn_state":"SF","duration":3.139211,"proto":"t\u0063p",)"
               R"("id.resp_p":6667,"id.resp_\u0068":"198.51.100.9","id.orig_p":41040,)"
               R"("id.orig_h":"192.0.2.7","ts":1545403816.962094})");
  EXPECT_EQ(reading.flows, read_all(kRecord).flows);
}

TEST(ZeekJson, CountsBadRecordsByReason) {
  const Reading reading = read_all(
      std::string(kRecord) + "not json\n" + "{\"ts\":1,\n" + std::string(kRecord.substr(0, 99)) +
      "\n" + with("41040", "70000") + with("192.0.2.7", "x") + with("3.139211", "-1") +
      with("\"orig_pkts\":7", "\"orig_pkts\":-7") +
      std::string(kRecord.substr(0, kRecord.size() - 1)) + "{}\n" + "[1]\n" + std::string(kRecord));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected,
              ElementsAre(Pair("address is no IP address", "1 from line 6"),
                          Pair("count is no whole number", "1 from line 8"),
                          Pair("duration is negative", "1 from line 7"),
                          Pair("line is no complete JSON object", "5 from line 2"),
                          Pair("port is no number from 0 to 65535", "1 from line 5")));
}

TEST(ZeekJson, SkipsRecordsOfOtherLogsInAMixedStream) {
  const std::string dns =
      R"({"_path":"dns","ts":1.5,"id.orig_h":"192.0.2.7","proto":"udp","query":"x.example"})"
      "\n";
  const std::string http = R"({"ts":1.5,"id.orig_h":"192.0.2.7","method":"GET"})"
                           "\n";
  const Reading reading = read_all(dns + http + std::string(kRecord));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 1U);
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("record of another Zeek log", "2 from line 1")));
  EXPECT_THAT(read_all(dns + http).error, HasSubstr("none of a connection"));
}

TEST(ZeekJson, StopsAtTheFirstBadRecordInStrictMode) {
  const Reading reading = read_all(std::string(kRecord) + "{\n", {.strict = true});
  EXPECT_EQ(reading.error, "line 2: line is no complete JSON object");
}

TEST(ZeekJson, PassesOverEmptyLines) {
  const Reading reading = read_all("\n" + std::string(kRecord) + "\n  \n");
  EXPECT_EQ(reading.flows.size(), 1U);
  EXPECT_THAT(reading.rejected, IsEmpty());
}

TEST(ZeekJson, GivesNoWrongRecordWhenCutAnywhere) {
  expect_prefixes_when_cut(std::string(kRecord) + std::string(kRecord));
}

}  // namespace
}  // namespace noroshi::flow
