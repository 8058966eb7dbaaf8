#include "train/lesson/practice.hpp"

#include <gtest/gtest.h>
#include <set>

#include "train/traffic/truth.hpp"

namespace noroshi::lesson {
namespace {

traffic::Scenario day(std::uint64_t seed) {
  return practice_day({.seed = seed, .fewest_subscribers = 1'000, .most_subscribers = 9'000});
}

std::string told(const traffic::Scenario& scenario) {
  traffic::Truth truth;
  truth.scenario = scenario;
  return traffic::truth_json(truth);
}

TEST(Practice, FollowsFromTheSeed) {
  EXPECT_EQ(told(day(1)), told(day(1)));
  EXPECT_NE(told(day(1)), told(day(2)));
}

TEST(Practice, CanBeGeneratedAndHasEveryFamilyInManySizes) {
  std::set<std::uint32_t> sizes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const traffic::Scenario scenario = day(seed);
    EXPECT_TRUE(traffic::check(scenario).has_value());
    EXPECT_GE(scenario.subscribers, 1'000U);
    EXPECT_LE(scenario.subscribers, 9'000U);
    std::set<traffic::Family> families;
    for (const traffic::BotnetSpec& botnet : scenario.botnets) {
      families.insert(botnet.family);
      if (botnet.family == traffic::Family::Rat) continue;
      EXPECT_GE(botnet.bots, 5U);
      EXPECT_LE(botnet.bots, 500U);
      sizes.insert(botnet.bots);
    }
    EXPECT_EQ(families.size(), traffic::families().size());
  }
  EXPECT_GT(sizes.size(), 50U);
}

TEST(Practice, ABusyCaptureIsGraftedOnFewer) {
  Capture busy{.truth = {}, .labelled = true, .path = "", .flows = {}};
  busy.graft.emplace();
  busy.graft->flows.resize(10'000);
  busy.graft->length = base::kHour;  // 240,000 records a day and client
  const Capture* grafts[] = {&busy};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto scenario = practice_day({.seed = seed, .grafts = grafts});
    ASSERT_EQ(scenario.grafts.size(), 1U);
    EXPECT_EQ(scenario.grafts.front().clients, 2U);
  }
}

TEST(Practice, OnHalfOfTheDaysNobodyIsKnownToBeInfected) {
  int none = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const double share = practice_known_infected(seed);
    EXPECT_LE(share, 0.5);
    none += share == 0 ? 1 : 0;
  }
  EXPECT_GT(none, 70);
  EXPECT_LT(none, 130);
}

}  // namespace
}  // namespace noroshi::lesson
