#include "detect/life/hypergeometric.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::life {
namespace {

TEST(SharedByChance, IsExactWhereItCanBeCounted) {
  // 2 of 10 are marked, 3 are drawn: P(both) = C(8,1) ÷ C(10,3) = 8/120.
  EXPECT_NEAR(std::exp(log_shared_by_chance(10, 2, 3, 2)), 8.0 / 120, 1e-12);
  // P(at least one) = 1 − C(8,3) ÷ C(10,3) = 64/120.
  EXPECT_NEAR(std::exp(log_shared_by_chance(10, 2, 3, 1)), 64.0 / 120, 1e-12);
}

TEST(SharedByChance, KnowsTheCertainAndTheImpossible) {
  EXPECT_DOUBLE_EQ(log_shared_by_chance(10, 5, 5, 0), 0);
  EXPECT_DOUBLE_EQ(log_shared_by_chance(10, 8, 5, 3), 0);  // three must be shared
  EXPECT_TRUE(std::isinf(log_shared_by_chance(10, 2, 3, 3)));
}

TEST(SharedByChance, StaysFiniteFarOutInTheTail) {
  const double log_p = log_shared_by_chance(4'000'000, 500, 500, 400);
  EXPECT_LT(log_p, -2000);
  EXPECT_TRUE(std::isfinite(log_p));
}

TEST(SharedByChance, OfAServerThatEverybodyKnowsIsNoSurprise) {
  EXPECT_GT(log_shared_by_chance(100'000, 60'000, 20, 14), std::log(0.2));
}

TEST(HeadsByChance, IsTheSignTest) {
  EXPECT_NEAR(std::exp(log_heads_by_chance(3, 3)), 0.125, 1e-12);
  EXPECT_NEAR(std::exp(log_heads_by_chance(4, 3)), 5.0 / 16, 1e-12);
  EXPECT_DOUBLE_EQ(log_heads_by_chance(4, 0), 0);
}

}  // namespace
}  // namespace noroshi::life
