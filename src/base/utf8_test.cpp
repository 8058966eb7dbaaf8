#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Utf8, CharactersHaveOneToFourOctets) {
  EXPECT_EQ(utf8_length("a狼"), 1U);
  EXPECT_EQ(utf8_length("é"), 2U);
  EXPECT_EQ(utf8_length("狼煙"), 3U);
  EXPECT_EQ(utf8_length("𠮷野"), 4U);
  EXPECT_EQ(utf8_length("\xf4\x8f\xbf\xbf"), 4U);
}

TEST(Utf8, WhatIsNoneHasNoLength) {
  for (const auto* text :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe7\x8b", "\xe7\x8bz"}) {
    EXPECT_EQ(utf8_length(text), 0U) << text;
  }
}

TEST(Utf8, ControlsAreThoseOfBothHalves) {
  for (const auto* text : {"\n", "\x1b", "\x7f", "\xc2\x85"}) EXPECT_TRUE(is_control(text));
  for (const auto* text : {" ", "~", "\xc2\xa0", "狼"}) EXPECT_FALSE(is_control(text));
}

}  // namespace
}  // namespace noroshi::base
