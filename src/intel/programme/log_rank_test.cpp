#include "intel/programme/log_rank.hpp"

#include <gtest/gtest.h>
#include <utility>

namespace noroshi::programme {
namespace {

// Freireich et al. 1963, as in survival_test.cpp: 0 is placebo, 1 is 6-mercaptopurine.
std::vector<Member> leukaemia_trial() {
  std::vector<Member> all;
  for (const double t : {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}) {
    all.push_back({.time = t, .event = true, .group = 0, .stratum = 0});
  }
  for (const double t : {6, 6, 6, 7, 10, 13, 16, 22, 23}) {
    all.push_back({.time = t, .event = true, .group = 1, .stratum = 0});
  }
  for (const double t : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) {
    all.push_back({.time = t, .event = false, .group = 1, .stratum = 0});
  }
  return all;
}

// R's survival::survdiff(Surv(time, event) ~ group) on these data prints:
//   group=0 21 observed, 10.7 expected; group=1 9 observed, 19.3 expected
//   Chisq= 16.8 on 1 degrees of freedom, p= 4.17e-05
TEST(LogRank, GivesWhatRPrintsForTheLeukaemiaTrial) {
  const auto test = log_rank(leukaemia_trial(), 2);
  ASSERT_TRUE(test);
  EXPECT_EQ(test->degrees, 1U);
  EXPECT_NEAR(test->chi_squared, 16.8, 0.05);
  EXPECT_NEAR(test->p, 4.17e-05, 0.005e-05);
  EXPECT_EQ(test->observed, (std::vector<double>{21, 9}));
  EXPECT_NEAR(test->expected[0], 10.7, 0.05);
  EXPECT_NEAR(test->expected[1], 19.3, 0.05);
}

// Two against two, by hand: at time 1 one of four dies (group 0), at 2 one of three (group 1), at 3
// one of two (group 0); one is left.
//   E₀ = 2/4 + 1/3 + 1/2, V = 1/4 + 2/9 + 1/4
TEST(LogRank, GivesWhatComesOutByHand) {
  const auto test = log_rank({{.time = 1, .event = true, .group = 0, .stratum = 0},
                              {.time = 2, .event = true, .group = 1, .stratum = 0},
                              {.time = 3, .event = true, .group = 0, .stratum = 0},
                              {.time = 4, .event = false, .group = 1, .stratum = 0}},
                             2);
  ASSERT_TRUE(test);
  const double expected = 2. / 4 + 1. / 3 + 1. / 2;
  const double variance = 1. / 4 + 2. / 9 + 1. / 4;
  EXPECT_NEAR(test->expected[0], expected, 1e-12);
  EXPECT_NEAR(test->chi_squared, (2 - expected) * (2 - expected) / variance, 1e-12);
}

// Within each stratum the groups do exactly alike, but one group has most of its members where
// things go fast: only without strata do they seem to differ.
TEST(LogRank, StrataTakeAwayADifferenceThatIsTheirs) {
  std::vector<Member> members;
  const auto add = [&](std::size_t count, double time, std::size_t group, std::size_t stratum) {
    for (std::size_t i = 0; i < count; ++i) {
      members.push_back({.time = time, .event = true, .group = group, .stratum = stratum});
    }
  };
  for (const double time : {1., 2.}) {
    add(20, time, 0, 0);
    add(4, time, 1, 0);
    add(4, 10 * time, 0, 1);
    add(20, 10 * time, 1, 1);
  }
  const auto within = log_rank(members, 2);
  for (auto& member : members) member.stratum = 0;
  const auto pooled = log_rank(members, 2);
  ASSERT_TRUE(within && pooled);
  EXPECT_NEAR(within->chi_squared, 0, 1e-9);
  EXPECT_NEAR(within->p, 1, 1e-6);
  EXPECT_LT(pooled->p, 0.001);
}

TEST(LogRank, ThreeGroupsHaveTwoDegreesOfFreedomInAnyOrder) {
  auto members = leukaemia_trial();
  for (std::size_t i = 0; i < 10; ++i) members[i].group = 2;
  const auto test = log_rank(members, 3);
  for (auto& member : members) member.group = 2 - member.group;
  const auto turned = log_rank(members, 3);
  ASSERT_TRUE(test && turned);
  EXPECT_EQ(test->degrees, 2U);
  EXPECT_NEAR(test->chi_squared, turned->chi_squared, 1e-9);
}

TEST(LogRank, HasNothingToSayOfOneGroupOrOfNoEvents) {
  auto members = leukaemia_trial();
  for (auto& member : members) member.group = 0;
  EXPECT_FALSE(log_rank(members, 1));
  EXPECT_FALSE(log_rank(members, 2));  // the second is empty
  for (auto& member : members) member.event = false;
  EXPECT_FALSE(log_rank(members, 2));
  EXPECT_FALSE(log_rank({}, 0));
}

// Critical values as tables of the distribution print them.
TEST(ChiSquared, GivesThePrintedCriticalValues) {
  for (const auto& [x, degrees, p] : {std::tuple{3.841, 1U, 0.05},
                                      {6.635, 1U, 0.01},
                                      {5.991, 2U, 0.05},
                                      {18.307, 10U, 0.05},
                                      {2.558, 10U, 0.99}}) {
    EXPECT_NEAR(chi_squared_tail(x, degrees), p, 2e-5) << x;
  }
  EXPECT_EQ(chi_squared_tail(0, 3), 1);
}

}  // namespace
}  // namespace noroshi::programme
