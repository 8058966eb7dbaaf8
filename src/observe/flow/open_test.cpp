#include <filesystem>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string refusal(std::string_view bytes) {
  const auto reader = open(io::Input::over(bytes, "flows.x"));
  return reader.has_value() ? "" : reader.error().message;
}

TEST(Open, SaysThatAnEmptyInputIsEmpty) {
  EXPECT_EQ(refusal(""), "flows.x is empty; it holds no flows");
}

TEST(Open, ListsWhatItLookedForInUnknownInput) {
  const std::string all = refusal("hello, world\n");
  for (const char* name : {"flows.x", "pcap", "pcapng", "IPFIX", "Zeek conn.log", "Suricata EVE",
                           "nfdump CSV", "Argus binetflow", "gzip", "zstd"}) {
    EXPECT_THAT(all, HasSubstr(name));
  }
  EXPECT_EQ(refusal(std::string(100'000, '\0')), all);
  EXPECT_EQ(refusal("{\"a\":1}\n"), all);
  EXPECT_EQ(refusal("\xEF\xBB\xBF"), all);
}

TEST(Open, AdvisesWhereOneStepIsMissing) {
  EXPECT_THAT(refusal(std::string_view("\x0C\xA5\x01\x00", 4)), HasSubstr("nfdump -r FILE -o csv"));
  EXPECT_THAT(refusal("Date first seen          Duration Proto      Src IP Addr:Port\n"),
              HasSubstr("nfdump -r FILE -o csv"));
  EXPECT_THAT(refusal("Date flow start\tDuration\tProto\n"), HasSubstr("nfdump -r FILE -o csv"));
  EXPECT_THAT(refusal(std::string_view("\xFF\xFEt\0s\0", 6)), HasSubstr("iconv"));
  EXPECT_THAT(refusal("BZh91AY&SY"), HasSubstr("bzip2"));
}

TEST(Open, SaysWhereCompressionIsBrokenFromTheStart) {
  EXPECT_THAT(refusal(std::string_view("\x1f\x8b\x08\0\0\0", 6)),
              AllOf(HasSubstr("flows.x"), HasSubstr("gzip")));
}

TEST(Open, KnowsTextBehindAByteOrderMark) {
  for (const char* head : {"#separator \\x09\n", "#fields\tts\n"}) {
    EXPECT_TRUE(recognise_zeek_tsv(head));
    EXPECT_TRUE(recognise_zeek_tsv("\xEF\xBB\xBF" + std::string(head)));
  }
  EXPECT_TRUE(recognise_binetflow("\xEF\xBB\xBFStartTime,Dur,Proto,SrcAddr,DstAddr\r\n"));
  EXPECT_TRUE(recognise_nfdump_csv("\xEF\xBB\xBFts,te,td,sa,da\r\n"));
  EXPECT_TRUE(recognise_eve("\xEF\xBB\xBF{\"event_type\":\"flow\"}"));
  EXPECT_TRUE(recognise_zeek_json("\xEF\xBB\xBF{\"id.orig_h\":\"192.0.2.7\"}"));
}

TEST(Open, IsNotMisledByTextThatOnlyMentionsAFormat) {
  EXPECT_FALSE(recognise_zeek_tsv("# a comment about #separator\n"));
  EXPECT_FALSE(recognise_zeek_tsv("ts\n#separator \\x09\n"));
  EXPECT_FALSE(recognise_eve("event_type\n"));
  EXPECT_FALSE(recognise_eve("{\"x\":\"event_type of y\"}"));
  EXPECT_FALSE(recognise_zeek_json("[{\"id.orig_h\":1}]"));
  EXPECT_FALSE(recognise_nfdump_csv("sa,da\nts,te,td,sa\n"));
  EXPECT_FALSE(recognise_binetflow("a\nStartTime,SrcAddr,DstAddr\n"));
}

// The files that others made, read in place; the counts are those of their README and truth.json.
class SharedFiles : public testing::Test {
 protected:
  static constexpr const char* kRoot = NOROSHI_SHARED_DATA;

  static bool absent() { return !std::filesystem::exists(std::string(kRoot) + "/c2-flows"); }

  static Reading read(const std::string& file) {
    auto input = io::Input::open(std::string(kRoot) + "/" + file);
    if (input.has_value()) return read_all(std::move(*input), {.strict = true});
    Reading reading;
    reading.error = input.error().message;
    return reading;
  }

  static void expect_flows(const std::string& file, const std::string& format, std::size_t count) {
    const Reading reading = read(file);
    EXPECT_EQ(reading.error, "") << file;
    EXPECT_EQ(reading.format, format) << file;
    EXPECT_EQ(reading.flows.size(), count) << file;
  }
};

TEST_F(SharedFiles, ZeekTsv) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  const std::string tsv = "Zeek conn.log (TSV)";
  expect_flows("c2-flows/iot23-34-1-mirai.conn.log.labeled.gz", tsv, 23'145);
  expect_flows("c2-flows/ctu-botnet-230-1-njrat.conn.log.labeled.gz", tsv, 992);
  expect_flows("c2-flows/ctu-sme11-remcosrat/conn.log.labeled.gz", tsv, 766);
  expect_flows("c2-flows/ctu50-normal-008/conn.log.labeled.gz", tsv, 1402 + 4201 + 60);
  expect_flows("c2-flows/ctu50-normal-011/conn.log.labeled.gz", tsv, 4771 + 3951 + 326);
}

TEST_F(SharedFiles, ZeekJson) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  expect_flows("telescope-scan/nmap-local-scans.conn.log.gz", "Zeek conn.log (JSON)", 4504);
}

TEST_F(SharedFiles, ZeekServerOfTheTruthIsThere) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  const Reading reading = read("c2-flows/iot23-34-1-mirai.conn.log.labeled.gz");
  const auto server = net::Address::v4(0xB9F419EB);  // 185.244.25.235
  const auto contacts =
      std::count_if(reading.flows.begin(), reading.flows.end(), [&](const model::Flow& flow) {
        return flow.destination_address == server && flow.destination_port == 6667;
      });
  EXPECT_EQ(contacts, 6706);  // the flows labelled C&C
}

TEST_F(SharedFiles, Binetflow) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  expect_flows("c2-flows/slips-test2-malicious.binetflow.gz", "Argus binetflow", 6751);
  // 300 rows: one management record, one LLC, two ARP, the rest IP.
  const Reading reading = read("c2-flows/slips-test5-mixed.binetflow.gz");
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 296U);
  EXPECT_THAT(reading.skipped,
              testing::ElementsAre(testing::Pair("no IP protocol", "4 from line 2")));
}

TEST_F(SharedFiles, Eve) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  const Reading reading = read("c2-flows/slips-test6-malicious.suricata.json.gz");
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows.size(), 3512U);
  EXPECT_THAT(reading.skipped,
              testing::ElementsAre(testing::Pair("event is no flow", "1488 from line 1")));
}

TEST_F(SharedFiles, OtherFilesAreRefusedWithAReason) {
  if (absent()) GTEST_SKIP() << "skipped: no shared data at " << kRoot;
  EXPECT_THAT(read("c2-flows/ctu50-normal-008/ssl.log.labeled.gz").error,
              HasSubstr("Zeek ssl log"));
  EXPECT_THAT(read("netflow/slips-test1-malicious.nfdump.gz").error, HasSubstr("nfdump -r FILE"));
  EXPECT_THAT(read("netflow/nfcapd.sample2.txt").error, HasSubstr("nfdump -r FILE"));
  EXPECT_THAT(read("c2-flows/truth.json").error, HasSubstr("looked for"));
}

}  // namespace
}  // namespace noroshi::flow
