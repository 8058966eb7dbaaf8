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
    "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,"
    "SrcPkts,Label\n";
constexpr std::string_view kRecord =
    "2019/04/04 16:23:00.355768,129.927856,tcp,192.0.2.7,48009,   "
    "->,198.51.100.9,443,SPA_FSRA,0,164,"
    "26,5723,1621,13,\n";

std::string log(std::string_view records) { return std::string(kHeader) + std::string(records); }

std::string with(std::string_view from, std::string_view to) {
  std::string record(kRecord);
  return record.replace(record.find(from), from.size(), to);
}

Flow only_flow(std::string_view record) {
  const Reading reading = read_all(log(record));
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.rejected, IsEmpty());
  return reading.flows.size() == 1 ? reading.flows[0] : Flow{};
}

TEST(Binetflow, ReadsARecord) {
  Flow expected;
  expected.source_address = Address::v4(0xC0000207);
  expected.destination_address = Address::v4(0xC6336409);
  expected.source_port = 48009;
  expected.destination_port = 443;
  expected.protocol = 6;
  expected.traits = model::kBiflow | model::kHasTcpFlags;
  expected.tcp_flags = model::kSyn | model::kPsh | model::kAck;
  expected.reverse_tcp_flags = model::kFin | model::kSyn | model::kRst | model::kAck;
  expected.start = 1'554'394'980'355'768;
  expected.end = expected.start + 129'927'856;
  expected.packets = 13;
  expected.reverse_packets = 13;
  expected.octets = 1621;
  expected.reverse_octets = 4102;
  EXPECT_EQ(only_flow(kRecord), expected);
  EXPECT_EQ(read_all(log(kRecord)).format, "Argus binetflow");
}

TEST(Binetflow, ReadsTabsAndColumnsInAnyOrder) {
  const Reading reading = read_all(
      "Label\tSrcAddr\tStartTime\tSrcPkts\tDstAddr\tSrcBytes\tDport\tTotBytes\tSport\tTotPkts\tDir"
      "\t"
      "Proto\tDur\tState\n"
      "flow=Malware\t192.0.2.7\t2019/04/04 "
      "16:23:00.355768\t13\t198.51.100.9\t1621\t443\t5723\t48009\t"
      "26\t   ->\ttcp\t129.927856\tSPA_FSRA");
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.flows, ElementsAre(only_flow(kRecord)));
}

TEST(Binetflow, TurnsRecordsRoundThatTheRightSideBegan) {
  Flow flow = only_flow(with("   ->", "  <-"));
  EXPECT_EQ(flow.source_address, Address::v4(0xC6336409));
  EXPECT_EQ(flow.source_port, 443);
  EXPECT_EQ(flow.destination_port, 48009);
  EXPECT_EQ(flow.octets, 4102U);
  EXPECT_EQ(flow.reverse_octets, 1621U);
  EXPECT_EQ(flow.tcp_flags, model::kFin | model::kSyn | model::kRst | model::kAck);
  for (const char* direction : {"  <->", "  <?>", "   ?>", ""}) {
    EXPECT_EQ(only_flow(with("   ->", direction)), only_flow(kRecord)) << direction;
  }
}

TEST(Binetflow, ReadsIcmpTypeAndCodeWhereThePortsStand) {
  const auto port = [](std::string_view left, std::string_view right) {
    return only_flow(
               fmt::format("2019/04/04 "
                           "16:23:00,0.0,icmp,192.0.2.7,{},->,198.51.100.9,{},ECO,0,,1,72,72,1,\n",
                           left, right))
        .destination_port;
  };
  EXPECT_EQ(port("0x0008", "0x7208"), 8 << 8);
  EXPECT_EQ(port("0x0403", "0x0000"), 3 << 8 | 4);
  EXPECT_EQ(port("135", "0"), 135 << 8);
  EXPECT_EQ(port("3", "1"), 3 << 8 | 1);
  EXPECT_EQ(port("", ""), 0);
}

TEST(Binetflow, ReadsHexadecimalAndAbsentPorts) {
  EXPECT_EQ(only_flow(with("48009", "0xbb89")).source_port, 48009);
  const Flow flow = only_flow(
      "2019/04/04 16:23:00,0.0,igmp,192.0.2.7,,   ->,224.0.0.1,,INT,192,,15,600,600,15,\n");
  EXPECT_EQ(flow.protocol, 2);
  EXPECT_EQ(flow.source_port, 0);
  EXPECT_EQ(flow.traits, model::kBiflow);
}

TEST(Binetflow, TakesStatesWithoutBarForNoFlags) {
  for (const char* state : {"CON", "INT", "RST", "SPA", ""}) {
    EXPECT_EQ(only_flow(with("SPA_FSRA", state)).traits, model::kBiflow) << state;
  }
  EXPECT_EQ(only_flow(with("SPA_FSRA", "S_")).tcp_flags, model::kSyn);
  EXPECT_EQ(only_flow(with("SPA_FSRA", "S_")).reverse_tcp_flags, 0);
  EXPECT_EQ(only_flow(with("SPA_FSRA", "SEC_SA")).tcp_flags, model::kSyn | 0x40 | 0x80);
}

// Columns of CTU-13, which have no SrcPkts: TotPkts is kept exact, the reverse direction gets what
// it must have sent at least.
TEST(Binetflow, BoundsTheReversePacketsWhereOnlyTheSumIsKnown) {
  const auto packets = [](std::uint64_t total, std::uint64_t octets, std::uint64_t source_octets) {
    const Reading reading = read_all(
        fmt::format("StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,"
                    "TotBytes,SrcBytes"
                    ",Label\n2011/08/10 "
                    "09:46:59.607825,1.0,tcp,192.0.2.7,1,->,198.51.100.9,2,S_RA,0,0,{},{},{},x\n",
                    total, octets, source_octets));
    EXPECT_EQ(reading.flows.size(), 1U);
    return std::pair(reading.flows[0].packets, reading.flows[0].reverse_packets);
  };
  EXPECT_THAT(packets(4, 276, 156), Pair(3, 1));
  EXPECT_THAT(packets(40, 30'000, 2'000), Pair(21, 19));  // ceil(28,000 / 1,514)
  EXPECT_THAT(packets(3, 90'000, 60), Pair(1, 2));        // offloaded frames: both sides sent
  EXPECT_THAT(packets(3, 180, 180), Pair(3, 0));
  EXPECT_THAT(packets(3, 180, 0), Pair(0, 3));
}

TEST(Binetflow, SkipsWhatIsNoIp) {
  const Reading reading = read_all(
      log("2018/05/10 10:52:47.283479,0.045010,man,0,0,,0,0,STA,,,0,0,0,0,\n"
          "1970/01/01 "
          "01:00:00.000000,0.0,llc,00:00:00:00:00:00,0,->,00:00:00:00:00:00,0,INT,,,1,60,60,1,\n"
          "1970/01/01 01:00:08.156845,1.0,arp,192.0.2.7,,  who,192.0.2.8,,CON,,,22,924,462,11,\n" +
          std::string(kRecord)));
  EXPECT_EQ(reading.flows.size(), 1U);
  EXPECT_THAT(reading.rejected, IsEmpty());
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("no IP protocol", "3 from line 2")));
}

TEST(Binetflow, CountsBadRecordsByReason) {
  const Reading reading = read_all(log(
      std::string(kRecord) + "short,line\n" + with("48009", "70000") + with("48009", "0x1ffff") +
      with("192.0.2.7", "192.0.2") + with("129.927856", "-129.9") + with("129.927856", "nan") +
      with("2019/04", "2019/13") + with("tcp", "tpc") + with("26,", "-26,") + with(",13,", ",27,") +
      with("1621", "5724") + std::string(kRecord)));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected,
              ElementsAre(Pair("address is no IP address", "1 from line 6"),
                          Pair("count is no whole number", "1 from line 11"),
                          Pair("duration is negative", "1 from line 7"),
                          Pair("duration is no number", "1 from line 8"),
                          Pair("part is larger than the total", "2 from line 12"),
                          Pair("port is no number from 0 to 65535", "2 from line 4"),
                          Pair("protocol is not known", "1 from line 10"),
                          Pair("time is no time", "1 from line 9"),
                          Pair("too few fields", "1 from line 3")));
}

TEST(Binetflow, NamesTheColumnsThatAreMissing) {
  EXPECT_THAT(read_all("StartTime,SrcAddr,DstAddr,Proto\n").error,
              HasSubstr("without the columns Dur, Sport, Dir, Dport, State, TotPkts, TotBytes, "
                        "SrcBytes"));
}

TEST(Binetflow, TakesAHeaderThatComesAgain) {
  const Reading reading = read_all(log(kRecord) + log(kRecord));
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected, IsEmpty());
}

TEST(Binetflow, StopsAtTheFirstBadRecordInStrictMode) {
  EXPECT_EQ(read_all(log("x\n"), {.strict = true}).error, "line 2: too few fields");
}

TEST(Binetflow, GivesNoWrongRecordWhenCutAnywhere) {
  expect_prefixes_when_cut(log(std::string(kRecord) + std::string(kRecord)));
}

}  // namespace
}  // namespace noroshi::flow
