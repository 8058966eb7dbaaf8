#include <fmt/format.h>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using model::Flow;
using net::Address;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view kHeader =
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das\n";
constexpr std::string_view kRecord =
    "2018-01-12 15:37:30,2018-01-12 "
    "15:37:35,4.500,192.0.2.7,198.51.100.9,52324,902,TCP,...AP.SF,0,0,"
    "3,180,0,0,0,0,0,0\n";
constexpr std::string_view kSummary =
    "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,180,3,320,0,60\n";

std::string with(std::string_view from, std::string_view to) {
  std::string record(kRecord);
  return record.replace(record.find(from), from.size(), to);
}

std::string csv(std::string_view records) { return std::string(kHeader) + std::string(records); }

Flow only_flow(std::string_view text) {
  const Reading reading = read_all(text);
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.rejected, IsEmpty());
  return reading.flows.size() == 1 ? reading.flows[0] : Flow{};
}

Flow expected() {
  Flow flow;
  flow.source_address = Address::v4(0xC0000207);
  flow.destination_address = Address::v4(0xC6336409);
  flow.source_port = 52324;
  flow.destination_port = 902;
  flow.protocol = 6;
  flow.traits = model::kHasTcpFlags;
  flow.tcp_flags = model::kAck | model::kPsh | model::kSyn | model::kFin;
  flow.start = 1'515'771'450'000'000;
  flow.end = flow.start + 4'500'000;  // not 15:37:35, which is cut to seconds
  flow.packets = 3;
  flow.octets = 180;
  return flow;
}

TEST(NfdumpCsv, ReadsARecordOf16) {
  EXPECT_EQ(only_flow(csv(kRecord)), expected());
  EXPECT_EQ(read_all(csv(kRecord)).format, "nfdump CSV");
}

TEST(NfdumpCsv, ReadsARecordOf17WithProtocolNumbersAndMilliseconds) {
  Flow flow = expected();
  flow.traits = 0;  // these columns have no flags
  flow.tcp_flags = 0;
  flow.start += 123'000;
  flow.end += 123'000;
  EXPECT_EQ(
      only_flow("firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"
                "2018-01-12 15:37:30.123,4.500,6,192.0.2.7,52324,198.51.100.9,902,3,180,1\n"),
      flow);
}

TEST(NfdumpCsv, ReadsTheFastFormWithEpochMilliseconds) {
  Flow flow = expected();
  flow.start += 123'000;
  flow.end += 123'000;
  EXPECT_EQ(
      only_flow("cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,"
                "output,flags,srcTos,packets,bytes\n1,2,1515771450123,1515771454623,6,192.0.2.7,"
                "52324,198.51.100.9,902,0,0,0,0,...AP.SF,0,3,180\n"),
      flow);
}

TEST(NfdumpCsv, ReadsColumnsThatPeopleChose) {
  Flow flow = expected();
  flow.end_reason = model::kActiveTimeout;
  EXPECT_EQ(
      only_flow("endReason,proto,flags,bytes,packets,dstPort,dstAddr,srcPort,srcAddr,lastSeen,"
                "firstSeen\n2,tcp,0x1b,180,3,902,198.51.100.9,52324,192.0.2.7,1515771454.500,"
                "1515771450.000\n"),
      flow);
}

TEST(NfdumpCsv, TakesOutCountersForTheOtherDirection) {
  const Flow flow = only_flow(csv(with("3,180,0,0", "3,180,2,100")));
  EXPECT_EQ(flow.traits, model::kBiflow | model::kHasTcpFlags);
  EXPECT_EQ(flow.reverse_packets, 2U);
  EXPECT_EQ(flow.reverse_octets, 100U);
}

TEST(NfdumpCsv, ReadsIcmpInBothSpellings) {
  EXPECT_EQ(only_flow(csv(with("52324,902,TCP", "0,3.1,ICMP"))).destination_port, 3 << 8 | 1);
  EXPECT_EQ(only_flow(csv(with("52324,902,TCP", "0,2048,ICMP"))).destination_port, 8 << 8);
  EXPECT_EQ(only_flow(csv(with("52324,902,TCP", "7,2048,ICMP"))).source_port, 0);
}

TEST(NfdumpCsv, SkipsTheSummaryAndReadsOnAfterIt) {
  const Reading reading =
      read_all(csv(kRecord) + std::string(kSummary) + csv(kRecord) + std::string(kSummary));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected, IsEmpty());
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("summary of nfdump", "6 from line 3")));
}

TEST(NfdumpCsv, SaysThatNothingMatched) {
  const Reading reading = read_all(csv("No matched flows\n"));
  EXPECT_THAT(reading.flows, IsEmpty());
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("nfdump matched nothing", "1 from line 2")));
}

TEST(NfdumpCsv, CountsBadRecordsByReason) {
  const Reading reading =
      read_all(csv(std::string(kRecord) + "2018-01-12 15:37:30,x\n" + with("52324", "70000") +
                   with("198.51.100.9", "host") + with("TCP", "PCT") + with("4.500", "-4.5") +
                   with("4.500", "4.5s") + with("2018-01-12 15:37:30", "2018-01-32 15:37:30") +
                   with("3,180", "3,1.8 M") + with("...AP.SF", "...AP?SF") +
                   with("52324,902,TCP", "0,300.1,ICMP") + std::string(kRecord)));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected,
              ElementsAre(Pair("ICMP type or code is above 255", "1 from line 12"),
                          Pair("TCP flags are not readable", "1 from line 11"),
                          Pair("address is no IP address", "1 from line 5"),
                          Pair("count is no whole number", "1 from line 10"),
                          Pair("duration is negative", "1 from line 7"),
                          Pair("duration is no number", "1 from line 8"),
                          Pair("port is no number from 0 to 65535", "1 from line 4"),
                          Pair("protocol is not known", "1 from line 6"),
                          Pair("time is no time", "1 from line 9"),
                          Pair("too few fields", "1 from line 3")));
}

TEST(NfdumpCsv, NamesTheColumnsOfAStatisticThatAreMissing) {
  const Reading reading = read_all("ts,te,td,pr,val,fl,flP,ipkt,ipktP,ibyt,ibytP,ipps,ipbs,ibpp\n");
  EXPECT_THAT(reading.error, HasSubstr("without the columns sa, da, sp, dp"));
  EXPECT_THAT(reading.error, HasSubstr("nfdump -o csv"));
}

TEST(NfdumpCsv, StopsAtTheFirstBadRecordInStrictMode) {
  EXPECT_EQ(read_all(csv(with("902", "x")), {.strict = true}).error,
            "line 2: port is no number from 0 to 65535");
}

TEST(NfdumpCsv, GivesNoWrongRecordWhenCutAnywhere) {
  expect_prefixes_when_cut(
      csv(std::string(kRecord) + std::string(kRecord) + std::string(kSummary)));
}

}  // namespace
}  // namespace noroshi::flow
