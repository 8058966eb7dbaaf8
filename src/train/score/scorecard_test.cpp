#include "train/score/scorecard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace noroshi::score {
namespace {

using testing::HasSubstr;

model::Endpoint endpoint(std::string_view text) { return model::parse_endpoint(text).value(); }

model::Finding finding(std::string_view subject, double probability) {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = endpoint(subject);
  finding.probability = probability;
  finding.first_seen = 0;
  finding.last_seen = base::kHour;
  return finding;
}

// Two true servers, one bystander of which nobody is sure.
TruthEntry infected_network() {
  TruthEntry truth;
  truth.file = "a.pcap";
  truth.kind = "c2";
  truth.family = "Mirai";
  truth.servers = {{endpoint("192.0.2.1:6667"), "", {}}, {endpoint("192.0.2.2:443"), "", {}}};
  truth.others = {endpoint("198.51.100.9:80")};
  return truth;
}

// Ranking without the neutral one: true, false, true, false.
std::vector<model::Finding> four_candidates() {
  return {finding("192.0.2.1:6667", 0.95), finding("198.51.100.9:80", 0.90),
          finding("203.0.113.5:443", 0.80), finding("192.0.2.2:443", 0.60),
          finding("203.0.113.6:443", 0.10)};
}

TEST(Scorecard, CountsReportsByHand) {
  const Scorecard card = score(infected_network(), four_candidates(), {.threshold = 0.7});
  EXPECT_EQ(card.candidates, 4U);
  EXPECT_EQ(card.neutral, 1U);
  EXPECT_EQ(card.found(), 1U);
  EXPECT_EQ(card.reported(), 2U);
  EXPECT_DOUBLE_EQ(card.precision().value(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(card.recall().value(), 1.0 / 2);
  ASSERT_EQ(card.false_reports.size(), 1U);
  EXPECT_EQ(card.false_reports[0].endpoint, endpoint("203.0.113.5:443"));
  EXPECT_EQ(card.false_reports[0].rank, 2U);
  ASSERT_EQ(card.missed().size(), 1U);
  EXPECT_EQ(card.missed()[0].server.endpoint, endpoint("192.0.2.2:443"));
}

TEST(Scorecard, RanksTrueServersAmongAllCandidates) {
  const Scorecard card = score(infected_network(), four_candidates(), {.threshold = 0.7});
  ASSERT_EQ(card.servers.size(), 2U);
  EXPECT_EQ(card.servers[0].rank, 1U);
  EXPECT_TRUE(card.servers[0].reported);
  EXPECT_EQ(card.servers[1].rank, 3U);
  EXPECT_DOUBLE_EQ(card.servers[1].probability, 0.60);
  EXPECT_FALSE(card.servers[1].reported);
}

TEST(Scorecard, AveragePrecisionIsTheAreaUnderTheStepCurve) {
  // Precision 1/1 at recall 1/2 and 2/3 at recall 1: (1 + 2/3) / 2.
  EXPECT_DOUBLE_EQ(score(infected_network(), four_candidates()).average_precision.value(),
                   (1.0 + 2.0 / 3) / 2);
  // Not ranked at all adds nothing: (1/1) / 2.
  EXPECT_DOUBLE_EQ(
      score(infected_network(), {finding("192.0.2.1:6667", 0.2)}).average_precision.value(), 0.5);
  EXPECT_DOUBLE_EQ(score(infected_network(), {}).average_precision.value(), 0.0);
}

TEST(Scorecard, PrecisionAtKLooksAtTheFirstKOrAtAllThereAre) {
  const Scorecard card =
      score(infected_network(), four_candidates(), {.threshold = 0.7, .cuts = {1, 0, 3, 10}});
  ASSERT_EQ(card.cuts.size(), 3U);
  EXPECT_DOUBLE_EQ(card.cuts[0].precision().value(), 1.0);
  EXPECT_DOUBLE_EQ(card.cuts[1].precision().value(), 2.0 / 3);
  EXPECT_EQ(card.cuts[2].considered, 4U);
  EXPECT_DOUBLE_EQ(card.cuts[2].precision().value(), 2.0 / 4);
}

TEST(Scorecard, AReportAtTheThresholdCounts) {
  EXPECT_EQ(score(infected_network(), four_candidates(), {.threshold = 0.60}).found(), 2U);
  EXPECT_EQ(score(infected_network(), four_candidates(), {.threshold = 0.61}).found(), 1U);
}

TEST(Scorecard, AnotherPortOrProtocolOfATrueServerIsAnotherServer) {
  const Scorecard card =
      score(infected_network(), {finding("192.0.2.1:80", 0.9), finding("192.0.2.1:6667/udp", 0.9)});
  EXPECT_EQ(card.found(), 0U);
  EXPECT_EQ(card.false_reports.size(), 2U);
}

TEST(Scorecard, OnAnInnocentCaptureEveryReportIsFalse) {
  for (const char* kind : {"benign", "no-c2"}) {
    TruthEntry truth;
    truth.kind = kind;
    truth.others = {endpoint("198.51.100.9:80")};
    const Scorecard card =
        score(truth, {finding("198.51.100.9:80", 0.9), finding("203.0.113.5:443", 0.2)});
    EXPECT_EQ(card.neutral, 0U);
    EXPECT_EQ(card.false_reports.size(), 1U);
    EXPECT_DOUBLE_EQ(card.precision().value(), 0.0);
    EXPECT_FALSE(card.recall().has_value());
    EXPECT_FALSE(card.average_precision.has_value());
  }
}

TEST(Scorecard, NothingReportedHasNoPrecision) {
  const Scorecard card = score(infected_network(), {});
  EXPECT_FALSE(card.precision().has_value());
  EXPECT_DOUBLE_EQ(card.recall().value(), 0.0);
  EXPECT_EQ(card.servers[0].rank, 0U);
  EXPECT_FALSE(card.cuts[0].precision().has_value());
}

TEST(Scorecard, ATrueServerIsNeverNeutral) {
  TruthEntry truth = infected_network();
  truth.others.push_back(truth.servers[0].endpoint);
  EXPECT_EQ(score(truth, four_candidates()).found(), 2U);
}

TEST(Scorecard, AServerNamedTwiceCountsOnce) {
  TruthEntry truth = infected_network();
  truth.servers.push_back(truth.servers[0]);
  EXPECT_DOUBLE_EQ(score(truth, four_candidates()).recall().value(), 1.0);
}

TEST(Scorecard, FalseReportsArePerHostAndDay) {
  TruthEntry truth = infected_network();
  EXPECT_FALSE(score(truth, four_candidates()).false_reports_per_host_day().has_value());
  truth.hosts = 4;
  truth.duration = base::kDay / 2;
  // One false report among 4 hosts in half a day.
  EXPECT_DOUBLE_EQ(score(truth, four_candidates()).false_reports_per_host_day().value(), 0.5);
  const ScoreOptions options{.hosts = 10, .duration = base::kDay};
  EXPECT_DOUBLE_EQ(score(truth, four_candidates(), options).false_reports_per_host_day().value(),
                   0.1);
}

TEST(Scorecard, AnUnknownDurationIsThatOfTheFindings) {
  TruthEntry truth = infected_network();
  truth.hosts = 1;
  EXPECT_DOUBLE_EQ(score(truth, four_candidates()).false_reports_per_host_day().value(), 24.0);
}

TEST(Scorecard, KnowsServersThatLeftNoTrace) {
  TruthEntry truth = infected_network();
  truth.servers[1].flows = 0;
  const Scorecard card = score(truth, {});
  EXPECT_FALSE(card.servers[0].unseen());
  EXPECT_TRUE(card.servers[1].unseen());
}

TEST(Scorecard, IsOneLineOfJson) {
  const std::string text =
      to_json(score(infected_network(), four_candidates(), {.threshold = 0.7}));
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["file"], "a.pcap");
  EXPECT_EQ(json["precision"], 0.5);
  EXPECT_EQ(json["precision_at"][1]["hits"], 2);
  EXPECT_EQ(json["servers"][1]["rank"], 3);
  EXPECT_EQ(json["missed"][0]["ip"], "192.0.2.2");
  EXPECT_EQ(json["false_reports"][0]["port"], 443);
  EXPECT_TRUE(json["false_reports_per_host_day"].is_null());
  EXPECT_THAT(to_json(score(infected_network(), {})), HasSubstr(R"("rank":null)"));
}

}  // namespace
}  // namespace noroshi::score
