#include "detect/scan/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::scan {
namespace {

using testing::HasSubstr;

constexpr base::Micros kDayEnd = 1'768'435'200'000'000;  // 2026-01-15T00:00:00Z

History some() {
  History history;
  history.until = kDayEnd;
  history.heard = {1, 1, 0.25F, 0};
  history.infected[net::Address::v4(0xC0000207)] = {"mirai", kDayEnd - 5, kDayEnd - 1, 2, 0, false};
  history.infected[net::Address::v6(0x20010DB800000000, 7)] = {"a b%\n", 1, 2, 3, 9, true};
  history.series[6 << 16 | 23] = {{3, 0, 0, 7.5F}, kDayEnd - base::kHour};
  history.payloads[0xFF00] = kDayEnd - 7;
  history.first_asked[17 << 16 | 53] = kDayEnd - 8;
  return history;
}

TEST(History, ReadsWhatItWrites) {
  const auto read = history_from_text(to_text(some()));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, some());
}

TEST(History, EmptyOneIsReadToo) {
  const auto read = history_from_text(to_text(History{}));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, History{});
}

TEST(History, EqualHoursAreWrittenOnce) {
  History history;
  history.heard.assign(336, 1);
  EXPECT_THAT(to_text(history), HasSubstr("heard 1*336\n"));
}

std::string error_of(const std::string& text) {
  const auto read = history_from_text(text);
  return read.has_value() ? "" : read.error().message;
}

TEST(History, WhatIsWrongIsNamedWithItsLine) {
  const std::string first = "noroshi-scan-history 1\n";
  EXPECT_THAT(error_of("something else\n"), HasSubstr("no scan history"));
  EXPECT_THAT(error_of(first), HasSubstr("cut off"));
  EXPECT_THAT(error_of(first + "until tomorrow\nend\n"), HasSubstr("line 2"));
  EXPECT_THAT(error_of(first + "heard 2\nend\n"), HasSubstr("share above one"));
  EXPECT_THAT(error_of(first + "heard 1*337\nend\n"), HasSubstr("more than 336 hours"));
  EXPECT_THAT(error_of(first + "series 23/6 - 1,2\nend\n"), HasSubstr("longer than"));
  EXPECT_THAT(error_of(first + "series 70000/6 - 1\nend\n"), HasSubstr("70000"));
  EXPECT_THAT(error_of(first + "infected 192.0.2.7 mirai\nend\n"), HasSubstr("3 words"));
  EXPECT_THAT(error_of(first + "end\nmore"), HasSubstr("after the end"));
}

}  // namespace
}  // namespace noroshi::scan
