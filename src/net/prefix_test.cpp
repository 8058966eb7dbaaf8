#include "net/prefix.hpp"

#include <gtest/gtest.h>

namespace noroshi::net {
namespace {

Address address(std::string_view text) { return Address::parse(text).value(); }
Prefix prefix(std::string_view text) { return Prefix::parse(text).value(); }

TEST(Prefix, ReadsAndWrites) {
  for (const auto* text :
       {"0.0.0.0/0", "192.0.2.0/24", "192.0.2.7/32", "::/0", "2001:db8::/32", "2001:db8::1/128"}) {
    EXPECT_EQ(prefix(text).to_string(), text);
  }
  EXPECT_EQ(prefix("192.0.2.7").to_string(), "192.0.2.7/32");
}

TEST(Prefix, RejectsTrailingText) {
  for (const auto* text : {"192.0.2.0/24x", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1",
                           "2001:db8::/129", "/24", "192.0.2.0/24/24"}) {
    EXPECT_FALSE(Prefix::parse(text).has_value()) << text;
  }
}

TEST(Prefix, NamesTheLikelyMeaningOfStrayBits) {
  EXPECT_EQ(Prefix::parse("192.0.2.7/24").error().message,
            "'192.0.2.7/24' has bits set after its length; did you mean 192.0.2.0/24?");
}

TEST(Prefix, Contains) {
  EXPECT_TRUE(prefix("192.0.2.0/24").contains(address("192.0.2.255")));
  EXPECT_FALSE(prefix("192.0.2.0/24").contains(address("192.0.3.0")));
  EXPECT_TRUE(prefix("2001:db8::/33").contains(address("2001:db8:7fff::1")));
  EXPECT_FALSE(prefix("2001:db8::/33").contains(address("2001:db8:8000::1")));
  EXPECT_FALSE(prefix("0.0.0.0/0").contains(address("2001:db8::1")));
}

TEST(PrefixSet, FindsMembersOfNestedAndDisjointPrefixes) {
  const PrefixSet set({prefix("198.51.100.0/24"), prefix("192.0.2.0/24"), prefix("192.0.2.128/25"),
                       prefix("2001:db8::/32")});
  EXPECT_TRUE(set.contains(address("192.0.2.0")));
  EXPECT_TRUE(set.contains(address("192.0.2.200")));
  EXPECT_TRUE(set.contains(address("198.51.100.255")));
  EXPECT_TRUE(set.contains(address("2001:db8:ffff::")));
  EXPECT_FALSE(set.contains(address("192.0.1.255")));
  EXPECT_FALSE(set.contains(address("192.0.3.0")));
  EXPECT_FALSE(set.contains(address("2001:db9::")));
}

TEST(PrefixSet, TheEmptySetHoldsNothing) {
  EXPECT_FALSE(PrefixSet().contains(address("0.0.0.0")));
  EXPECT_TRUE(PrefixSet().empty());
}

}  // namespace
}  // namespace noroshi::net
