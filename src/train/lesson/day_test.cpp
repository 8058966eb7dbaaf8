#include "train/lesson/day.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::lesson {
namespace {

traffic::Scenario small_town() {
  traffic::Scenario scenario;
  scenario.subscribers = 300;
  scenario.sites = 500;
  scenario.duration = 6 * base::kHour;
  scenario.spread_midpoint = -48 * base::kHour;
  scenario.botnets = {{.family = traffic::Family::Mirai, .bots = 12},
                      {.family = traffic::Family::Fronted, .bots = 5}};
  return scenario;
}

std::size_t c2_in(const View& view) {
  return static_cast<std::size_t>(std::ranges::count_if(view.servers, &KnownServer::c2));
}

TEST(Day, EverySamplingIsAViewOfTheSameDay) {
  const Day day = live(small_town(), {.samplings = {1, 100}}).value();
  ASSERT_EQ(day.views.size(), 2U);
  traffic::Scenario sampled = small_town();
  sampled.sampling = 100;
  const Day direct = live(sampled, {.samplings = {1}}).value();
  EXPECT_EQ(day.views[1].summary.records, direct.truth.records);
  EXPECT_GT(day.views[0].summary.records, 10 * day.views[1].summary.records);
}

TEST(Day, KnowsTheC2ServersAndLeavesOutWhatIsNeither) {
  traffic::Scenario scenario = small_town();
  scenario.duration = base::kDay;  // bots behind the CDN sleep at night
  const Day day = live(scenario, {.samplings = {1}}).value();
  const View& view = day.views.front();
  EXPECT_EQ(c2_in(view) + view.unseen.size(), 1U);
  for (const KnownServer& server : view.servers) {
    EXPECT_TRUE(!server.c2() || server.family == "mirai") << server.family;
    for (const traffic::TruthEndpoint& other : day.truth.others) {
      if (other.kind == traffic::kAbandonedService) continue;
      EXPECT_NE(server.weighed.endpoint, other.endpoint);
    }
  }
  const Day counted = live(scenario, {.samplings = {1}, .fronted_counts = true}).value();
  EXPECT_GT(c2_in(counted.views.front()), c2_in(view));
}

TEST(Day, AnAbandonedServiceIsTaughtAsInnocent) {
  traffic::Scenario scenario = small_town();
  scenario.subscribers = 1'000;
  scenario.background = 3;  // four or five devices of theirs
  const Day day = live(scenario, {.samplings = {1}}).value();
  const auto abandoned = std::ranges::find(day.truth.others, traffic::kAbandonedService,
                                           &traffic::TruthEndpoint::kind);
  ASSERT_NE(abandoned, day.truth.others.end());
  const std::vector<KnownServer>& servers = day.views.front().servers;
  const auto server = std::ranges::find_if(
      servers, [&](const KnownServer& one) { return one.weighed.endpoint == abandoned->endpoint; });
  ASSERT_NE(server, servers.end());
  EXPECT_FALSE(server->c2());
  EXPECT_GT(server->weighed.strengths[static_cast<std::size_t>(c2::Input::Retries)], 0.5F);
}

TEST(Day, AServerThatSamplingMissesIsUnseenNotForgotten) {
  const Day day = live(small_town(), {.samplings = {1'000'000}}).value();
  EXPECT_EQ(c2_in(day.views.front()), 0U);
  ASSERT_EQ(day.views.front().unseen.size(), 1U);
  EXPECT_EQ(day.views.front().unseen.front().family, "mirai");
}

TEST(Day, AWindowHoldsWhatBeganInIt) {
  const Day day = live(small_town(), {.samplings = {1}, .windows = {base::kHour, 0}}).value();
  ASSERT_EQ(day.views.size(), 2U);
  EXPECT_EQ(day.views[0].window, base::kHour);
  EXPECT_LT(day.views[0].summary.records, day.views[1].summary.records);
  EXPECT_LE(day.views[0].summary.first_seen + base::kHour, day.truth.scenario.end());
  EXPECT_EQ(day.views[1].summary.records, day.truth.records);
}

TEST(Day, WhoIsKnownToBeInfectedMakesTheirServerStandOut) {
  const auto strength_of = [](double share) {
    const Day day = live(small_town(), {.samplings = {1}, .known_infected = share}).value();
    float most = 0;
    for (const KnownServer& server : day.views.front().servers) {
      if (!server.c2()) continue;
      most = std::max(most,
                      server.weighed.strengths[static_cast<std::size_t>(c2::Input::KnownInfected)]);
    }
    return most;
  };
  EXPECT_EQ(strength_of(0), 0);
  EXPECT_GT(strength_of(0.6), 0);
}

TEST(Day, CrowdingSaysHowManyMoreThanExpectedThereAre) {
  traffic::Scenario crowded = small_town();
  crowded.botnets.assign(4, {.family = traffic::Family::HttpBeacon, .bots = 6, .servers = 2});
  const Day day = live(crowded, {.samplings = {1}}).value();
  const double shift = crowding(day, day.views.front());
  EXPECT_GT(shift, 1.0);  // eight, where about one and a half are expected
  EXPECT_LT(shift, 2.2);
}

}  // namespace
}  // namespace noroshi::lesson
