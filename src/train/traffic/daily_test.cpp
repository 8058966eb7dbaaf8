#include "train/traffic/daily.hpp"

#include <gtest/gtest.h>

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using base::Micros;

constexpr Micros kTokyo = 9 * kHour;
// 2026-01-14T00:00:00+09:00, a Wednesday.
constexpr Micros kWednesday = 1'768'316'400'000'000;

TEST(Daily, LoadPeaksInTheEveningAndAveragesOne) {
  double sum = 0;
  for (Micros at = 0; at < kDay; at += kMinute) sum += diurnal(at);
  EXPECT_NEAR(sum / 1440, 1.0, 1e-3);
  EXPECT_GT(diurnal(21 * kHour), 5 * diurnal(4 * kHour));
  EXPECT_DOUBLE_EQ(diurnal(-3 * kHour), diurnal(21 * kHour));
}

TEST(Daily, OfficeIsOnOnWeekdaysOnly) {
  const Hours hours(1, Presence::Office, 7, kTokyo);
  EXPECT_TRUE(hours.on(kWednesday + 12 * kHour));
  EXPECT_FALSE(hours.on(kWednesday + 3 * kHour));
  for (int day : {3, 4}) EXPECT_FALSE(hours.on(kWednesday + day * kDay + 12 * kHour)) << day;
  EXPECT_TRUE(hours.on(kWednesday + 5 * kDay + 12 * kHour));
}

TEST(Daily, SpansHoldTheInstantOrFollowIt) {
  for (std::uint64_t device = 0; device < 200; ++device) {
    const Hours hours(1, Presence::Evening, device, kTokyo);
    for (Micros at = kWednesday; at < kWednesday + 2 * kDay; at += 97 * kMinute) {
      const auto span = hours.span_from(at);
      ASSERT_LT(span.begin, span.end);
      ASSERT_GT(span.end, at);
      ASSERT_EQ(hours.on(at), span.begin <= at);
    }
  }
}

TEST(Daily, MostDevicesSleepAtNightAndFewInTheEvening) {
  int night = 0;
  int evening = 0;
  for (std::uint64_t device = 0; device < 1'000; ++device) {
    const Hours hours(1, Presence::Evening, device, kTokyo);
    night += hours.on(kWednesday + 4 * kHour) ? 1 : 0;
    evening += hours.on(kWednesday + 21 * kHour) ? 1 : 0;
  }
  EXPECT_LT(night, 20);
  EXPECT_GT(evening, 900);
}

}  // namespace
}  // namespace noroshi::traffic
