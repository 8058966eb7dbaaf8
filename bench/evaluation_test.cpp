// The evaluator on a small generated day, and the targets of the labelled captures where they are.
#include "evaluation.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation_page.hpp"
#include "markdown_table.hpp"

namespace noroshi::bench {
namespace {

using testing::HasSubstr;

const model::Endpoint kRight{net::Address::v4(0xC0000201), 443, model::kTcp};    // 192.0.2.1
const model::Endpoint kNeutral{net::Address::v4(0xC0000202), 443, model::kTcp};  // 192.0.2.2
const model::Endpoint kWrong{net::Address::v4(0xC0000203), 443, model::kTcp};    // 192.0.2.3

score::TruthEntry truth_of_one() {
  score::TruthEntry truth;
  truth.file = "a.pcap.gz";
  truth.kind = "c2";
  truth.servers.push_back({.endpoint = kRight, .family = "x", .flows = {}});
  truth.others.push_back(kNeutral);
  return truth;
}

model::Finding finding(const model::Endpoint& subject, double probability) {
  model::Finding finding;
  finding.subject = subject;
  finding.probability = probability;
  return finding;
}

// Two hosts: one calls `kRight` each minute to the second, for three hours; the other browses.
model::FlowBatch beacon_hours() {
  model::FlowBatch flows;
  model::Flow flow;
  flow.protocol = model::kTcp;
  flow.traits = model::kBiflow | model::kHasTcpFlags;
  flow.tcp_flags = flow.reverse_tcp_flags = 0x1B;
  for (int minute = 0; minute < 180; ++minute) {
    flow.source_address = net::Address::v4(0x0A000001);
    flow.source_port = static_cast<std::uint16_t>(40'000 + minute);
    flow.destination_address = kRight.ip;
    flow.destination_port = kRight.port;
    flow.start = 1'700'000'000 * base::kSecond + minute * base::kMinute;
    flow.end = flow.start + base::kSecond;
    flow.packets = flow.reverse_packets = 5;
    flow.octets = 900;
    flow.reverse_octets = 700;
    flows.append(flow);
    flow.source_address = net::Address::v4(0x0A000002);
    flow.destination_address = kWrong.ip;
    flow.start += (minute * minute * 7919) % 50 * base::kSecond;
    flow.octets = static_cast<std::uint64_t>(600 + minute * 37 % 911);
    flow.reverse_octets = static_cast<std::uint64_t>(9'000 + minute * 7919 % 60'000);
    flow.end = flow.start + 3 * base::kSecond;
    flows.append(flow);
  }
  return flows;
}

TEST(Trial, JudgesBothMethodsByTheSameTruth) {
  Trial trial;
  trial.add(beacon_hours());
  const Verdict verdict = std::move(trial).judge(truth_of_one());
  EXPECT_EQ(verdict.summary.records, 360U);
  EXPECT_EQ(verdict.noroshi.findings.size(), 2U);
  EXPECT_EQ(verdict.noroshi.best_rank(), 1U);
  EXPECT_EQ(verdict.contacts, 180U);
  EXPECT_EQ(verdict.rita.findings.size(), 2U);
  EXPECT_EQ(verdict.rita.best_rank(), 1U);
  EXPECT_EQ(verdict.rita.card.found(), 1U);
}

TEST(Trial, RanksAreThoseOfTheWholeList) {
  score::TruthEntry truth = truth_of_one();
  truth.servers.front().endpoint = kWrong;  // the one that browses
  truth.others = {kRight};
  Trial trial;
  trial.add(beacon_hours());
  const Verdict verdict = std::move(trial).judge(truth);
  EXPECT_EQ(verdict.noroshi.best_rank(), 2U);
  EXPECT_EQ(verdict.noroshi.card.servers.front().rank, 1U);  // the scorecard takes kRight out
}

TEST(Trial, RitaIsRightIfTheAddressIs) {
  const auto findings = as_findings({{.server = kRight.ip, .score = 0.9},
                                     {.server = kNeutral.ip, .score = 0.8},
                                     {.server = kWrong.ip, .score = 0.7}},
                                    truth_of_one());
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].subject, kRight);
  EXPECT_EQ(findings[1].subject, kNeutral);
  EXPECT_EQ(findings[2].subject, (model::Endpoint{.ip = kWrong.ip}));
}

TEST(Reliability, CountsWhatWasPredictedAgainstWhatIs) {
  Reliability reliability;
  reliability.add(truth_of_one(),
                  {finding(kRight, 0.8), finding(kNeutral, 0.75), finding(kWrong, 0.02)});
  EXPECT_EQ(reliability.total().servers, 2U);
  EXPECT_EQ(reliability.total().true_servers, 1U);
  EXPECT_EQ(reliability.bins()[6].servers, 1U);  // 0.7–0.9
  EXPECT_DOUBLE_EQ(reliability.bins()[6].share_true(), 1.0);
  EXPECT_NEAR(reliability.brier(), (0.2 * 0.2 + 0.02 * 0.02) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(reliability.brier_of_ignorance(), 0.25);
}

TEST(Reliability, HasABinForCertainty) {
  Reliability reliability;
  reliability.add(truth_of_one(), {finding(kRight, 1.0), finding(kWrong, 0.0)});
  EXPECT_EQ(reliability.bins().front().servers, 1U);
  EXPECT_EQ(reliability.bins().back().servers, 1U);
  EXPECT_DOUBLE_EQ(reliability.brier(), 0.0);
}

TEST(Reliability, OnAnInnocentCaptureNothingIsNeutral) {
  score::TruthEntry truth = truth_of_one();
  truth.kind = "no-c2";
  truth.servers.clear();
  Reliability reliability;
  reliability.add(truth, {finding(kNeutral, 0.75)});
  EXPECT_EQ(reliability.total().servers, 1U);
}

TEST(MarkdownTable, PadsByCharactersAndAlignsNumbersRight) {
  MarkdownTable table({"name", "n:"});
  table.add({"–", "12345"});
  table.add({"ab"});
  EXPECT_EQ(table.text(),
            "| name |     n |\n"
            "|------|------:|\n"
            "| –    | 12345 |\n"
            "| ab   |       |\n");
}

TEST(EvaluationPage, SaysThatCapturesWereSkipped) {
  const std::string page = page_of(Evaluation{});
  EXPECT_THAT(page, HasSubstr("Skipped: the captures are not on this machine."));
  EXPECT_THAT(page, HasSubstr("skipped: no folder"));
}

TEST(EvaluationPage, KeepsWhatAPersonWroteBelowTheMarker) {
  const std::string first = with_hand_written_part("old figures\n", "");
  const std::string second = with_hand_written_part("new figures\n", first + "\n## Why\n");
  EXPECT_THAT(second, HasSubstr("new figures"));
  EXPECT_THAT(second, testing::Not(HasSubstr("old figures")));
  EXPECT_TRUE(second.ends_with("\n## Why\n"));
}

TEST(Evaluation, ASmallDayGivesTheSamePageTwice) {
  traffic::Scenario scenario;
  scenario.subscribers = 60;
  scenario.sites = 200;
  scenario.duration = 6 * base::kHour;
  scenario.spread_midpoint = -base::kHour;
  scenario.botnets = {{.family = traffic::Family::Mirai, .bots = 10}};
  Evaluation first;
  Evaluation second;
  ASSERT_TRUE(evaluate_days(scenario, {7}, first).has_value());
  ASSERT_TRUE(evaluate_days(scenario, {7}, second).has_value());
  EXPECT_EQ(page_of(first), page_of(second));
  ASSERT_EQ(first.days.size(), kSamplings.size());
  const Day& whole = first.days.front();
  EXPECT_EQ(whole.verdict.noroshi.best_rank(), 1U);
  EXPECT_GT(first.day_reliability.total().true_servers, 0U);
  EXPECT_THAT(page_of(first), HasSubstr("mirai"));
}

// The promise of the first slice, on data that others made.
TEST(LabelledCaptures, TargetsAreMet) {
  const std::string folder = std::string(NOROSHI_SHARED_DATA) + "/c2-flows";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no shared data folder";
  Evaluation evaluation;
  const Status status = evaluate_captures(folder, 1, evaluation);
  ASSERT_TRUE(status.has_value()) << status.error().message;

  const Targets targets = targets_of(evaluation.captures);
  EXPECT_GE(targets.c2, 20U);
  EXPECT_GE(targets.first_three * 100, targets.c2 * 80);
  EXPECT_GE(targets.ten_contacts, 10U);
  EXPECT_GE(targets.ten_reported * 2, targets.ten_contacts);
  EXPECT_GE(targets.innocent, 10U);
  EXPECT_EQ(targets.innocent_reported, 0U);

  const Verdict* mirai = find_capture(evaluation.captures, "iot23-34-1-mirai.conn.log.labeled.gz");
  ASSERT_NE(mirai, nullptr);
  EXPECT_EQ(mirai->noroshi.best_rank(), 1U);
  EXPECT_EQ(mirai->rita.best_rank(), 9U);
  EXPECT_EQ(mirai->rita.findings.size(), 24U);
}

}  // namespace
}  // namespace noroshi::bench
