#include "detect/c2/hunt.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "detect/c2/line.hpp"
#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

constexpr auto kBot = "10.0.0.7";
constexpr auto kMaster = "203.0.113.9";

double noise(std::mt19937_64& random, double width) {
  return width * (static_cast<double>(random() >> 11) * 0x1.0p-53 - 0.5);
}

// An afternoon of ordinary traffic of one host: pages, name look-ups, clock.
void ordinary(Sketch& sketch, const char* client) {
  std::mt19937_64 random(5);
  for (int page = 0; page < 60; ++page) {
    const double at = 180.0 * page + noise(random, 170);
    const auto server = "198.51.100." + std::to_string(page % 23);
    sketch.datagrams(client, "192.0.2.53", 53, at);
    for (int i = 0; i < 4; ++i) {
      sketch.exchange(client, server, 443, at + 0.1 * i, 900 + random() % 2000,
                      5'000 + random() % 90'000);
    }
  }
  for (int i = 0; i < 160; ++i) sketch.datagrams(client, "192.0.2.123", 123, 64.0 * i);
}

const model::Finding* finding_of(const HuntResult& result, std::string_view server) {
  const auto found = std::ranges::find(result.findings, Sketch::ip(server),
                                       [](const auto& one) { return one.subject.ip; });
  return found == result.findings.end() ? nullptr : &*found;
}

double weight_of(const model::Finding& finding, std::string_view line) {
  const auto found = std::ranges::find(finding.evidence, line, &model::Evidence::name);
  return found == finding.evidence.end() ? 0.0 : found->weight;
}

TEST(Hunt, ReportsABeaconAndNothingElse) {
  Sketch sketch;
  ordinary(sketch, kBot);
  std::mt19937_64 random(1);
  for (int i = 0; i < 100; ++i) {
    sketch.exchange(kBot, kMaster, 8081, 60.0 * i + noise(random, 2), 420, 310);
  }
  const HuntResult result = hunt(sketch.table(), {});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(model::to_string(result.findings[0].subject), "203.0.113.9:8081/tcp");
  EXPECT_NEAR(result.findings[0].evidence[0].value, 60, 1);
  EXPECT_EQ(result.findings[0].contacts, 100U);
}

TEST(Hunt, ReportsADeadServerThatIsTriedAgainAndAgain) {
  Sketch sketch;
  ordinary(sketch, kBot);
  for (int i = 0; i < 40; ++i) sketch.silence(kBot, kMaster, 4444, 97.0 * i);
  const HuntResult result = hunt(sketch.table(), {});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_GT(weight_of(result.findings[0], "retries"), 3);
}

TEST(Hunt, ReportsNothingInOrdinaryTraffic) {
  Sketch sketch;
  ordinary(sketch, kBot);
  EXPECT_TRUE(hunt(sketch.table(), {}).findings.empty());
}

TEST(Hunt, AClockIsNoMaster) {
  Sketch sketch;
  ordinary(sketch, kBot);
  const HuntResult result = hunt(sketch.table(), {.all = true});
  const model::Finding* clock = finding_of(result, "192.0.2.123");
  ASSERT_NE(clock, nullptr);
  EXPECT_GT(weight_of(*clock, "periodic_contact"), 3);
  EXPECT_LT(clock->probability, 0.1);
}

TEST(Hunt, ALongSessionCutByTheRouterDoesNotBeacon) {
  Sketch sketch;
  ordinary(sketch, kBot);
  model::Flow part = sketch.exchange(kBot, kMaster, 443, 0).batch.at(sketch.batch.size() - 1);
  for (int i = 1; i < 24; ++i) {
    part.start = Sketch::kEpoch + i * 300 * base::kSecond;
    part.end = part.start + 299 * base::kSecond;
    part.tcp_flags = part.reverse_tcp_flags = model::kAck | model::kPsh;
    part.end_reason = model::kActiveTimeout;
    sketch.batch.append(part);
  }
  const HuntResult result = hunt(sketch.table(), {.all = true});
  const model::Finding* session = finding_of(result, kMaster);
  ASSERT_NE(session, nullptr);
  EXPECT_LE(session->contacts, 2U);
  EXPECT_EQ(weight_of(*session, "periodic_contact"), 0);
}

TEST(Hunt, AScannerOfOnePortRetriesNobody) {
  Sketch sketch;
  for (int target = 0; target < 200; ++target) {
    for (int i = 0; i < 4; ++i) {
      sketch.silence(kBot, "198.51.100." + std::to_string(target), 2323, 2 * target + 500.0 * i);
    }
  }
  const HuntResult result = hunt(sketch.table(), {});
  EXPECT_TRUE(result.findings.empty());
}

TEST(Hunt, AServerSharedByScannersStandsOut) {
  Sketch sketch;
  std::mt19937_64 random(9);
  for (int host = 1; host <= 120; ++host) {
    const auto client = "10.0.1." + std::to_string(host);
    for (int i = 0; i < 20; ++i) {
      sketch.exchange(client, "198.51.100." + std::to_string(random() % 200), 443,
                      3600 * noise(random, 1) + 4000, 800, 20'000);
    }
    if (host > 6) continue;
    for (int target = 0; target < 60; ++target) {
      sketch.silence(client, "192.0.2." + std::to_string(target), 23, 10 * target + host);
    }
    sketch.exchange(client, kMaster, 8443, 100 * host, 300, 200);
  }
  const HuntResult result = hunt(sketch.table(), {.all = true});
  const model::Finding& first = result.findings.front();
  EXPECT_EQ(first.subject.ip, Sketch::ip(kMaster));
  EXPECT_GT(weight_of(first, "shared_by_attackers"), 5);
}

TEST(Hunt, TheVictimOfAFloodIsNoMaster) {
  Sketch sketch;
  ordinary(sketch, kBot);
  for (int i = 0; i < 2000; ++i) sketch.silence(kBot, kMaster, 80, 0.01 * i);
  const HuntResult result = hunt(sketch.table(), {.all = true});
  const model::Finding* victim = finding_of(result, kMaster);
  ASSERT_NE(victim, nullptr);
  EXPECT_LT(weight_of(*victim, "attack_target"), 0);
  EXPECT_LT(victim->probability, 0.05);
}

TEST(Hunt, TheVictimOfAFloodOfRequestsThatItAnswersIsNoMaster) {
  Sketch sketch;
  for (int host = 1; host <= 30; ++host) {
    const auto client = "10.0.1." + std::to_string(host);
    for (int target = 0; target < 60; ++target) {
      sketch.exchange(client, "198.51.100." + std::to_string(target), 443, 50 * target + host);
      if (host <= 8) {
        sketch.silence(client, "192.0.2." + std::to_string(target), 23, 10 * target + host);
        sketch.exchange(client, kMaster, 443, 4000 + 0.7 * target);
      }
    }
  }
  const HuntResult result = hunt(sketch.table(), {.all = true});
  const model::Finding* victim = finding_of(result, kMaster);
  ASSERT_NE(victim, nullptr);
  EXPECT_LT(weight_of(*victim, "attack_target"), 0);
  EXPECT_LT(victim->probability, 0.05);
}

TEST(Hunt, ScansThatReachAnInsideServerAreNotItsFault) {
  Sketch sketch;
  ordinary(sketch, "192.0.2.80");
  for (int i = 0; i < 60; ++i) sketch.silence(kMaster, "192.0.2.80", 5555, 120.0 * i);
  const HuntResult result =
      hunt(sketch.table(), {.all = true, .inside = {net::Prefix::parse("192.0.2.80/32").value()}});
  const auto served = std::ranges::find_if(
      result.findings, [](const auto& one) { return one.subject.port == 5555; });
  ASSERT_NE(served, result.findings.end());
  EXPECT_LT(weight_of(*served, "inbound"), 0);
  EXPECT_LT(served->probability, 0.1);
}

TEST(Hunt, APublicNetworkThatNearlyAllContactsShareIsInside) {
  Sketch sketch;
  ordinary(sketch, "203.0.113.80");
  ordinary(sketch, "203.0.113.99");
  for (int i = 0; i < 60; ++i) sketch.silence("192.0.2.99", "203.0.113.80", 5555, 120.0 * i);
  for (const auto& finding : hunt(sketch.table(), {.all = true}).findings) {
    const bool scanned = finding.subject.port == 5555;
    EXPECT_EQ(weight_of(finding, "inbound") < 0, scanned) << model::to_string(finding.subject);
  }
}

TEST(Hunt, GivesTheSameBytesOnAnyNumberOfThreadsAndInAnyOrder) {
  Sketch sketch;
  ordinary(sketch, kBot);
  for (int i = 0; i < 100; ++i) sketch.exchange(kBot, kMaster, 8081, 60.0 * i);
  const auto bytes = [](FlowTable table, unsigned threads) {
    std::string all;
    for (const auto& finding : hunt(std::move(table), {.threads = threads, .all = true}).findings) {
      all += model::to_json(finding) + '\n';
    }
    return all;
  };
  FlowTable backwards;
  for (std::size_t i = sketch.batch.size(); i-- > 0;) {
    model::FlowBatch one;
    one.append(sketch.batch.at(i));
    backwards.add(one);
  }
  const std::string expected = bytes(sketch.table(), 1);
  EXPECT_EQ(bytes(sketch.table(), 2), expected);
  EXPECT_EQ(bytes(sketch.table(), 7), expected);
  EXPECT_EQ(bytes(std::move(backwards), 3), expected);
}

// A network in which many servers show a little, some next to enough, and some share their clients.
Sketch motley() {
  Sketch sketch;
  for (int host = 1; host <= 60; ++host)
    ordinary(sketch, ("10.0.1." + std::to_string(host)).c_str());
  for (int server = 1; server <= 40; ++server) {
    const auto ip = "203.0.113." + std::to_string(server);
    const auto port = static_cast<std::uint16_t>(server % 3 == 0 ? 443 : 8000 + server);
    for (int i = 0; i < 2 * server; ++i) {
      const double uneven = i % (1 + server % 5) * 7.0;
      sketch.exchange("10.0.1." + std::to_string(1 + server % 4), ip, port, 90.0 * i + uneven);
    }
  }
  return sketch;
}

TEST(Hunt, WhatIsNotReportedNeedsNoScheduleToBeJudgedRightly) {
  const Sketch sketch = motley();
  const auto bytes = [&](double from, const HuntOptions& options) {
    std::vector<std::string> all;
    for (const auto& finding : hunt(sketch.table(), options).findings) {
      if (finding.probability >= from) all.push_back(model::to_json(finding));
    }
    return all;
  };
  for (const double threshold : {0.05, 0.5, 0.7}) {  // below, and above what leaves a trace
    const auto reported = bytes(0, {.threshold = threshold});
    EXPECT_GE(reported.size(), 2U);
    EXPECT_EQ(reported, bytes(threshold, {.all = true}));
  }
}

TEST(Hunt, WhoIsAlwaysWantedIsJudgedToTheEnd) {
  const Sketch sketch = motley();
  const HuntResult all = hunt(sketch.table(), {.all = true});
  ASSERT_GE(all.findings.size(), 60U);
  const model::Finding& last = all.findings.back();
  ASSERT_LT(last.probability, 0.1);
  const HuntResult result = hunt(sketch.table(), {.always = {last.subject}});
  const auto found = std::ranges::find(result.findings, last.subject, &model::Finding::subject);
  ASSERT_NE(found, result.findings.end());
  EXPECT_EQ(found->probability, last.probability);
  EXPECT_EQ(found->evidence.size(), last.evidence.size());
  EXPECT_LT(result.findings.size(), all.findings.size());
}

TEST(Hunt, AnEmptyTableHasNoFindings) {
  const HuntResult result = hunt(FlowTable(), {});
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.summary.servers, 0U);
}

TEST(Hunt, TheStatedSamplingIsUsedUnlessTheUserKnowsBetter) {
  Sketch sketch;
  sketch.exchange(kBot, kMaster, 443, 0);
  sketch.batch.sampling_interval[0] = 100;
  EXPECT_EQ(hunt(sketch.table(), {}).summary.sampling, 100U);
  EXPECT_EQ(hunt(sketch.table(), {.sampling = 1000}).summary.sampling, 1000U);
}

TEST(Explain, TellsTheStoryOfOneServer) {
  Sketch sketch;
  ordinary(sketch, kBot);
  for (int i = 0; i < 100; ++i) sketch.exchange(kBot, kMaster, 8081, 60.0 * i);
  const model::Endpoint master{Sketch::ip(kMaster), 8081, model::kTcp};
  const Story story = explain(sketch.table(), {}, master).value();
  EXPECT_EQ(story.finding.subject, master);
  ASSERT_EQ(story.visits.size(), 1U);
  EXPECT_EQ(story.visits[0].size(), 100U);
  EXPECT_EQ(story.intervals.size(), 99U);
  ASSERT_TRUE(story.schedule.has_value());
  EXPECT_NEAR(story.schedule->period, 60, 0.1);
  double log_odds = story.prior;
  for (const auto& one : story.finding.evidence) log_odds += one.weight;
  EXPECT_NEAR(story.finding.probability, 1 / (1 + std::exp(-log_odds)), 1e-9);
}

TEST(Explain, SaysWhenNobodyTalksToTheServer) {
  const auto result = explain(FlowTable(), {}, {Sketch::ip(kMaster), 1, model::kTcp});
  EXPECT_EQ(result.error().code, Errc::NotFound);
}

TEST(Lines, EveryEvidenceIsToldInBothLanguages) {
  Sketch sketch;
  ordinary(sketch, kBot);
  for (int i = 0; i < 100; ++i) sketch.exchange(kBot, kMaster, 8081, 60.0 * i);
  for (const auto& finding : hunt(sketch.table(), {.all = true}).findings) {
    for (const auto& one : finding.evidence) {
      EXPECT_EQ(tell(one, base::Language::English), one.text);
      EXPECT_NE(tell(one, base::Language::Japanese), one.text);
      EXPECT_FALSE(one.text.empty());
      EXPECT_FALSE(one.unit.empty());
    }
    EXPECT_FALSE(innocent_explanation(finding, base::Language::Japanese).empty());
  }
}

TEST(Lines, NamesAreUnique) {
  for (const Line& line : lines()) {
    EXPECT_EQ(std::ranges::count(lines(), line.name, &Line::name), 1) << line.name;
  }
}

}  // namespace
}  // namespace noroshi::c2
