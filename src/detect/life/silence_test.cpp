#include "detect/life/silence.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace noroshi::life {
namespace {

std::vector<double> one(double expected) { return {expected}; }

TEST(Silence, NeedsMoreThanAPoissonCountWould) {
  Silence silence;
  for (std::size_t hour = 0; hour < 48; ++hour) silence.learn(hour % 24, 4, 1);
  EXPECT_NEAR(silence.rate(), 4, 1e-9);
  EXPECT_GT(silence.log_p(one(3)), std::log(0.05));  // where e^−3 = 0.0498 would suffice
  EXPECT_LT(silence.log_p(one(4.6)), std::log(0.05));
}

TEST(Silence, TrustsNoRateThatRestsOnAFewRecords) {
  Silence silence;
  silence.learn(0, 1, 1);
  EXPECT_GT(silence.log_p(one(15)), std::log(0.05));
  EXPECT_LT(silence.log_p(one(25)), std::log(0.05));
}

TEST(Silence, NeedsMoreOfAServerWhoseClientsComeAndGo) {
  Silence steady;
  Silence bursty;
  for (std::size_t hour = 0; hour < 96; ++hour) {
    steady.learn(hour % 24, 10, 1);
    bursty.learn(hour % 24, hour % 10 == 0 ? 100 : 0, 1);
  }
  EXPECT_LT(steady.log_p(one(20)), bursty.log_p(one(20)) - 1);
}

TEST(Silence, OfSeveralDaysSaysMoreThanThatOfOne) {
  Silence bursty;
  for (std::size_t hour = 0; hour < 96; ++hour)
    bursty.learn(hour % 24, hour % 10 == 0 ? 100 : 0, 1);
  const std::vector<double> days{240, 240, 240};
  EXPECT_LT(bursty.log_p(days), 2 * bursty.log_p(one(240)));
  Silence little;  // but not where next to nothing is known
  little.learn(0, 1, 1);
  EXPECT_GT(little.log_p(std::vector<double>{6, 6, 6}), std::log(0.05));
}

TEST(Silence, ExpectsNothingOfAnHourThatIsQuietOnOtherDays) {
  Silence silence;
  for (std::size_t hour = 0; hour < 72; ++hour) {
    const bool night = hour % 24 < 8;
    silence.learn(hour % 24, night ? 0 : 60, 1);
  }
  EXPECT_LT(silence.expected(3, 1), 2);
  EXPECT_GT(silence.expected(15, 1), 20);
}

TEST(Silence, ExpectsLessOfAnHourThatWasHalfHeardAndNotMoreOfAFinerSampling) {
  Silence silence;
  for (std::size_t hour = 0; hour < 48; ++hour) silence.learn(hour % 24, 10, 1e-3);
  EXPECT_NEAR(silence.expected(0, 0.5e-3), 5, 0.1);
  EXPECT_NEAR(silence.expected(0, 1), 10, 0.1);
}

TEST(Silence, OfWhichNothingIsKnownMeansNothing) {
  const Silence silence;
  EXPECT_DOUBLE_EQ(silence.expected(0, 1), 0);
  EXPECT_DOUBLE_EQ(silence.log_p(one(1000)), 0);
}

}  // namespace
}  // namespace noroshi::life
