#include "intel/programme/spread.hpp"

#include <gtest/gtest.h>

namespace noroshi::programme {
namespace {

TEST(Spread, GivesMeanQuartilesAndRange) {
  const auto spread = spread_of({4, -1, 10, 2, 3}).value();
  EXPECT_EQ(spread.count, 5U);
  EXPECT_DOUBLE_EQ(spread.mean, 3.6);
  EXPECT_EQ(spread.least, -1);
  EXPECT_EQ(spread.lower_quartile, 2);
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.upper_quartile, 4);
  EXPECT_EQ(spread.most, 10);
}

// Type 7 of Hyndman and Fan: of 1, 2, 3, 4 the quartiles are 1.75, 2.5 and 3.25.
TEST(Spread, InterpolatesBetweenOrderStatistics) {
  const auto spread = spread_of({1, 2, 3, 4}).value();
  EXPECT_DOUBLE_EQ(spread.lower_quartile, 1.75);
  EXPECT_DOUBLE_EQ(spread.median, 2.5);
  EXPECT_DOUBLE_EQ(spread.upper_quartile, 3.25);
}

TEST(Spread, OfOneIsThatOneAndOfNothingIsNothing) {
  EXPECT_EQ(spread_of({7})->upper_quartile, 7);
  EXPECT_FALSE(spread_of({}).has_value());
}

}  // namespace
}  // namespace noroshi::programme
