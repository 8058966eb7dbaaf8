#include "trust/permit/networks.hpp"

#include <gtest/gtest.h>
#include <random>

namespace noroshi::permit {
namespace {

using net::Address;
using net::Prefix;

TEST(Networks, AnswerAsAPrefixSetDoes) {
  std::mt19937 engine(20260303);
  const auto chance = [&] { return static_cast<std::uint32_t>(engine()); };
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<Prefix> prefixes;
    for (std::size_t i = 0; i < count; ++i) {
      prefixes.push_back(Prefix::of(Address::v4(chance()), static_cast<int>(4 + chance() % 29)));
    }
    const Networks networks(prefixes);
    const net::PrefixSet oracle(prefixes);
    for (const auto& range : oracle.ranges()) {
      for (const std::uint32_t end : {range.first.v4_bits(), range.last.v4_bits()}) {
        for (const std::uint32_t bits : {end - 1, end, end + 1}) {
          ASSERT_EQ(networks.contains(Address::v4(bits)), oracle.contains(Address::v4(bits)));
        }
      }
    }
    for (int i = 0; i < 100; ++i) {
      const Address address = Address::v4(chance());
      ASSERT_EQ(networks.contains(address), oracle.contains(address));
    }
  }
}

TEST(Networks, KeepTheFamiliesApart) {
  const Networks all4({*Prefix::parse("0.0.0.0/0")});
  EXPECT_TRUE(all4.contains(Address::v4(0)));
  EXPECT_TRUE(all4.contains(Address::v4(0xFFFFFFFF)));
  EXPECT_FALSE(all4.contains(*Address::parse("::")));
  EXPECT_FALSE(all4.contains(*Address::parse("::1:0:0:0")));
  const Networks all6({*Prefix::parse("::/0")});
  EXPECT_FALSE(all6.contains(Address::v4(0)));
  EXPECT_FALSE(all6.contains(Address::v4(0xFFFFFFFF)));
  EXPECT_TRUE(all6.contains(*Address::parse("::")));
  EXPECT_TRUE(all6.contains(*Address::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
  EXPECT_FALSE(Networks().contains(Address::v4(0)));
}

TEST(Networks, HoldOneHostWhereOneIsNamed) {
  const Networks one({*Prefix::parse("192.0.2.7"), *Prefix::parse("2001:db8::7/128")});
  EXPECT_FALSE(one.contains(*Address::parse("192.0.2.6")));
  EXPECT_TRUE(one.contains(*Address::parse("192.0.2.7")));
  EXPECT_FALSE(one.contains(*Address::parse("192.0.2.8")));
  EXPECT_FALSE(one.contains(*Address::parse("2001:db8::6")));
  EXPECT_TRUE(one.contains(*Address::parse("2001:db8::7")));
  EXPECT_FALSE(one.contains(*Address::parse("2001:db8::8")));
}

}  // namespace
}  // namespace noroshi::permit
