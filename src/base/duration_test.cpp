#include "base/duration.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Duration, ReadsANumberWithItsUnit) {
  EXPECT_EQ(parse_duration("60s").value(), kMinute);
  EXPECT_EQ(parse_duration("30min").value(), 30 * kMinute);
  EXPECT_EQ(parse_duration("5m").value(), 5 * kMinute);
  EXPECT_EQ(parse_duration("1.5h").value(), 90 * kMinute);
  EXPECT_EQ(parse_duration("250ms").value(), 250 * kMillisecond);
  EXPECT_EQ(parse_duration("2d").value(), 2 * kDay);
}

TEST(Duration, AddsUnitsFromLargeToSmall) {
  EXPECT_EQ(parse_duration("1h30min").value(), 90 * kMinute);
  EXPECT_FALSE(parse_duration("30min1h").has_value());
  EXPECT_FALSE(parse_duration("1h1h").has_value());
}

TEST(Duration, RejectsWhatIsNone) {
  for (const auto* text : {"", "60", "s", "-5s", "5 s", "5parsecs", "0s", "1e400d", "nans", "infs",
                           "99999999d", "5s!"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

TEST(Duration, ErrorShowsHowToWriteOne) {
  const auto result = parse_duration("60");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, Errc::InvalidUsage);
  EXPECT_NE(result.error().message.find("\"60\""), std::string::npos);
  EXPECT_NE(result.error().message.find("60s"), std::string::npos);
}

TEST(Duration, ReadsWhatItWrites) {
  for (const Micros duration : {Micros{1}, kSecond, 90 * kMinute, kDay + 7 * kMillisecond}) {
    EXPECT_EQ(parse_duration(to_duration_text(duration)).value(), duration);
  }
}

}  // namespace
}  // namespace noroshi::base
