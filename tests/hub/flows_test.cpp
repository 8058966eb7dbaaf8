// Traffic at a hub, from end to end: a generated day in an embedded store, what the hunt found of
// it at the desk, and every question of the console over TLS; held against the commands on the same
// store, and kept as the golden answers that the console's own tests read.
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;

std::string sound(std::vector<std::string> words) {
  const std::string what = fmt::format("{}", fmt::join(words, " "));
  const Ran ran = noroshi(std::move(words));
  EXPECT_EQ(ran.status, 0) << what << "\n" << ran.err;
  return ran.out;
}

/// A day of a small provider with a botnet, in a store; the hub that may be asked about it.
class HubFlows : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<base::TemporaryFolder>();
    const std::string day = folder_->file("day.ipfix");
    store_ = folder_->file("day.store");
    sound({"lab", "traffic", "--seed", "7", "--subscribers", "150", "--duration", "1d", "--family",
           "mirai:8", "--out", day, "--quiet"});
    sound({"flow", "import", day, "--store", store_, "--subscribers", "100.64.0.0/10", "--quiet"});
    const std::string findings = sound({"c2", "hunt", "--store", store_, "--purpose",
                                        "a test of the hub", "--format", "jsonl", "--quiet"});
    place_ = std::make_unique<Place>(folder_->file("hub"));
    place_->append(
        fmt::format("[flows]\nstore = \"{}\"\norganisation = \"Example Telecom\"\n", store_));
    place_->serve();
    const Ran pushed = place_->hub({"push"}, findings);
    EXPECT_EQ(pushed.status, 0) << pushed.err;
    finding_ = Json::parse(findings.substr(0, findings.find('\n')));
    find_indicator();
  }
  static void TearDownTestSuite() {
    place_.reset();
    folder_.reset();
  }

  static void find_indicator() {
    const auto& subject = finding_["subject"];
    server_ = fmt::format("{}:{}/{}", subject["ip"].get<std::string>(), subject["port"].get<int>(),
                          subject["proto"].get<std::string>());
    const Json hits = get("/lookup?limit=100&value=" + subject["ip"].get<std::string>());
    for (const Json& hit : hits["items"]) {
      const std::string text = hit.dump();
      const bool same_port =
          text.find(fmt::format("dst_port = {}", subject["port"].get<int>())) != std::string::npos;
      if (hit["type"] == "indicator" && same_port) indicator_ = hit["id"];
    }
    EXPECT_NE(indicator_, "") << hits;
  }

  static Json get(const std::string& path, int status = 200) {
    const auto reply = place_->ask("GET", "/api/v1" + path);
    EXPECT_EQ(reply.status, status) << path << "\n" << reply.body;
    Json json = Json::parse(reply.body, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << path;
    return json;
  }

  /// No subscriber stands in any answer: not an address of theirs, and not a token.
  static void expect_nobody(const Json& answer) {
    const std::string text = answer.dump();
    EXPECT_THAT(text, Not(HasSubstr("100.64."))) << text;
    EXPECT_THAT(text, Not(HasSubstr("token:"))) << text;
  }

  /// The golden answer of that name; written anew where NOROSHI_WRITE_GOLDEN is set.
  static void expect_golden(const std::string& name, const Json& answer) {
    expect_nobody(answer);
    const std::string path = NOROSHI_SOURCE_DIR "/tests/golden/api/" + name + ".json";
    std::string text = answer.dump(2) + "\n";
    // Made anew with each hub, because its organisation is.
    for (std::size_t at = 0; (at = text.find(indicator_, at)) != std::string::npos;) {
      text.replace(at, indicator_.size(), "indicator--00000000-0000-4000-8000-000000000001");
    }
    if (std::getenv("NOROSHI_WRITE_GOLDEN") != nullptr) {
      fs::create_directories(fs::path(path).parent_path());
      write(path, text);
      return;
    }
    EXPECT_EQ(text, content(path)) << "NOROSHI_WRITE_GOLDEN=1 writes it anew";
  }

  static std::unique_ptr<base::TemporaryFolder> folder_;
  static std::unique_ptr<Place> place_;
  static std::string store_, server_, indicator_;
  static Json finding_;
};

std::unique_ptr<base::TemporaryFolder> HubFlows::folder_;
std::unique_ptr<Place> HubFlows::place_;
std::string HubFlows::store_, HubFlows::server_, HubFlows::indicator_;
Json HubFlows::finding_;

TEST_F(HubFlows, TopCountsWhatTheCommandCounts) {
  const Json answer = get("/flows/top?order=flows&from=2020-01-01T00:00:00Z&limit=8");
  const Json told = Json::parse(sound(
      {"flow", "top", "--store", store_, "--order", "flows", "--limit", "8", "--format", "json"}));
  ASSERT_EQ(answer["items"].size(), told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Json& one = answer["items"][i];
    EXPECT_EQ(one["octets"], told[i]["octets"].get<std::uint64_t>() +
                                 told[i]["reverse_octets"].get<std::uint64_t>());
    EXPECT_EQ(one["packets"], told[i]["packets"].get<std::uint64_t>() +
                                  told[i]["reverse_packets"].get<std::uint64_t>());
    EXPECT_EQ(one["flows"], told[i]["flows"]);
    EXPECT_EQ(one["clients"], told[i]["clients"]);
  }
  expect_golden("flows_top", answer);
}

TEST_F(HubFlows, TheFilterOfAKeyShowsItAlone) {
  for (const char* by :
       {"service", "server", "port", "proto", "exporter", "src", "dst", "src-port", "dst-port"}) {
    const std::string path = fmt::format("/flows/top?by={}&limit=3", by);
    const Json answer = get(path);
    expect_nobody(answer);
    for (const Json& one : answer["items"]) {
      std::string filter = one["key"]["filter"];
      for (char& c : filter) c = c == ' ' ? '+' : c;
      const Json alone = get(path + "&filter=" + filter);
      ASSERT_GE(alone["items"].size(), 1U) << filter;
      EXPECT_EQ(alone["items"][0]["key"]["text"], one["key"]["text"]) << filter;
      EXPECT_EQ(alone["items"][0]["octets"], one["octets"]) << filter;
    }
  }
}

TEST_F(HubFlows, AServerOfTheListLeadsToItsIndicator) {
  const auto& subject = finding_["subject"];
  const Json answer =
      get(fmt::format("/flows/top?filter=server+ip+{}+and+server+port+{}",
                      subject["ip"].get<std::string>(), subject["port"].get<int>()));
  ASSERT_EQ(answer["items"].size(), 1U) << answer;
  EXPECT_EQ(answer["items"][0]["key"]["text"], server_);
  EXPECT_EQ(answer["items"][0]["key"]["server"], indicator_);
}

TEST_F(HubFlows, ASeriesAddsUpToWhatTheCommandSays) {
  const Json answer = get("/flows/series?buckets=24&from=2020-01-01T00:00:00Z");
  const Json told = Json::parse(sound(
      {"flow", "query", "--series", "--store", store_, "--bucket", "1d", "--format", "json"}));
  std::uint64_t there = 0;
  std::uint64_t here = 0;
  for (const Json& one : told) there += one["flows"].get<std::uint64_t>();
  for (const Json& one : answer["lines"][0]["flows"]) {
    if (!one.is_null()) here += one.get<std::uint64_t>();
  }
  EXPECT_EQ(here, there);
  const Json day = get("/flows/series?buckets=24&split=proto&lines=3");
  EXPECT_EQ(day["bucket_seconds"], 3600);
  EXPECT_LE(day["lines"].size(), 3U);
  expect_golden("flows_series", day);
}

TEST_F(HubFlows, TheLinesOfASplitAreTheGreatestOfTheList) {
  const Json top = get("/flows/top?by=service&limit=3");
  const Json series = get("/flows/series?split=service&lines=3&buckets=24");
  ASSERT_EQ(series["lines"].size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(series["lines"][i]["key"]["text"], top["items"][i]["key"]["text"]);
  }
}

TEST_F(HubFlows, WhatIsNotKeptIsAGap) {
  const Json answer =
      get("/flows/series?table=pairs&buckets=48&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");
  ASSERT_FALSE(answer["lines"][0]["flows"].empty());
  for (const Json& one : answer["lines"][0]["flows"]) EXPECT_TRUE(one.is_null());
}

TEST_F(HubFlows, AServersStoryAddsUpAndCountsNoFewerThanThree) {
  const Json story = get("/servers/" + indicator_ + "/story");
  std::uint64_t contacts = 0;
  for (const Json& point : story["points"]) {
    if (!point["contacts"].is_null()) contacts += point["contacts"].get<std::uint64_t>();
    const Json& clients = point["clients"];
    EXPECT_TRUE(clients.is_null() || clients == 0 || clients >= 3) << point;
  }
  const auto& subject = finding_["subject"];
  const Json top =
      get(fmt::format("/flows/top?filter=server+ip+{}+and+server+port+{}&from=2020-01-01T00:00:00Z",
                      subject["ip"].get<std::string>(), subject["port"].get<int>()));
  EXPECT_GT(contacts, 0U);
  EXPECT_LE(contacts, top["items"][0]["flows"].get<std::uint64_t>());
  EXPECT_FALSE(story["intervals"].empty());
  expect_golden("story", story);
}

TEST_F(HubFlows, AServersLifeIsThatOfTheCommand) {
  const Json life = get("/servers/" + indicator_ + "/life");
  write(folder_->file("found.jsonl"), finding_.dump() + "\n");
  const Json told = Json::parse(sound({"c2", "life", folder_->file("found.jsonl"), "--store",
                                       store_, "--format", "json", "--threshold", "0"}));
  EXPECT_EQ(life["server"], told["servers"][0]);
  EXPECT_EQ(life["exposures"].size(), life["server"]["strip"].get<std::string>().size());
  EXPECT_EQ(life["clients_compared"], false);
  expect_golden("life", life);
}

TEST_F(HubFlows, ComparingClientsIsWrittenDownBeforehand) {
  get("/servers/" + indicator_ + "/life?purpose=short", 400);
  const Json life = get("/servers/" + indicator_ + "/life?purpose=ticket+4711%3A+follow+it");
  EXPECT_EQ(life["clients_compared"], true);
  expect_nobody(life);
  const std::string trail = sound({"flow", "audit", "--store", store_, "--format", "csv"});
  EXPECT_THAT(trail, HasSubstr("ticket 4711: follow it"));
  EXPECT_THAT(trail, HasSubstr("of the hub"));
  EXPECT_THAT(trail, HasSubstr(server_));
}

TEST_F(HubFlows, NobodyIsSingledOut) {
  get("/flows/top?filter=client+ip+token%3A0123456789abcdef", 403);
  get("/flows/series?filter=src+ip+token%3A0123456789abcdef", 403);
  get("/flows/top?by=client", 400);
  get("/flows/top?by=src&order=clients", 400);
  get("/flows/top?filter=prot+7", 400);
  get("/flows/series?split=service&table=flows", 400);
  get("/flows/series?split=exporter&table=pairs", 400);
}

TEST_F(HubFlows, TheCaretIsHelpedInBothLanguages) {
  const Json answer = get("/flows/completion?text=dst+po&caret=6");
  EXPECT_EQ(answer["from"], 4);
  EXPECT_EQ(answer["items"][0]["text"], "port");
  EXPECT_TRUE(answer.contains("error")) << "it is not whole yet";
  expect_golden("flows_completion", answer);
  const Json wrong = get("/flows/completion?text=port+23+adn+tcp");
  EXPECT_EQ(wrong["error"]["from"], 8);
  EXPECT_EQ(wrong["error"]["to"], 11);
  EXPECT_THAT(wrong["error"]["ja"].get<std::string>(), HasSubstr("もしかして"));
  EXPECT_FALSE(get("/flows/completion?text=port+23").contains("error"));
}

TEST_F(HubFlows, WhoMayAskIsTold) { EXPECT_EQ(get("/me")["flows"], true); }

}  // namespace
}  // namespace noroshi::hub_e2e
