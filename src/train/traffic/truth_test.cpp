#include "train/traffic/truth.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace noroshi::traffic {
namespace {

TruthEndpoint endpoint(const char* text, const char* kind, const char* family) {
  TruthEndpoint entry;
  entry.endpoint = *model::parse_endpoint(text);
  entry.kind = kind;
  entry.family = family;
  entry.clients = 3;
  entry.records = 7;
  entry.first_seen = 1'768'316'400'000'000;
  entry.last_seen = entry.first_seen + base::kHour;
  return entry;
}

Truth example() {
  Truth truth;
  truth.file = "day.ipfix";
  truth.format = "ipfix";
  truth.infected = {*net::Address::parse("10.0.0.7")};
  truth.c2 = {endpoint("192.0.2.7:23/tcp", "c2", "mirai")};
  truth.others = {endpoint("198.51.100.9:443/tcp", "c2-fronted", "domain-fronted")};
  truth.notes = {"One.", "Two."};
  truth.counts["web"] = 12;
  return truth;
}

TEST(Truth, IsAnArrayWithOneEntryOfTheSharedForm) {
  const auto json = nlohmann::json::parse(truth_json(example()));
  ASSERT_TRUE(json.is_array());
  ASSERT_EQ(json.size(), 1U);
  const auto& entry = json[0];
  EXPECT_EQ(entry["file"], "day.ipfix");
  EXPECT_EQ(entry["format"], "ipfix");
  EXPECT_EQ(entry["kind"], "c2");
  EXPECT_EQ(entry["infected"][0], "10.0.0.7");
  EXPECT_TRUE(entry["label_column"].is_null());
  EXPECT_EQ(entry["counts"]["web"], 12);
  EXPECT_EQ(entry["notes"], "One. Two.");
  EXPECT_EQ(entry["synthetic"], true);
  EXPECT_EQ(entry["seed"], 1);
  EXPECT_EQ(entry["hosts"], 20'000);
  EXPECT_EQ(entry["duration_s"], 86'400);
  EXPECT_EQ(entry["parameters"]["botnets"].size(), families().size());
}

TEST(Truth, KeepsWhatCannotBeFoundByEndpointApart) {
  const auto entry = nlohmann::json::parse(truth_json(example()))[0];
  ASSERT_EQ(entry["c2"].size(), 1U);
  EXPECT_EQ(entry["c2"][0]["ip"], "192.0.2.7");
  EXPECT_EQ(entry["c2"][0]["port"], 23);
  EXPECT_EQ(entry["c2"][0]["proto"], "tcp");
  EXPECT_EQ(entry["c2"][0]["first_seen"], "2026-01-13T15:00:00Z");
  ASSERT_EQ(entry["other_endpoints"].size(), 1U);
  EXPECT_EQ(entry["other_endpoints"][0]["kind"], "c2-fronted");
}

TEST(Truth, SaysWhenThereIsNoServerToFind) {
  Truth truth = example();
  truth.c2.clear();
  EXPECT_EQ(nlohmann::json::parse(truth_json(truth))[0]["kind"], "c2-fronted");
  truth.others.clear();
  EXPECT_EQ(nlohmann::json::parse(truth_json(truth))[0]["kind"], "no-c2");
  truth.infected.clear();
  const auto entry = nlohmann::json::parse(truth_json(truth))[0];
  EXPECT_EQ(entry["kind"], "benign");
  EXPECT_EQ(entry["family"], "none");
}

TEST(Truth, AServerThatNoRecordShowsHasNoTimes) {
  Truth truth = example();
  truth.c2[0].records = 0;
  const auto entry = nlohmann::json::parse(truth_json(truth))[0];
  EXPECT_EQ(entry["c2"][0]["flows"], 0);
  EXPECT_FALSE(entry["c2"][0].contains("first_seen"));
}

TEST(Truth, ReadsTheKeyOfACaptureFromWhatItWrites) {
  const auto key = capture_key(truth_json(example()), "day.ipfix");
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->family, "mirai, domain-fronted");
  EXPECT_THAT(key->infected, testing::ElementsAre("10.0.0.7"));
  EXPECT_THAT(key->c2, testing::ElementsAre(*model::parse_endpoint("192.0.2.7:23/tcp")));
}

TEST(Truth, FindsAnEntryByTheLastPartOfItsPath) {
  const auto text = R"([{"file": "a/conn.log"}, {"file": "b/xconn.log", "family": "no"},
                        {"file": "b/y.log", "family": "yes"}])";
  EXPECT_EQ(capture_key(text, "y.log")->family, "yes");
  EXPECT_EQ(capture_key(text, "conn.log")->family, "");
  EXPECT_EQ(capture_key(text, "z.log").error().code, Errc::NotFound);
}

TEST(Truth, RefusesMalformedKeys) {
  for (const char* text : {"", "{}", "[", R"([{"file": 3}])", R"([{"file": "f", "c2": [{}]}])",
                           R"([{"file": "f", "c2": [{"ip": "x", "port": 1}]}])",
                           R"([{"file": "f", "c2": [7]}])", R"([{"file": "f", "infected": [7]}])",
                           R"([{"file": "f", "c2": [{"ip": "192.0.2.7", "port": 70000}]}])"}) {
    const auto key = capture_key(text, "f");
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_THAT(key.error().message, testing::StartsWith("truth file")) << text;
  }
}

}  // namespace
}  // namespace noroshi::traffic
