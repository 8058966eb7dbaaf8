#include "base/hex.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Hex, EveryOctetComesBackInEitherCase) {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets += static_cast<char>(octet);
  EXPECT_EQ(to_hex(octets).substr(0, 8), "00010203");
  EXPECT_EQ(to_hex(octets, HexCase::Capital).substr(504), "FCFDFEFF");
  EXPECT_EQ(from_hex(to_hex(octets)), octets);
  EXPECT_EQ(from_hex(to_hex(octets, HexCase::Capital)), octets);
}

TEST(Hex, NothingIsNothing) {
  EXPECT_EQ(to_hex(std::string_view()), "");
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, WhatIsNoPairOfDigitsIsNone) {
  for (const std::string_view text : {"0", "0g", "g0", "+1", " 1", "0x", "1\xb2"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace noroshi::base
