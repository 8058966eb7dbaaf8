#include "observe/telescope/known_scanners.hpp"

#include <gtest/gtest.h>
#include <random>

namespace noroshi::telescope {
namespace {

using net::Address;
using net::Prefix;

KnownScanners::Entry entry(const char* prefix, const char* name) {
  return {Prefix::parse(prefix).value(), name};
}

std::string_view scanner(const KnownScanners& known, const char* address) {
  return known.name(known.find(Address::parse(address).value()));
}

TEST(KnownScanners, TheLongestPrefixNamesTheScanner) {
  const KnownScanners known({entry("192.0.2.0/24", "wide"), entry("192.0.2.64/26", "narrow"),
                             entry("192.0.2.80", "one"), entry("198.50.0.0/15", "across"),
                             entry("2001:db8::/32", "six"), entry("2001:db8:1::/48", "inner six")});
  EXPECT_EQ(scanner(known, "192.0.2.63"), "wide");
  EXPECT_EQ(scanner(known, "192.0.2.64"), "narrow");
  EXPECT_EQ(scanner(known, "192.0.2.80"), "one");
  EXPECT_EQ(scanner(known, "192.0.2.81"), "narrow");
  EXPECT_EQ(scanner(known, "192.0.2.128"), "wide");
  EXPECT_EQ(scanner(known, "198.50.0.0"), "across") << "a prefix of less than 16 bits";
  EXPECT_EQ(scanner(known, "198.51.255.255"), "across");
  EXPECT_EQ(scanner(known, "198.52.0.0"), "");
  EXPECT_EQ(scanner(known, "192.0.3.0"), "");
  EXPECT_EQ(scanner(known, "2001:db8:0:1::"), "six");
  EXPECT_EQ(scanner(known, "2001:db8:1::5"), "inner six");
  EXPECT_EQ(scanner(known, "2001:db8:2::"), "six");
  EXPECT_EQ(scanner(known, "2001:db9::"), "");
}

TEST(KnownScanners, OfEqualPrefixesTheFirstListCounts) {
  const KnownScanners known({entry("192.0.2.0/24", "first"), entry("192.0.2.0/24", "second")});
  EXPECT_EQ(scanner(known, "192.0.2.9"), "first");
}

TEST(KnownScanners, AnEmptyListKnowsNobody) {
  const KnownScanners known;
  EXPECT_EQ(known.find(Address::v4(1)), 0);
  EXPECT_EQ(known.find(Address::v6(1, 1)), 0);
  EXPECT_EQ(known.name(0), "");
}

TEST(KnownScanners, TheEndsOfTheAddressSpaceAreNoException) {
  const KnownScanners known({entry("0.0.0.0/0", "all"), entry("255.255.255.255", "last"),
                             entry("8000::/1", "half"), entry("ffff::/16", "end"),
                             entry("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "very last")});
  EXPECT_EQ(scanner(known, "0.0.0.0"), "all");
  EXPECT_EQ(scanner(known, "255.255.255.254"), "all");
  EXPECT_EQ(scanner(known, "255.255.255.255"), "last");
  EXPECT_EQ(scanner(known, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "very last");
  EXPECT_EQ(scanner(known, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"), "end");
  EXPECT_EQ(scanner(known, "8000::"), "half");
  EXPECT_EQ(scanner(known, "::"), "");
}

TEST(KnownScanners, Ipv4IsNoPartOfAllOfIpv6) {
  const KnownScanners known(
      {entry("::/0", "six"), entry("192.0.2.0/24", "four"), entry("192.0.4.0/24", "four")});
  EXPECT_EQ(scanner(known, "192.0.2.1"), "four");
  EXPECT_EQ(scanner(known, "192.0.3.1"), "");
  EXPECT_EQ(scanner(known, "2001:db8::1"), "six");
}

TEST(KnownScanners, AnswersAsASearchThroughAllPrefixes) {
  std::mt19937 random(11);
  std::vector<KnownScanners::Entry> entries;
  for (int i = 0; i < 2'000; ++i) {
    const auto bits = 0x0A000000 | static_cast<std::uint32_t>(random() & 0x3FFFF);  // crowded
    entries.push_back({Prefix::of(Address::v4(bits), static_cast<int>(12 + random() % 21)),
                       "list " + std::to_string(random() % 50)});
  }
  const KnownScanners known(entries);
  for (int i = 0; i < 20'000; ++i) {
    const auto address = Address::v4(0x0A000000 | static_cast<std::uint32_t>(random() & 0x7FFFF));
    const KnownScanners::Entry* longest = nullptr;
    for (const auto& candidate : entries) {
      const bool longer = longest == nullptr || candidate.prefix.length > longest->prefix.length;
      if (longer && candidate.prefix.contains(address)) longest = &candidate;
    }
    const std::string_view expected = longest == nullptr ? "" : std::string_view(longest->name);
    ASSERT_EQ(known.name(known.find(address)), expected) << address.to_string();
  }
}

}  // namespace
}  // namespace noroshi::telescope
