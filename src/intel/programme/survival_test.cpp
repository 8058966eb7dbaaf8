#include "intel/programme/survival.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::programme {
namespace {

// Remission in weeks under 6-mercaptopurine: Freireich et al. 1963, Blood 21:699–716, as it stands
// in textbooks (Le, "Introductory Biostatistics", example 11.1; Cox and Oakes, table 1.1).
std::vector<Observation> six_mp() {
  std::vector<Observation> group;
  for (const double time : {6, 6, 6, 7, 10, 13, 16, 22, 23}) group.push_back({time, true});
  for (const double time : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) {
    group.push_back({time, false});
  }
  return group;
}

// The other arm: nobody censored.
std::vector<Observation> placebo() {
  std::vector<Observation> group;
  for (const double time :
       {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}) {
    group.push_back({time, true});
  }
  return group;
}

const SurvivalStep& step_at(const SurvivalCurve& curve, double time) {
  for (const SurvivalStep& step : curve.steps) {
    if (step.time == time) return step;
  }
  ADD_FAILURE() << "no step at " << time;
  return curve.steps.front();
}

TEST(KaplanMeier, GivesTheTableOfTheLeukaemiaTrial) {
  const auto curve = kaplan_meier(six_mp());
  // The products written out: at risk 21, 17, 15, 12, 11, 7, 6.
  const struct {
    double time;
    std::size_t at_risk;
    double survival;
  } expected[] = {{6, 21, 18. / 21},
                  {7, 17, 18. / 21 * 16 / 17},
                  {10, 15, 18. / 21 * 16 / 17 * 14 / 15},
                  {13, 12, 18. / 21 * 16 / 17 * 14 / 15 * 11 / 12},
                  {16, 11, 18. / 21 * 16 / 17 * 14 / 15 * 11 / 12 * 10 / 11},
                  {22, 7, 18. / 21 * 16 / 17 * 14 / 15 * 11 / 12 * 10 / 11 * 6 / 7},
                  {23, 6, 18. / 21 * 16 / 17 * 14 / 15 * 11 / 12 * 10 / 11 * 6 / 7 * 5 / 6}};
  for (const auto& row : expected) {
    const SurvivalStep& step = step_at(curve, row.time);
    EXPECT_EQ(step.at_risk, row.at_risk) << row.time;
    EXPECT_NEAR(step.survival, row.survival, 1e-12) << row.time;
  }
  // As textbooks print it.
  EXPECT_NEAR(curve.at(10), 0.753, 0.0005);
  EXPECT_NEAR(curve.at(23), 0.448, 0.0005);
  EXPECT_EQ(curve.at(5.9), 1);
  EXPECT_EQ(curve.at(40), curve.at(23));
}

TEST(KaplanMeier, CountsACensoringAtTheTimeOfAnEventAfterIt) {
  const SurvivalStep& step = step_at(kaplan_meier(six_mp()), 6);
  EXPECT_EQ(step.events, 3U);
  EXPECT_EQ(step.censored, 1U);
}

// Cox and Oakes' control group: S(10) = 8/21 with a standard error of 0.106 (the binomial one,
// which Greenwood's formula gives where nobody is censored).
TEST(KaplanMeier, GreenwoodsErrorIsTheBinomialOneWithoutCensoring) {
  const auto curve = kaplan_meier(placebo());
  EXPECT_NEAR(curve.at(10), 8. / 21, 1e-12);
  EXPECT_NEAR(step_at(curve, 8).error, 0.106, 0.0005);
  for (const SurvivalStep& step : curve.steps) {
    EXPECT_NEAR(step.error, std::sqrt(step.survival * (1 - step.survival) / 21), 1e-12);
  }
}

// Greenwood's sum by hand at 10 weeks: 3/(21·18) + 1/(17·16) + 1/(15·14).
TEST(KaplanMeier, GreenwoodsErrorIsTheSumByHandWithCensoring) {
  const auto& step = step_at(kaplan_meier(six_mp()), 10);
  const double sum = 3. / (21 * 18) + 1. / (17 * 16) + 1. / (15 * 14);
  EXPECT_NEAR(step.error, step.survival * std::sqrt(sum), 1e-12);
  EXPECT_NEAR(step.error, 0.0963, 0.00005);
}

TEST(KaplanMeier, IntervalStaysWithinZeroAndOne) {
  for (const auto& group : {six_mp(), placebo()}) {
    for (const SurvivalStep& step : kaplan_meier(group).steps) {
      EXPECT_GE(step.low, 0);
      EXPECT_LE(step.low, step.survival);
      EXPECT_GE(step.high, step.survival);
      EXPECT_LE(step.high, 1);
    }
  }
  // The first interval by hand: se(log −log S) = √(3/(21·18)) / |log(18/21)|.
  const auto& step = step_at(kaplan_meier(six_mp()), 6);
  const double s = 18. / 21;
  const double spread = 1.96 * std::sqrt(3. / (21 * 18)) / -std::log(s);
  EXPECT_NEAR(step.low, std::pow(s, std::exp(spread)), 1e-4);
  EXPECT_NEAR(step.high, std::pow(s, std::exp(-spread)), 1e-4);
}

// Bewick, Cheek and Ball 2004, Critical Care 8:389, table 2 (treatment 2): 1, 1, 4, 5, 6+, 9, 9+,
// 22 days; 0.750, 0.625, 0.500, 0.333, 0.
TEST(KaplanMeier, GivesThePublishedTableOfCriticalCare) {
  const auto curve = kaplan_meier(
      {{1, true}, {1, true}, {4, true}, {5, true}, {6, false}, {9, true}, {9, false}, {22, true}});
  EXPECT_NEAR(curve.at(1), 0.750, 1e-12);
  EXPECT_NEAR(curve.at(4), 0.625, 1e-12);
  EXPECT_NEAR(curve.at(5), 0.500, 1e-12);
  EXPECT_NEAR(curve.at(9), 0.333, 0.0005);
  EXPECT_EQ(curve.at(22), 0);
  EXPECT_EQ(curve.quantile(0.5), 5);
}

TEST(KaplanMeier, MedianIsNothingWhereTheCurveStaysAbove) {
  EXPECT_EQ(kaplan_meier(six_mp()).quantile(0.5), 23);
  EXPECT_EQ(kaplan_meier(placebo()).quantile(0.5), 8);
  EXPECT_EQ(kaplan_meier({{1, true}, {2, false}, {3, false}}).quantile(0.5), std::nullopt);
  const auto interval = kaplan_meier(six_mp()).quantile_interval(0.5);
  EXPECT_LE(interval.low.value(), 23);
  EXPECT_EQ(interval.high, std::nullopt);
}

TEST(KaplanMeier, MovesWithItsTimesAcrossZero) {
  auto shifted = six_mp();
  for (Observation& one : shifted) one.time -= 20;
  const auto curve = kaplan_meier(shifted);
  const auto plain = kaplan_meier(six_mp());
  for (double time = 0; time < 40; ++time) EXPECT_EQ(curve.at(time - 20), plain.at(time));
}

TEST(KaplanMeier, OfNothingIsNothingAndOfCensoredOnlyStaysAtOne) {
  EXPECT_TRUE(kaplan_meier({}).steps.empty());
  EXPECT_EQ(kaplan_meier({}).at(3), 1);
  const auto curve = kaplan_meier({{1, false}, {2, false}});
  EXPECT_EQ(curve.at(5), 1);
  EXPECT_EQ(curve.steps.back().low, 1);
}

}  // namespace
}  // namespace noroshi::programme
