#include "hub/servers/filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::servers {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr base::Micros kNow = 1'767'312'000 * base::kSecond;  // 2026-01-02T00:00:00Z

Facts facts() {
  Facts facts;
  facts.id = "indicator--00000000-0000-4000-8000-000000000001";
  facts.name = "203.0.113.7:6667/tcp";
  facts.subject = {net::Address::parse("203.0.113.7").value(), 6667, 6};
  facts.probability = 0.93;
  facts.first_seen = kNow - 3 * base::kDay;
  facts.last_seen = kNow - base::kHour;
  facts.contacts = 1'500;
  facts.reason = "5 clients call every 300 s";
  facts.evidence = " periodic_contact retries ";
  facts.innocent = "a time server";
  return facts;
}

class ServerFilter : public ::testing::Test {
 protected:
  ServerFilter() : facts_(facts()) {
    server_.facts = &facts_;
    server_.status = Standing::Changed;
    server_.score = 71.5;
    server_.clients = 5;
    server_.added = kNow - 2 * base::kHour;
    server_.sources = 2;
    server_.place = {.country = "JP", .network = "AS64500 Example Net"};
    server_.judged = "見覚えがある";
    vocabulary_ = {.now = kNow, .countries = {"JP", "US"}, .evidence = {"periodic_contact"}};
  }

  bool meets(std::string_view text) {
    const Reading reading = read_filter(text, vocabulary_);
    EXPECT_FALSE(reading.mistake) << text << ": " << reading.mistake->english;
    return matches(reading.root, server_);
  }
  Mistake mistake(std::string_view text) {
    const Reading reading = read_filter(text, vocabulary_);
    EXPECT_TRUE(reading.mistake) << text;
    return reading.mistake.value_or(Mistake{});
  }
  std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& one : complete(text, text.size(), vocabulary_).candidates) {
      found.push_back(one.text);
    }
    return found;
  }

  Facts facts_;
  Server server_;
  Vocabulary vocabulary_;
};

TEST_F(ServerFilter, EveryFieldHoldsAndFails) {
  const std::pair<const char*, const char*> cases[]{
      {"ip 203.0.113.7", "ip 203.0.113.8"},
      {"host in [192.0.2.1, 203.0.113.7]", "host in [192.0.2.1]"},
      {"net 203.0.113.0/24", "net 2001:db8::/32"},
      {"ipv4", "ipv6"},
      {"port 6667", "port 6668"},
      {"port >= 6667", "port > 6667"},
      {"port in [80 6000-7000]", "port != 6667"},
      {"port != 80", "port < 6667"},
      {"proto tcp", "proto udp"},
      {"proto != udp", "proto != TCP"},
      {"proto in [17 6]", "proto 17"},
      {"probability > 90%", "probability > 93%"},
      {"probability = 0.93", "probability < 0.93"},
      {"score > 40", "score <= 71"},
      {"clients >= 5", "clients gt 5"},
      {"contacts = 1.5k", "contacts < 1500"},
      {"sources > 1", "sources 1"},
      {"first < -2d", "first > -2d"},
      {"last >= 2026-01-01T23:00:00Z", "last < 2026-01-01"},
      {"added > -3h", "added < -3h"},
      {"country JP", "country US"},
      {"country in [us jp]", "country != JP"},
      {"country != US", "country unknown"},
      {"network as64500", "network 64501"},
      {"network \"Example Net\"", "network unknown"},
      {"status changed", "status new"},
      {"status in [new changed]", "status != changed"},
      {"not watched", "watched"},
      {"evidence periodic_contact", "evidence periodic"},
      {"evidence RETRIES", "evidence != retries"},
      {"text \"every 300\"", "text \"every 301\""},
      {"text 見覚え", "text nobody"},
      {"text \"TIME server\"", "text \"time  server\""},
      {"any", "not any"},
  };
  for (const auto& [yes, no] : cases) {
    EXPECT_TRUE(meets(yes)) << yes;
    EXPECT_FALSE(meets(no)) << no;
  }
}

TEST_F(ServerFilter, AndBindsTighterThanOrAndNotTightest) {
  EXPECT_TRUE(meets("port 1 and port 2 or port 6667"));
  EXPECT_FALSE(meets("port 1 and (port 2 or port 6667)"));
  EXPECT_TRUE(meets("not port 1 && !port 2 || port 3"));
  EXPECT_TRUE(meets(""));
  EXPECT_TRUE(meets("  "));
}

TEST_F(ServerFilter, WhatIsNotSaidPassesNoTestOfItsNumber) {
  server_.clients.reset();
  EXPECT_FALSE(meets("clients < 3"));
  EXPECT_FALSE(meets("clients >= 0"));
  EXPECT_FALSE(meets("clients != 2"));
}

TEST_F(ServerFilter, WhereThePlaceIsNotKnownItIsUnknown) {
  server_.place = {};
  EXPECT_TRUE(meets("country unknown and network unknown"));
  EXPECT_TRUE(meets("country != JP"));
  EXPECT_FALSE(meets("network a"));
}

TEST_F(ServerFilter, MistakesNameThePlaceInBothLanguages) {
  const std::tuple<const char*, std::size_t, std::size_t, const char*> cases[]{
      {"prot 80", 0, 4, "did you mean \"port\""},
      {"port 80 an port 1", 8, 2, "did you mean \"and\""},
      {"port", 4, 0, "a port from 0 to 65535"},
      {"probability > 101%", 14, 4, "a probability such as"},
      {"probability > nan", 14, 3, "a probability such as"},
      {"score > 100.5", 8, 5, "a score from 0 to 100"},
      {"clients x", 8, 1, "a number such as"},
      {"ip 203.0.113.0/24", 3, 14, "follows net"},
      {"ip token:0123456789abcdef", 3, 22, "an address such as"},
      {"net 203.0.113.7/24", 4, 14, "bits"},
      {"first -7d", 6, 3, "<, <=, >= or >"},
      {"first > yesterday", 8, 9, "a time such as"},
      {"country Japan", 8, 5, "a country of two letters"},
      {"status burning", 7, 7, "a status"},
      {"evidence \"a b\"", 9, 5, "a line of evidence"},
      {"text \"open", 5, 1, "never closes"},
      {"port 1 & port 2", 7, 1, "write && or and"},
      {"(port 1", 7, 0, "or )"},
      {"port in 80", 8, 2, "expected ["},
  };
  for (const auto& [text, at, length, said] : cases) {
    const Mistake wrong = mistake(text);
    EXPECT_EQ(wrong.at, at) << text;
    EXPECT_EQ(wrong.length, length) << text;
    EXPECT_THAT(wrong.english, HasSubstr(said)) << text;
    EXPECT_FALSE(wrong.japanese.empty()) << text;
  }
  EXPECT_EQ(to_string(mistake("text 税 an"), "text 税 an").substr(0, 17), "filter, column 8:");
}

TEST_F(ServerFilter, LengthAndDepthAreBounded) {
  EXPECT_THAT(mistake(std::string(kLongestFilter + 1, ' ')).english, HasSubstr("at most 2000"));
  std::string deep(200, '(');
  EXPECT_THAT(mistake(deep).english, HasSubstr("inside each other"));
}

TEST_F(ServerFilter, CompletionOffersWhatTheGrammarTakes) {
  EXPECT_THAT(words("pro"), ElementsAre("proto", "probability"));
  EXPECT_THAT(words(""), Contains("not"));
  EXPECT_THAT(words("port 80 "), ElementsAre("and", "or"));
  EXPECT_THAT(words("status "), Contains("suppressed"));
  EXPECT_THAT(words("status = g"), ElementsAre("gone"));
  EXPECT_THAT(words("country in [J"), ElementsAre("JP"));
  EXPECT_THAT(words("evidence p"), ElementsAre("periodic_contact"));
  EXPECT_THAT(words("score "), Contains(">="));
  EXPECT_THAT(words("text \"por"), IsEmpty()) << "inside quotes everything goes";
  EXPECT_THAT(words("prot 80 an"), IsEmpty()) << "after a mistake nobody knows";
  EXPECT_THAT(words(""), Not(Contains("host"))) << "ip says the same";
}

TEST_F(ServerFilter, EveryWordThatIsOfferedIsExplainedInBothLanguages) {
  for (const char* text : {"", "port 1 ", "status ", "score ", "first > ", "network ", "port "}) {
    for (const auto& one : complete(text, 99, vocabulary_).candidates) {
      EXPECT_FALSE(one.english.empty()) << one.text;
      EXPECT_FALSE(one.japanese.empty()) << one.text;
    }
  }
}

TEST_F(ServerFilter, CompletionCountsAsBrowsersDo) {
  const std::string text = "text 𠮷野 and por x";  // 𠮷 is a pair of units
  const auto completion = complete(text, 15, vocabulary_);
  EXPECT_EQ(completion.from, 13U);
  EXPECT_EQ(completion.to, 16U);
  EXPECT_EQ(completion.candidates.at(0).text, "port");
  ASSERT_TRUE(completion.mistake);
  EXPECT_EQ(completion.mistake->at, 13U);
  EXPECT_EQ(completion.mistake->length, 3U);
  const auto behind = complete("por", 1'000, vocabulary_);
  EXPECT_EQ(behind.to, 3U);
}

TEST_F(ServerFilter, AFindingsFactsAreItsHeaviestReasonAndAllItsNames) {
  model::Finding finding;
  finding.subject = facts_.subject;
  const auto add = [&](const char* name, double weight, const char* text) {
    model::Evidence one;
    one.name = name;
    one.weight = weight;
    one.text = text;
    finding.evidence.push_back(std::move(one));
  };
  add("innocent_port", -3, "");
  add("retries", 1.5, "12 retries");
  add("periodic_contact", 2.5, "every 300 s");
  const Facts made = facts_of("indicator--x", finding);
  EXPECT_EQ(made.name, "203.0.113.7:6667/tcp");
  EXPECT_EQ(made.reason, "every 300 s");
  EXPECT_EQ(made.reason_name, "periodic_contact");
  EXPECT_EQ(made.evidence, " innocent_port retries periodic_contact ");
}

}  // namespace
}  // namespace noroshi::servers
