#include "cli/zone.hpp"

#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

constexpr base::Micros kInstant = 1'767'323'045 * base::kSecond;  // 2026-01-02T03:04:05Z

TEST(Zone, IsUtcUnlessAskedOtherwise) {
  EXPECT_EQ(Zone().seconds(kInstant), "2026-01-02 03:04:05");
  EXPECT_EQ(Zone().minutes(kInstant), "2026-01-02 03:04");
  EXPECT_EQ(Zone().clock(kInstant), "03:04");
  EXPECT_EQ(Zone().name(), "UTC");
}

TEST(Zone, TakesAnOffset) {
  EXPECT_EQ(Zone::parse("+09:00").value().minutes(kInstant), "2026-01-02 12:04");
  EXPECT_EQ(Zone::parse("-05:30").value().minutes(kInstant), "2026-01-01 21:34");
}

TEST(Zone, TakesANameOfTheDatabase) {
  const auto zone = Zone::parse("Asia/Tokyo");
  if (!zone.has_value()) GTEST_SKIP() << "skipped: no time zone database here (tzdata)";
  EXPECT_EQ(zone.value().minutes(kInstant), "2026-01-02 12:04");
}

TEST(Zone, RejectsWhatIsNone) {
  for (const auto* text : {"", "Mars/Olympus", "+9", "../../etc/passwd", "/etc/passwd", "+25:00"}) {
    const auto zone = Zone::parse(text);
    ASSERT_FALSE(zone.has_value()) << text;
    EXPECT_EQ(zone.error().code, Errc::InvalidUsage);
  }
}

TEST(Zone, CountsBackwardsBeforeTheEpoch) { EXPECT_EQ(Zone().seconds(-1), "1969-12-31 23:59:59"); }

}  // namespace
}  // namespace noroshi::cli
