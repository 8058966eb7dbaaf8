// A small generated month through the analysis of a day: the promises of
// docs/evaluation-telescope.md in miniature, on a seed that nobody looked at.
#include "telescope_month.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "change_finder.hpp"

namespace noroshi::bench {
namespace {

MonthScore small_month(std::uint64_t seed) {
  darknet::Scenario scenario;
  scenario.seed = seed;
  scenario.days = 14;
  scenario.scale = 0.25;
  return run_month(scenario, {2});
}

// One test, because a month takes seconds and each test is a process of its own.
TEST(TelescopeMonth, CountsHostsNamesSurgesAndAccusesHardlyAnyoneWrongly) {
  const MonthScore month = small_month(911);
  double hosts = 0;
  double estimate = 0;
  double addresses = 0;
  for (const NetworkDay& day : month.networks) {
    hosts += day.hosts;
    estimate += day.estimate;
    addresses += day.addresses;
  }
  ASSERT_GT(hosts, 200);
  EXPECT_NEAR(estimate / hosts, 1, 0.15);
  EXPECT_LT(std::abs(estimate - hosts), std::abs(addresses - hosts));

  const Warnings& warnings = month.ours;
  EXPECT_LE(warnings.alarms, 3 * warnings.days);
  ASSERT_GT(warnings.surges + warnings.updates, 2U);
  EXPECT_GE(4 * (warnings.found + warnings.updates_found),
            3 * (warnings.surges + warnings.updates));

  EXPECT_GE(month.infected.precision(), 0.9);
  EXPECT_GE(month.families.at("mirai-telnet").recall(), 0.95);
}

TEST(ChangeFinder, ScoresAJumpAboveWhatCameBefore) {
  ChangeFinder finder;
  double before = 0;
  for (int i = 0; i < 300; ++i) before = finder.add(i % 3);
  double after = before;
  for (int i = 0; i < 12; ++i) after = std::max(after, finder.add(40));
  EXPECT_GT(after, before + 1);
}

}  // namespace
}  // namespace noroshi::bench
