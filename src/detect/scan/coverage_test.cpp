#include "detect/scan/coverage.hpp"

#include <gtest/gtest.h>

#include "detect/scan/days_testing.hpp"

namespace noroshi::scan {
namespace {

Coverage of(const TestDay& day) { return {day.begin, day.begin + base::kDay, day.hours}; }

TEST(Coverage, HoursThatAreNotThereWereNotHeard) {
  TestDay day(0);
  day.alive(6, 12);
  EXPECT_DOUBLE_EQ(of(day).share(5), 0);
  EXPECT_DOUBLE_EQ(of(day).share(6), 1);
  EXPECT_DOUBLE_EQ(of(day).share(), 0.25);
  EXPECT_FALSE(of(day).alive());
}

TEST(Coverage, HoursWithoutPacketsWereNotHeardEither) {
  TestDay day(0);
  day.hours[3].packets = 0;
  EXPECT_DOUBLE_EQ(of(day).share(3), 0);
  EXPECT_TRUE(of(day).alive());
}

TEST(Coverage, LossAndPartsOfHoursCount) {
  TestDay day(0);
  day.hours[3].lost = 1000;
  day.hours[4].begin += base::kHour / 4;
  EXPECT_DOUBLE_EQ(of(day).share(3), 0.5);
  EXPECT_DOUBLE_EQ(of(day).share(4), 0.75);
}

TEST(Coverage, WhereNobodySaidAnythingAllCountsAsHeard) {
  TestDay day(0);
  day.hours.clear();
  EXPECT_DOUBLE_EQ(of(day).share(), 1);
}

}  // namespace
}  // namespace noroshi::scan
