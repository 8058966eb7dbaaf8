#include "train/score/truth.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::score {
namespace {

using testing::HasSubstr;

constexpr std::string_view kTwo = R"([
  {"file": "lab/a.pcap.gz", "kind": "c2", "family": "Mirai", "infected": ["10.0.0.5"],
   "c2": [{"ip": "192.0.2.7", "port": 6667, "proto": "tcp", "flows": 12},
          {"ip": "2001:db8::7", "port": 53, "proto": "udp", "family": "Tunnel"}],
   "other_endpoints": [{"ip": "198.51.100.9", "port": 80, "names": ["www.example.org"]}],
   "hosts": 20, "duration_s": 86400.5, "label_column": null},
  {"file": "b.pcap", "kind": "benign", "family": "none", "infected": [], "c2": []}])";

TEST(Truth, ReadsWhatScoringNeedsAndPassesOverTheRest) {
  const Truth truth = truth_from_json(kTwo).value();
  ASSERT_EQ(truth.size(), 2U);
  const TruthEntry& entry = truth[0];
  EXPECT_EQ(entry.file, "lab/a.pcap.gz");
  EXPECT_EQ(entry.family, "Mirai");
  ASSERT_EQ(entry.servers.size(), 2U);
  EXPECT_EQ(model::to_string(entry.servers[0].endpoint), "192.0.2.7:6667/tcp");
  EXPECT_EQ(entry.servers[0].flows, 12U);
  EXPECT_EQ(model::to_string(entry.servers[1].endpoint), "[2001:db8::7]:53/udp");
  EXPECT_EQ(entry.servers[1].family, "Tunnel");
  EXPECT_FALSE(entry.servers[1].flows.has_value());
  ASSERT_EQ(entry.others.size(), 1U);
  EXPECT_EQ(model::to_string(entry.others[0]), "198.51.100.9:80/tcp");
  EXPECT_EQ(entry.hosts, 20U);
  EXPECT_EQ(entry.duration, base::kDay + base::kSecond / 2);
  EXPECT_FALSE(entry.innocent());
  EXPECT_TRUE(truth[1].innocent());
}

TEST(Truth, MayBeOneEntryWithoutAnArray) {
  const Truth truth = truth_from_json(R"({"kind": "no-c2"})").value();
  ASSERT_EQ(truth.size(), 1U);
  EXPECT_TRUE(choose(truth, "").value().innocent());
}

TEST(Truth, SaysWhatIsWrong) {
  const auto error = [](std::string_view json) { return truth_from_json(json).error().message; };
  EXPECT_THAT(error("nonsense"), HasSubstr("no JSON"));
  EXPECT_THAT(error("[]"), HasSubstr("no entries"));
  EXPECT_THAT(error("3"), HasSubstr("no JSON array or object"));
  EXPECT_THAT(error("[3]"), HasSubstr("no object"));
  EXPECT_THAT(error("{}"), HasSubstr("without a kind"));
  EXPECT_THAT(error(R"({"kind": "c2", "c2": [{"ip": "192.0.2.7"}]})"), HasSubstr("port"));
  EXPECT_THAT(error(R"({"kind": "c2", "c2": [{"ip": "no", "port": 1}]})"), HasSubstr("no"));
  EXPECT_THAT(error(R"({"kind": "c2", "c2": ["192.0.2.7"]})"), HasSubstr("no object"));
  EXPECT_THAT(error(R"({"kind": "c2", "family": 3})"), HasSubstr("type"));
  EXPECT_THAT(error(R"({"kind": "c2", "duration_s": -1})"), HasSubstr("duration_s"));
  EXPECT_THAT(error(R"({"kind": "benign", "c2": [{"ip": "192.0.2.7", "port": 1}]})"),
              HasSubstr("names C2 servers"));
}

TEST(Truth, AnEntryIsChosenByTheFileItIsAbout) {
  const Truth truth = truth_from_json(kTwo).value();
  EXPECT_EQ(choose(truth, "b.pcap").value().kind, "benign");
  EXPECT_EQ(choose(truth, "a.pcap.gz").value().kind, "c2");
  EXPECT_EQ(choose(truth, "/data/lab/a.pcap.gz").value().kind, "c2");
  EXPECT_EQ(choose(truth, "pcap").error().code, Errc::NotFound);
}

TEST(Truth, WithoutAFileTheErrorListsTheChoices) {
  const auto chosen = choose(truth_from_json(kTwo).value(), "");
  ASSERT_FALSE(chosen.has_value());
  EXPECT_EQ(chosen.error().code, Errc::InvalidUsage);
  EXPECT_THAT(chosen.error().message, HasSubstr("2 entries"));
  EXPECT_THAT(chosen.error().message, HasSubstr("lab/a.pcap.gz"));
  EXPECT_THAT(chosen.error().message, HasSubstr("b.pcap"));
}

TEST(Truth, AFileThatFitsSeveralEntriesIsNotGuessed) {
  const Truth truth =
      truth_from_json(
          R"([{"file": "x/conn.log", "kind": "c2"}, {"file": "y/conn.log", "kind": "c2"}])")
          .value();
  EXPECT_THAT(choose(truth, "conn.log").error().message, HasSubstr("several entries"));
  EXPECT_EQ(choose(truth, "y/conn.log").value().file, "y/conn.log");
}

TEST(Truth, ReadsTheKeyOfTheLabelledCaptures) {
  const std::string path = std::string(NOROSHI_SHARED_DATA) + "/c2-flows/truth.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data folder";
  const Truth truth = read_truth(*io::Input::open(path).value()).value();
  EXPECT_EQ(truth.size(), 33U);
  const TruthEntry entry = choose(truth, "iot23-34-1-mirai.conn.log.labeled.gz").value();
  ASSERT_EQ(entry.servers.size(), 1U);
  EXPECT_EQ(entry.servers[0].endpoint.port, 6667);
}

}  // namespace
}  // namespace noroshi::score
