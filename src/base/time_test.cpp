#include "base/time.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Time, WritesRfc3339InUtc) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(1545403816'962094), "2018-12-21T14:50:16.962094Z");
  EXPECT_EQ(to_rfc3339(1545403816'500000), "2018-12-21T14:50:16.5Z");
  EXPECT_EQ(to_rfc3339(-1), "1969-12-31T23:59:59.999999Z");
}

TEST(Time, ReadsWhatItWrites) {
  for (const Micros instant : {Micros{0}, Micros{1545403816'962094}, Micros{-kDay}}) {
    EXPECT_EQ(parse_rfc3339(to_rfc3339(instant)), instant);
  }
}

TEST(Time, ReadsOffsetsWithAndWithoutColon) {
  const auto noon = parse_rfc3339("2021-06-06T12:00:00Z");
  EXPECT_EQ(parse_rfc3339("2021-06-06T14:00:00+02:00"), noon);
  EXPECT_EQ(parse_rfc3339("2021-06-06T14:00:00.000000+0200"), noon);
  EXPECT_EQ(parse_rfc3339("2021-06-06T07:00:00-0500"), noon);
}

TEST(Time, RejectsWhatIsNoInstant) {
  for (const auto* text : {"", "2021-06-06", "2021-06-06T12:00:00", "2021-13-06T12:00:00Z",
                           "2021-02-29T12:00:00Z", "2021-06-06T24:00:00Z", "2021-06-06T12:00:00.Z",
                           "2021-06-06T12:00:00Zjunk", "-021-06-06T12:00:00Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(Time, HumaneNamesTheLargestTwoUnits) {
  EXPECT_EQ(humane(1'500 * kMillisecond), "1.5 s");
  EXPECT_EQ(humane(250 * kMillisecond), "250 ms");
  EXPECT_EQ(humane(90 * kSecond), "1 min 30 s");
  EXPECT_EQ(humane(2 * kHour), "2 h");
  EXPECT_EQ(humane(3 * kDay + 4 * kHour + 59 * kMinute), "3 d 4 h");
}

}  // namespace
}  // namespace noroshi::base
