#include "observe/telescope/dark_space.hpp"

#include <gtest/gtest.h>
#include <random>

namespace noroshi::telescope {
namespace {

using net::Address;
using net::Prefix;

std::vector<Prefix> prefixes(std::initializer_list<const char*> texts) {
  std::vector<Prefix> list;
  for (const char* text : texts) list.push_back(Prefix::parse(text).value());
  return list;
}

TEST(DarkSpace, KnowsItsBorders) {
  const DarkSpace dark(
      prefixes({"198.18.0.0/15", "192.0.2.128/26", "203.0.113.7", "2001:db8:5::/48"}));
  for (const char* inside : {"198.18.0.0", "198.19.255.255", "192.0.2.128", "192.0.2.191",
                             "203.0.113.7", "2001:db8:5::", "2001:db8:5:ffff::1"}) {
    EXPECT_TRUE(dark.contains(Address::parse(inside).value())) << inside;
  }
  for (const char* outside : {"198.17.255.255", "198.20.0.0", "192.0.2.127", "192.0.2.192",
                              "203.0.113.6", "203.0.113.8", "2001:db8:4:ffff::", "2001:db8:6::"}) {
    EXPECT_FALSE(dark.contains(Address::parse(outside).value())) << outside;
  }
  EXPECT_EQ(dark.v4_addresses(), 2u * 65'536 + 64 + 1);
}

TEST(DarkSpace, MayBeEmptyOrEverything) {
  EXPECT_FALSE(DarkSpace({}).contains(Address::v4(0)));
  const DarkSpace all(prefixes({"0.0.0.0/0"}));
  EXPECT_TRUE(all.contains(Address::v4(0)));
  EXPECT_TRUE(all.contains(Address::v4(0xFFFFFFFF)));
  EXPECT_FALSE(all.contains(Address::v6(1, 1)));
  EXPECT_EQ(all.v4_addresses(), std::uint64_t{1} << 32);
  const DarkSpace both(prefixes({"::/0", "192.0.2.0/24"}));
  EXPECT_TRUE(both.contains(Address::v6(1, 1)));
  EXPECT_TRUE(both.contains(Address::v4(0xC0000207)));
  EXPECT_FALSE(both.contains(Address::v4(0xC0000307))) << "IPv4 is no part of ::/0";
}

TEST(DarkSpace, AnswersAsAPrefixSetHoweverManyPieces) {
  std::mt19937 random(5);
  std::vector<Prefix> list;
  for (int i = 0; i < 3'000; ++i) {  // in more /16s than there are bitmaps
    list.push_back(Prefix::of(Address::v4(static_cast<std::uint32_t>(random())),
                              static_cast<int>(17 + random() % 16)));
  }
  const net::PrefixSet oracle(list);
  const DarkSpace dark(list);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint32_t near = list[random() % list.size()].address.v4_bits();
    const auto address = Address::v4(near + static_cast<std::uint32_t>(random() % 64) - 32);
    ASSERT_EQ(dark.contains(address), oracle.contains(address)) << address.to_string();
  }
}

}  // namespace
}  // namespace noroshi::telescope
