#include <fmt/format.h>
#include <random>
#include <sstream>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using model::Flow;
using model::kAck;
using model::kBiflow;
using model::kFin;
using model::kHasTcpFlags;
using model::kPayloadOctets;
using model::kPsh;
using model::kRst;
using model::kSyn;
using net::Address;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view kPreamble =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n";

constexpr std::string_view kFields =
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
    "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\n";

constexpr std::string_view kRecord =
    "1545403816.962094\tC1\t192.0.2.7\t41040\t198.51.100.9\t6667\ttcp\tirc\t3.139211\t10\t20\tSF\t-"
    "\t-\t0\tShADadFf\t7\t380\t6\t340\t-\n";

std::string conn_log(std::string_view records, std::string_view fields = kFields) {
  return fmt::format("{}{}{}", kPreamble, fields, records);
}

// A whole record where only some fields matter.
std::string record(std::string_view proto, std::string_view orig_p, std::string_view resp_p,
                   std::string_view state, std::string_view history,
                   std::string_view orig_h = "192.0.2.7") {
  return fmt::format(
      "1.5\tC1\t{}\t{}\t198.51.100.9\t{}\t{}\t-\t-\t-\t-\t{}\t-\t-\t0\t{}\t1\t60\t0\t0\t-\n",
      orig_h, orig_p, resp_p, proto, state, history);
}

TEST(ZeekTsv, ReadsARecord) {
  const Reading reading = read_all(conn_log(kRecord));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.format, "Zeek conn.log (TSV)");
  Flow expected;
  expected.source_address = Address::v4(0xC0000207);
  expected.destination_address = Address::v4(0xC6336409);
  expected.source_port = 41040;
  expected.destination_port = 6667;
  expected.protocol = 6;
  expected.traits = kBiflow | kHasTcpFlags;
  expected.tcp_flags = kSyn | kAck | kPsh | kFin;
  expected.reverse_tcp_flags = kSyn | kAck | kPsh | kFin;
  expected.start = 1'545'403'816'962'094;
  expected.end = expected.start + 3'139'211;
  expected.packets = 7;
  expected.reverse_packets = 6;
  expected.octets = 380;
  expected.reverse_octets = 340;
  EXPECT_THAT(reading.flows, ElementsAre(expected));
}

TEST(ZeekTsv, FollowsTheHeaderInAnyOrderPastOtherColumns) {
  const Reading plain = read_all(conn_log(kRecord));
  const Reading other = read_all(conn_log(
      "x\t340\t6\t380\t7\tShADadFf\tMalicious\t3.139211\ttcp\t6667\t198.51.100.9\t41040\t192.0.2."
      "7\t"
      "1545403816.962094\ty\n",
      "#fields\t_node_name\tresp_ip_bytes\tresp_pkts\torig_ip_bytes\torig_pkts\thistory\tlabel\t"
      "duration\tproto\tid.resp_p\tid.resp_h\tid.orig_p\tid.orig_h\tts\textra\n"));
  EXPECT_EQ(other.error, "");
  EXPECT_EQ(other.flows, plain.flows);
}

TEST(ZeekTsv, ReadsTheLabelledFormWhoseLastColumnsAreSeparatedBySpaces) {
  std::string fields(kFields);
  fields.insert(fields.size() - 1, "   label   detailed-label");
  std::string labelled(kRecord);
  labelled.insert(labelled.size() - 1, "   Malicious   C&C");
  EXPECT_EQ(read_all(conn_log(labelled, fields)).flows, read_all(conn_log(kRecord)).flows);
}

TEST(ZeekTsv, MapsAnewWhereAHeaderComesAgain) {
  const std::string second =
      "#close\t2026-01-01-00-00-00\n#separator ,\n#unset_field,NONE\n#path,conn\n"
      "#fields,proto,ts,duration,id.resp_h,id.resp_p,id.orig_h,id.orig_p,orig_pkts,resp_pkts,"
      "orig_bytes,resp_bytes\n"
      "udp,2.5,NONE,203.0.113.5,53,192.0.2.8,5353,1,1,30,50\n";
  const Reading reading = read_all(conn_log(kRecord) + second);
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.flows.size(), 2U);
  EXPECT_EQ(reading.flows[1].start, 2'500'000);
  EXPECT_EQ(reading.flows[1].end, 2'500'000);
  EXPECT_EQ(reading.flows[1].destination_port, 53);
  EXPECT_EQ(reading.flows[1].octets, 30U);
  EXPECT_EQ(reading.flows[1].traits, kBiflow | kPayloadOctets);
}

TEST(ZeekTsv, PrefersIpOctetsAndFallsBackToPayloadRecordByRecord) {
  const Reading reading = read_all(conn_log(
      "1.5\tC1\t192.0.2.7\t1\t198.51.100.9\t2\tudp\t-\t-\t10\t20\tSF\t-\t-\t0\tDd\t1\t38\t1\t48\t-"
      "\n"
      "1.5\tC2\t192.0.2.7\t1\t198.51.100.9\t2\tudp\t-\t-\t10\t20\tSF\t-\t-\t0\tDd\t1\t-\t1\t-\t-\n"
      "1.5\tC3\t192.0.2.7\t1\t198.51.100.9\t2\tudp\t-\t-\t-\t-\tS0\t-\t-\t0\tD\t1\t-\t0\t-\t-\n"));
  ASSERT_EQ(reading.flows.size(), 3U);
  EXPECT_EQ(reading.flows[0].octets, 38U);
  EXPECT_EQ(reading.flows[0].traits, kBiflow);
  EXPECT_EQ(reading.flows[1].octets, 10U);
  EXPECT_EQ(reading.flows[1].reverse_octets, 20U);
  EXPECT_EQ(reading.flows[1].traits, kBiflow | kPayloadOctets);
  EXPECT_EQ(reading.flows[2].octets, 0U);
}

TEST(ZeekTsv, DerivesFlagsFromHistory) {
  const auto flags = [](std::string_view history) {
    const Reading reading = read_all(conn_log(record("tcp", "1", "2", "OTH", history)));
    EXPECT_EQ(reading.flows.size(), 1U);
    const Flow& flow = reading.flows.front();
    EXPECT_EQ((flow.traits & kHasTcpFlags) != 0, flow.tcp_flags + flow.reverse_tcp_flags > 0);
    return std::pair<int, int>(flow.tcp_flags, flow.reverse_tcp_flags);
  };
  EXPECT_THAT(flags("S"), Pair(kSyn, 0));
  EXPECT_THAT(flags("Sr"), Pair(kSyn, kRst));
  EXPECT_THAT(flags("ShA"), Pair(kSyn | kAck, kSyn | kAck));
  EXPECT_THAT(flags("H"), Pair(kSyn | kAck, 0));
  EXPECT_THAT(flags("^d"), Pair(0, kPsh | kAck));
  EXPECT_THAT(flags("FfRr"), Pair(kFin | kRst, kFin | kRst));
  EXPECT_THAT(flags("CcGgTtWwIiQq^"), Pair(0, 0));
}

TEST(ZeekTsv, DerivesFlagsFromTheStateWhereHistoryIsUnset) {
  const auto flags = [](std::string_view state) {
    const Reading reading = read_all(conn_log(record("tcp", "1", "2", state, "-")));
    EXPECT_EQ(reading.flows.size(), 1U);
    return std::pair<int, int>(reading.flows[0].tcp_flags, reading.flows[0].reverse_tcp_flags);
  };
  EXPECT_THAT(flags("S0"), Pair(kSyn, 0));
  EXPECT_THAT(flags("REJ"), Pair(kSyn, kRst));
  EXPECT_THAT(flags("SF"), Pair(kSyn | kAck | kFin, kSyn | kAck | kFin));
  EXPECT_THAT(flags("RSTO"), Pair(kSyn | kAck | kRst, kSyn | kAck));
  EXPECT_THAT(flags("RSTOS0"), Pair(kSyn | kRst, 0));
  EXPECT_THAT(flags("SHR"), Pair(0, kSyn | kAck | kFin));
  EXPECT_THAT(flags("OTH"), Pair(0, 0));
  EXPECT_EQ(read_all(conn_log(record("tcp", "1", "2", "OTH", "-"))).flows[0].traits, kBiflow);
}

TEST(ZeekTsv, GivesNoTcpFlagsToOtherProtocols) {
  const Reading reading = read_all(conn_log(record("udp", "1", "2", "SF", "Dd")));
  ASSERT_EQ(reading.flows.size(), 1U);
  EXPECT_EQ(reading.flows[0].traits, kBiflow);
  EXPECT_EQ(reading.flows[0].tcp_flags, 0);
}

TEST(ZeekTsv, ReadsIcmpPortsAsTypeAndCode) {
  const auto port = [](std::string_view type, std::string_view code, std::string_view from) {
    const Reading reading = read_all(conn_log(record("icmp", type, code, "OTH", "-", from)));
    if (reading.flows.size() != 1) return std::pair<int, int>(-1, -1);
    EXPECT_EQ(reading.flows[0].source_port, 0);
    return std::pair<int, int>(reading.flows[0].protocol, reading.flows[0].destination_port);
  };
  EXPECT_THAT(port("8", "0", "192.0.2.7"), Pair(model::kIcmp, 8 << 8));
  EXPECT_THAT(port("3", "3", "192.0.2.7"), Pair(model::kIcmp, 3 << 8 | 3));
  // 14 is the type of the answer to 13, as 136 is to 135; both have code 0.
  EXPECT_THAT(port("13", "14", "192.0.2.7"), Pair(model::kIcmp, 13 << 8));
  EXPECT_THAT(port("135", "136", "2001:db8::1"), Pair(model::kIcmpV6, 135 << 8));
  EXPECT_THAT(port("135", "136", "192.0.2.7"), Pair(model::kIcmp, 135 << 8 | 136));
  EXPECT_THAT(port("256", "0", "192.0.2.7"), Pair(-1, -1));
}

TEST(ZeekTsv, NamesOtherTransportsByNumberWhereZeekDoes) {
  const Reading unnamed = read_all(conn_log(record("unknown_transport", "0", "0", "OTH", "-")));
  EXPECT_THAT(unnamed.flows, IsEmpty());
  EXPECT_THAT(unnamed.skipped,
              ElementsAre(Pair("transport that Zeek does not name", "1 from line 7")));
  std::string fields(kFields);
  fields.insert(fields.size() - 1, "\tip_proto");
  std::string named = record("unknown_transport", "0", "0", "OTH", "-");
  named.insert(named.size() - 1, "\t47");
  const Reading reading = read_all(conn_log(named, fields));
  ASSERT_EQ(reading.flows.size(), 1U);
  EXPECT_EQ(reading.flows[0].protocol, 47);
}

TEST(ZeekTsv, ReadsIpv6AndClocksThatBeginNearZero) {
  const Reading reading =
      read_all(conn_log("0.25\tC1\t2001:db8::1\t5353\tff02::fb\t5353\tudp\t-\t1.5e-05\t0\t0\tS0\t-"
                        "\t-\t0\tD\t1\t70\t0\t0"
                        "\t(empty)\n"));
  ASSERT_EQ(reading.flows.size(), 1U);
  EXPECT_EQ(reading.flows[0].source_address.to_string(), "2001:db8::1");
  EXPECT_EQ(reading.flows[0].start, 250'000);
  EXPECT_EQ(reading.flows[0].end, 250'015);
}

TEST(ZeekTsv, CountsBadRecordsByReasonWithTheFirstPlace) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string bad(kRecord);
    return bad.replace(bad.find(from), from.size(), to);
  };
  const std::string records = std::string(kRecord) + "too\tshort\n" +             // 7, 8
                              with("41040", "70000") + with("6667", "-1") +       // 9, 10
                              with("192.0.2.7", "192.0.2.256") +                  // 11
                              with("1545403816.962094", "nan") +                  // 12
                              with("1545403816.962094", "-5.0") +                 // 13
                              with("3.139211", "-3.139211") +                     // 14
                              with("3.139211", "inf") +                           // 15
                              with("\t380\t", "\t3.8e2\t") +                      // 16
                              with("\t7\t380", "\t-\t380") +                      // 17
                              with("\ttcp\t", "\ttpc\t") +                        // 18
                              std::string("\0\xFF\n", 3) + std::string(kRecord);  // 19, 20
  const Reading reading = read_all(conn_log(records));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.rejected,
              ElementsAre(Pair("address is no IP address", "1 from line 11"),
                          Pair("count is no whole number", "2 from line 16"),
                          Pair("duration is negative", "1 from line 14"),
                          Pair("duration is no number", "1 from line 15"),
                          Pair("port is no number from 0 to 65535", "2 from line 9"),
                          Pair("protocol is not known", "1 from line 18"),
                          Pair("time is no time", "1 from line 12"),
                          Pair("time lies before 1970", "1 from line 13"),
                          Pair("too few fields", "2 from line 8")));
}

TEST(ZeekTsv, StopsAtTheFirstBadRecordInStrictMode) {
  const std::string log = conn_log(std::string(kRecord) + "bad\n" + std::string(kRecord));
  const Reading reading = read_all(log, {.strict = true});
  EXPECT_EQ(reading.flows.size(), 1U);
  EXPECT_EQ(reading.error, "line 8: too few fields");
}

TEST(ZeekTsv, RefusesAnotherLogAndSaysWhich) {
  const Reading reading = read_all(
      "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tquery\n1.5\tC1\t192.0.2.7\tx\n");
  EXPECT_THAT(reading.error, HasSubstr("this is a Zeek dns log"));
  EXPECT_THAT(reading.error, HasSubstr("conn.log"));
}

TEST(ZeekTsv, SkipsAnotherLogThatFollows) {
  const Reading reading =
      read_all(conn_log(kRecord) + "#separator \\x09\n#path\tdns\n#fields\tts\tquery\n1.5\tx\n" +
               conn_log(kRecord));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 2U);
  EXPECT_THAT(reading.skipped, ElementsAre(Pair("record of another Zeek log", "1 from line 11")));
}

TEST(ZeekTsv, NamesTheColumnsThatAreMissing) {
  const Reading reading =
      read_all(conn_log("", "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tproto\tduration\n"));
  EXPECT_THAT(reading.error, HasSubstr("without the columns id.resp_p, orig_pkts, resp_pkts, "
                                       "orig_ip_bytes and resp_ip_bytes"));
}

TEST(ZeekTsv, RefusesAHeaderThatSaysNothing) {
  EXPECT_THAT(read_all("#separator \\x09\n").error, HasSubstr("before #fields"));
  EXPECT_THAT(read_all("#separator \\x09\n1.5\tx\n").error, HasSubstr("before #fields"));
  EXPECT_THAT(read_all("#separator \\xZZ\n").error, HasSubstr("#separator"));
  EXPECT_THAT(read_all("#separator ab\n").error, HasSubstr("#separator"));
}

TEST(ZeekTsv, ReadsALogWithoutRecords) {
  const Reading reading = read_all(conn_log("#close\t2026-01-01-00-00-00\n"));
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.flows, IsEmpty());
  EXPECT_THAT(reading.rejected, IsEmpty());
}

TEST(ZeekTsv, ToleratesByteOrderMarkCrlfAndAMissingLastLineFeed) {
  std::string log = "\xEF\xBB\xBF" + conn_log(std::string(kRecord) + std::string(kRecord));
  log.pop_back();
  for (std::size_t at = 0; (at = log.find('\n', at)) != std::string::npos; at += 2) {
    log.replace(at, 1, "\r\n");
  }
  const Reading reading = read_all(log);
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.rejected, IsEmpty());
  const Flow flow = read_all(conn_log(kRecord)).flows.front();
  EXPECT_THAT(reading.flows, ElementsAre(flow, flow));
}

TEST(ZeekTsv, GivesNoWrongRecordWhenCutAnywhere) {
  expect_prefixes_when_cut(conn_log(std::string(kRecord) + std::string(kRecord)));
}

// The clear way to read a log, as oracle for the fast one: one stream, one map, one string a field.
class PlainReader {
 public:
  static std::vector<Flow> read(const std::string& log) {
    std::vector<Flow> flows;
    std::map<std::string, std::size_t> column;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
      const auto fields = cut(line);
      if (fields[0] == "#fields") {
        for (std::size_t i = 1; i < fields.size(); ++i) column[fields[i]] = i - 1;
      }
      if (line.starts_with('#')) continue;
      flows.push_back(flow([&](const std::string& name) { return fields.at(column.at(name)); }));
    }
    return flows;
  }

 private:
  static std::vector<std::string> cut(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream rest(line);
    for (std::string field; std::getline(rest, field, '\t');) fields.push_back(field);
    return fields;
  }

  static base::Micros micros(const std::string& text) {  // always six decimals here
    std::string digits = text;
    digits.erase(digits.find('.'), 1);
    return std::stoll(digits);
  }

  static Flow flow(const auto& field) {
    Flow flow;
    flow.start = micros(field("ts"));
    flow.end = flow.start + (field("duration") == "-" ? 0 : micros(field("duration")));
    flow.source_address = Address::parse(field("id.orig_h")).value();
    flow.destination_address = Address::parse(field("id.resp_h")).value();
    flow.source_port = static_cast<std::uint16_t>(std::stoul(field("id.orig_p")));
    flow.destination_port = static_cast<std::uint16_t>(std::stoul(field("id.resp_p")));
    flow.protocol = field("proto") == "tcp" ? model::kTcp : model::kUdp;
    flow.packets = std::stoull(field("orig_pkts"));
    flow.reverse_packets = std::stoull(field("resp_pkts"));
    flow.octets = std::stoull(field("orig_ip_bytes"));
    flow.reverse_octets = std::stoull(field("resp_ip_bytes"));
    flow.traits = kBiflow;
    const std::map<char, int> letters{{'S', kSyn},        {'H', kSyn | kAck}, {'A', kAck},
                                      {'D', kPsh | kAck}, {'F', kFin},        {'R', kRst}};
    if (flow.protocol != model::kTcp) return flow;
    for (const char c : field("history")) {
      const auto found = letters.find(static_cast<char>(std::toupper(c)));
      if (found == letters.end()) continue;
      auto& flags = std::isupper(c) != 0 ? flow.tcp_flags : flow.reverse_tcp_flags;
      flags = static_cast<std::uint8_t>(flags | found->second);
      flow.traits |= kHasTcpFlags;
    }
    return flow;
  }
};

TEST(ZeekTsv, AgreesWithThePlainReader) {
  std::mt19937_64 random(11);
  const auto up_to = [&](std::uint64_t most) { return random() >> (random() % 63) & most; };
  const auto address = [&] {
    return random() % 3 == 0 ? Address::v6(0x2001'0DB8'0000'0000, up_to(UINT64_MAX)).to_string()
                             : Address::v4(static_cast<std::uint32_t>(random())).to_string();
  };
  std::string log = conn_log("");
  for (int i = 0; i < 2000; ++i) {
    std::string history;
    for (auto letters = random() % 8; letters > 0; --letters) {
      history += "ShADadFfRrCcGgTtWw^"[random() % 19];
    }
    log += fmt::format(
        "{}.{:06}\tC{}\t{}\t{}\t{}\t{}\t{}\t-\t{}\t1\t2\tOTH\t-\t-\t0\t{}\t{}\t{}\t{}\t{}"
        "\t-\n",
        up_to(2'000'000'000), up_to(0xFFFFF) % 1'000'000, i, address(), up_to(0xFFFF), address(),
        up_to(0xFFFF), random() % 2 == 0 ? "tcp" : "udp",
        random() % 4 == 0 ? "-" : fmt::format("{}.{:06}", up_to(99'999), i),
        history.empty() ? "-" : history, up_to(UINT32_MAX), up_to(UINT64_MAX), up_to(UINT32_MAX),
        up_to(UINT64_MAX));
  }
  const Reading reading = read_all(log);
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(reading.rejected, IsEmpty());
  EXPECT_EQ(reading.flows, PlainReader::read(log));
}

}  // namespace
}  // namespace noroshi::flow
