#include "base/utf16.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Utf16, CountsAsBrowsersDo) {
  EXPECT_EQ(utf16_units("port"), 4U);
  EXPECT_EQ(utf16_units("狼煙"), 2U);
  EXPECT_EQ(utf16_units("\U0001F525 on"), 5U);
}

TEST(Utf16, WhatIsNoUtf8CountsByTheOctet) {
  EXPECT_EQ(utf16_units("\xFF\xFF\x8E\xF0\x9F"), 5U);
  EXPECT_EQ(octets_before("\xFF\xFF\x8E\xF0\x9F", 3), 3U);
}

TEST(Utf16, NeverLeadsIntoACharacterNorBeyondTheEnd) {
  const std::string_view text = "a狼\U0001F525b";
  EXPECT_EQ(octets_before(text, 0), 0U);
  EXPECT_EQ(octets_before(text, 1), 1U);
  EXPECT_EQ(octets_before(text, 2), 4U);
  EXPECT_EQ(octets_before(text, 3), 8U);
  EXPECT_EQ(octets_before(text, 4), 8U);
  EXPECT_EQ(octets_before(text, 99), text.size());
}

}  // namespace
}  // namespace noroshi::base
