#include "cli/calendar_day.hpp"

#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

std::string span_of(const CalendarDay& day) {
  return day.name + " " + base::to_rfc3339(day.begin) + " " + base::to_rfc3339(day.end);
}

TEST(CalendarDay, IsMidnightToMidnightWhereTheReaderLives) {
  EXPECT_EQ(span_of(CalendarDay::parse("2026-01-14", Zone()).value()),
            "2026-01-14 2026-01-14T00:00:00Z 2026-01-15T00:00:00Z");
  EXPECT_EQ(span_of(CalendarDay::parse("2026-01-14", Zone::parse("+09:00").value()).value()),
            "2026-01-14 2026-01-13T15:00:00Z 2026-01-14T15:00:00Z");
}

TEST(CalendarDay, DaysOfChangingClocksHaveTheirOwnLength) {
  const auto zone = Zone::parse("Europe/Berlin");
  if (!zone) GTEST_SKIP() << "skipped: no time zone database here";
  const auto spring = CalendarDay::parse("2026-03-29", *zone).value();
  EXPECT_EQ(spring.end - spring.begin, 23 * base::kHour);
  const auto autumn = CalendarDay::parse("2026-10-25", *zone).value();
  EXPECT_EQ(autumn.end - autumn.begin, 25 * base::kHour);
}

TEST(CalendarDay, YesterdayIsTheLastWholeDay) {
  const auto now = base::parse_rfc3339("2026-01-14T16:00:00Z").value();
  EXPECT_EQ(CalendarDay::before(now, Zone()).name, "2026-01-13");
  EXPECT_EQ(CalendarDay::before(now, Zone::parse("+09:00").value()).name, "2026-01-14");
}

TEST(CalendarDay, OtherTextsAreNone) {
  for (const auto* text : {"", "yesterday", "2026-1-14", "2026-02-30", "2026-01-14T00:00:00Z"}) {
    EXPECT_FALSE(CalendarDay::parse(text, Zone())) << text;
  }
}

}  // namespace
}  // namespace noroshi::cli
