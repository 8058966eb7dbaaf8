#include "intel/programme/unseen.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::programme {
namespace {

// Worked examples that the test-suite of the R package FSA quotes with their places: Krebs 1989,
// box 2.1; Ricker 1975; Pine et al. 2013, box 11.2; Seber 2002, tables 3.7 and 3.8.
TEST(Chapman, GivesThePublishedExamples) {
  EXPECT_NEAR(chapman(948, 421, 167).whole(), 2383, 0.5);
  EXPECT_NEAR(chapman(109, 177, 57).whole(), 337, 0.5);
  EXPECT_NEAR(chapman(421, 332, 88).whole(), 1578, 0.5);
  EXPECT_NEAR(chapman(500, 149, 7).whole(), 9393, 0.5);
  EXPECT_NEAR(chapman(500, 149, 7).error, 3022, 0.5);
  EXPECT_NEAR(chapman(1000, 243, 21).whole(), 11101, 0.5);
  EXPECT_NEAR(chapman(1000, 243, 21).error, 2184, 0.5);
}

// Pine et al. give the normal interval, 1330 to 1826, thus an error of 126.5.
TEST(Chapman, ErrorIsThatOfSeber) {
  EXPECT_NEAR(chapman(421, 332, 88).error, (1826 - 1330) / (2 * 1.96), 0.5);
}

TEST(Chapman, SaysNothingIsUnseenWhereOneListHoldsTheOther) {
  const auto population = chapman(10, 4, 4);
  EXPECT_EQ(population.whole(), 10);
  EXPECT_EQ(population.low, 10);
  EXPECT_EQ(population.high, 10);
}

TEST(Chapman, HasAnAnswerForListsThatShareNothing) {
  const auto population = chapman(5, 7, 0);
  EXPECT_EQ(population.whole(), 6 * 8 - 1);
  EXPECT_GT(population.high, population.whole());
  EXPECT_GE(population.low, population.seen);
}

// Counts 1, 1, 4, 2, 5, 2, 4, 1, 2 give 10.5 with 9.17 to 21.89: EstimateS (Colwell), to which
// scikit-bio holds its chao1 with the interval of Chao 1987.
TEST(Chao, GivesThePublishedFigureAndItsInterval) {
  const auto population = chao(9, 3, 3).value();
  EXPECT_DOUBLE_EQ(population.whole(), 10.5);
  EXPECT_NEAR(population.error, 2.29, 0.005);
  EXPECT_NEAR(population.low, 9.17, 0.01);
  EXPECT_NEAR(population.high, 21.89, 0.01);
}

// f2 (½ r² + r³ + ¼ r⁴) with r = f1/f2 = 2: 5 (2 + 8 + 4) = 70.
TEST(Chao, VarianceIsTheOneByHand) {
  const auto population = chao(20, 10, 5).value();
  EXPECT_EQ(population.unseen, 10);
  EXPECT_NEAR(population.error, std::sqrt(70), 1e-12);
}

TEST(Chao, HasNothingToGoByWhereNobodyWasSeenTwice) { EXPECT_FALSE(chao(5, 5, 0).has_value()); }

TEST(LowerBound, IsChapmansEstimateForTwoLists) {
  const std::array<std::uint64_t, 2> alone{948 - 167, 421 - 167};
  EXPECT_NEAR(lower_bound(948 + 421 - 167, alone, 167).whole(), 2383, 0.5);
}

TEST(LowerBound, IsChaosForListsOfEqualLengthButForTheirNumberAndTheBias) {
  const std::array<std::uint64_t, 4> alone{500, 500, 500, 500};
  const auto ours = lower_bound(10'000, alone, 1000);
  const auto his = chao(10'000, 2000, 1000).value();
  EXPECT_NEAR(ours.unseen, his.unseen * 3 / 4 * 1000 / 1001, 1e-9);
}

// What a population gives in expectation when operator i sees each server with probability p_i.
struct Expected {
  std::array<double, 3> alone{};
  double twice = 0;
  double seen = 0;
  double unseen = 0;

  void add(double servers, const std::array<double, 3>& p) {
    const double none = (1 - p[0]) * (1 - p[1]) * (1 - p[2]);
    for (std::size_t i = 0; i < 3; ++i) {
      alone[i] += servers * none * p[i] / (1 - p[i]);
      const std::size_t j = (i + 1) % 3;
      twice += servers * none * p[i] / (1 - p[i]) * p[j] / (1 - p[j]);
    }
    seen += servers * (1 - none);
    unseen += servers * none;
  }

  [[nodiscard]] double bound() const {
    std::array<std::uint64_t, 3> counts{};
    for (std::size_t i = 0; i < 3; ++i) counts[i] = static_cast<std::uint64_t>(alone[i]);
    return lower_bound(static_cast<std::uint64_t>(seen), counts, static_cast<std::uint64_t>(twice))
        .unseen;
  }
};

TEST(LowerBound, IsRightForOperatorsOfUnequalSizeWhereChaosIsTooHigh) {
  Expected expected;
  expected.add(1e8, {0.6, 0.2, 0.05});
  EXPECT_NEAR(expected.bound() / expected.unseen, 1, 1e-4);
  const double once = expected.alone[0] + expected.alone[1] + expected.alone[2];
  EXPECT_GT(
      chao(1, static_cast<std::uint64_t>(once), static_cast<std::uint64_t>(expected.twice))->unseen,
      1.5 * expected.unseen);
}

TEST(LowerBound, StaysBelowTheTruthWhereServersDiffer) {
  Expected expected;
  expected.add(5e7, {0.6, 0.4, 0.2});
  expected.add(5e7, {0.06, 0.04, 0.02});
  EXPECT_LT(expected.bound(), expected.unseen);
  EXPECT_GT(expected.bound(), 0.1 * expected.unseen);
}

}  // namespace
}  // namespace noroshi::programme
