#include "intel/feeds/dates.hpp"

#include <gtest/gtest.h>

namespace noroshi::feeds {
namespace {

base::Micros utc(std::string_view text) { return base::parse_rfc3339(text).value(); }

TEST(FeedTime, ReadsTheTimesOfAbuseCh) {
  const FeedTime expected{utc("2024-07-16T06:45:19Z"), 0};
  for (const auto* text :
       {"2024-07-16 06:45:19", "2024-07-16 06:45:19 UTC", "2024-07-16T06:45:19Z",
        "2024-07-16T06:45:19.000+0000", "2024-07-16T08:45:19+02:00", " 2024-07-16 06:45:19\r",
        "2024/07/16 06:45:19", "1721112319", "1721112319000", "16 Jul 2024 06:45:19 GMT"}) {
    EXPECT_EQ(parse_feed_time(text), expected) << text;
  }
  EXPECT_EQ(parse_feed_time("2024-07-16 06:45"), (FeedTime{utc("2024-07-16T06:45:00Z"), 0}));
}

TEST(FeedTime, ADayIsItsFirstInstantAndADayLong) {
  const FeedTime expected{utc("2026-03-08T00:00:00Z"), base::kDay};
  for (const auto* text : {"2026-03-08", "2026/03/08", "2026/3/8", "2026.03.08", "20260308",
                           "8 Mar 2026", "08-Mar-2026", "March 8, 2026", "Mar 8 2026"}) {
    EXPECT_EQ(parse_feed_time(text), expected) << text;
  }
}

TEST(FeedTime, AMonthOrAYearIsAsLongAsItIs) {
  EXPECT_EQ(parse_feed_time("2024-02"), (FeedTime{utc("2024-02-01T00:00:00Z"), 29 * base::kDay}));
  EXPECT_EQ(parse_feed_time("Dec 2025"), (FeedTime{utc("2025-12-01T00:00:00Z"), 31 * base::kDay}));
  EXPECT_EQ(parse_feed_time("2025"), (FeedTime{utc("2025-01-01T00:00:00Z"), 365 * base::kDay}));
}

TEST(FeedTime, RefusesWhatIsNoDateOrCouldBeTwo) {
  for (const auto* text : {"",
                           "None",
                           "-",
                           "03/04/2026",
                           "3-4-2026",
                           "2026-13",
                           "2026-13-01",
                           "2026-02-30",
                           "2026-02-30 01:02:03",
                           "2026-03-08 25:00:00",
                           "2026-03 01:02:03",
                           "2026-03-08 junk",
                           "2026-03-08-09",
                           "99999999999",
                           "8 Mar",
                           "8 Foo 2026",
                           "Ma 2026",
                           "2026_03_08",
                           "20260230",
                           "yesterday",
                           "2026-",
                           "-1"}) {
    EXPECT_EQ(parse_feed_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace noroshi::feeds
