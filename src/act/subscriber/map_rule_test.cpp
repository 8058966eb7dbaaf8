// MAP-E against a slow reference that works on strings of bits, as RFC 7597 draws them.
#include "act/subscriber/map_rule.hpp"

#include <bitset>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>

namespace noroshi::subscriber {
namespace {

net::Prefix prefix(std::string_view text) { return net::Prefix::parse(text).value(); }
net::Address address(std::string_view text) { return net::Address::parse(text).value(); }
std::pair<std::uint16_t, std::uint16_t> ports(std::uint16_t first, std::uint16_t last) {
  return {first, last};
}

MapRule rule_of(std::string_view v6, std::string_view v4, int ea_bits, int offset = 6) {
  return MapRule::make(prefix(v6), prefix(v4), ea_bits, offset).value();
}

std::string bits(std::uint64_t value, int count) {
  return std::bitset<64>(value).to_string().substr(64 - static_cast<std::size_t>(count));
}

std::string bits(const net::Address& of) {
  return of.is_v4() ? bits(of.v4_bits(), 32) : bits(of.high(), 64) + bits(of.low(), 64);
}

// Section 5.1, figure 2: cut the 16 bits of the port in three.  Empty: the port of nobody.
std::string reference_psid(const std::string& port, int offset, int psid_bits) {
  const auto first = port.substr(0, static_cast<std::size_t>(offset));
  if (offset > 0 && first.find('1') == std::string::npos) return {};
  return port.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(psid_bits));
}

// Section 5.2, figure 3: rule prefix, then IPv4 suffix and PSID, as far as there are EA bits.
std::string reference_prefix(const MapRule& rule, const std::string& v4, const std::string& psid) {
  const auto head = bits(rule.v6.address).substr(0, static_cast<std::size_t>(rule.v6.length));
  const auto ea = v4.substr(static_cast<std::size_t>(rule.v4.length)) + psid;
  return head + ea.substr(0, static_cast<std::size_t>(rule.ea_bits));
}

// Every port of `of`: the same customer as the reference, or nobody in both.
void expect_like_reference(const MapRule& rule, const net::Address& of) {
  const auto v4 = bits(of);
  for (std::uint32_t port = 0; port < 65536; ++port) {
    const auto psid = rule.psid_of(static_cast<std::uint16_t>(port));
    const auto expected = reference_psid(bits(port, 16), rule.psid_offset, rule.psid_bits);
    ASSERT_EQ(psid.has_value(), !expected.empty()) << port;
    if (!psid) continue;
    ASSERT_EQ(bits(*psid, rule.psid_bits), expected) << port;
    const auto customer = rule.end_user_prefix(of, *psid).value();
    const auto text = reference_prefix(rule, v4, expected);
    ASSERT_EQ(customer.length, static_cast<int>(text.size()));
    ASSERT_EQ(bits(customer.address), text + std::string(128 - text.size(), '0')) << port;
  }
}

TEST(MapRule, ExampleOneOfTheStandard) {
  const auto rule = rule_of("2001:db8::/40", "192.0.2.0/24", 16);
  EXPECT_EQ(rule.psid_bits, 8);
  const auto customer = map_customer(rule, prefix("2001:db8:12:3400::/56")).value();
  EXPECT_EQ(customer.v4, prefix("192.0.2.18/32"));
  EXPECT_EQ(customer.psid, 0x34);
  EXPECT_EQ(customer.tunnel_end, address("2001:db8:12:3400:0:c000:212:34"));
  ASSERT_EQ(customer.ports.size(), 63U);
  EXPECT_EQ(customer.ports[0], ports(1232, 1235));
  EXPECT_EQ(customer.ports[1], ports(2256, 2259));
  EXPECT_EQ(customer.ports[61], ports(63696, 63699));
  EXPECT_EQ(customer.ports[62], ports(64720, 64723));
}

TEST(MapRule, ExampleTwoFindsTheCustomerOfAPort) {
  const auto rule = rule_of("2001:db8::/40", "192.0.2.0/24", 16);
  EXPECT_EQ(rule.psid_of(1232), 0x34);
  EXPECT_EQ(rule.end_user_prefix(address("192.0.2.18"), 0x34), prefix("2001:db8:12:3400::/56"));
}

TEST(MapRule, ExampleFourHasNoBitsAndNoSharing) {
  const auto rule = rule_of("2001:db8:12:3400::/56", "192.0.2.1/32", 0);
  const auto customer = map_customer(rule, prefix("2001:db8:12:3400::/56")).value();
  EXPECT_EQ(customer.v4, prefix("192.0.2.1/32"));
  EXPECT_EQ(customer.psid, std::nullopt);
  EXPECT_EQ(customer.tunnel_end, address("2001:db8:12:3400:0:c000:201:0"));
  EXPECT_EQ(rule.psid_of(80), 0);
  EXPECT_EQ(rule.end_user_prefix(address("192.0.2.1"), 0), prefix("2001:db8:12:3400::/56"));
}

TEST(MapRule, ExampleFiveHasItsPsidBesideTheRule) {
  const auto rule = MapRule::make(prefix("2001:db8:12:3400::/56"), prefix("192.0.2.18/32"), 0, 6, 8,
                                  std::uint16_t{0x34})
                        .value();
  const auto customer = map_customer(rule, prefix("2001:db8:12:3400::/56")).value();
  EXPECT_EQ(customer.psid, 0x34);
  EXPECT_EQ(customer.tunnel_end, address("2001:db8:12:3400:0:c000:212:34"));
  EXPECT_EQ(customer.ports.front(), ports(1232, 1235));
  EXPECT_EQ(customer.ports.back(), ports(64720, 64723));
  EXPECT_EQ(rule.end_user_prefix(address("192.0.2.18"), 0x33), std::nullopt);
}

TEST(MapRule, CountsOfPortsAreThoseThatJapaneseOperatorsGive) {
  // 240 ports: offset 4, PSID of 8 bits; 1,008 ports: offset 6, PSID of 6 bits.
  const auto few = rule_of("2001:db8::/31", "192.0.0.0/15", 25, 4);
  const auto many = rule_of("2001:db8::/38", "192.0.0.0/14", 24, 6);
  const auto count = [](const MapRule& rule) {
    std::map<std::uint16_t, int> ports;
    for (std::uint32_t port = 0; port < 65536; ++port) {
      if (const auto psid = rule.psid_of(static_cast<std::uint16_t>(port))) ++ports[*psid];
    }
    std::set<int> sizes;
    for (const auto& [psid, size] : ports) sizes.insert(size);
    return sizes;
  };
  EXPECT_EQ(count(few), std::set{240});
  EXPECT_EQ(count(many), std::set{1008});
}

TEST(MapRule, EveryPortOfManyRulesIsWhereTheReferenceSays) {
  std::mt19937_64 random(7597);
  int shared = 0;
  for (int round = 0; round < 120; ++round) {
    const auto offset = static_cast<int>(random() % 17);
    const auto psid_bits = static_cast<int>(random() % static_cast<unsigned>(17 - offset));
    const auto v4_length = static_cast<int>(random() % 33);
    const auto ea_bits = 32 - v4_length + psid_bits;
    const auto v6_length = static_cast<int>(random() % static_cast<unsigned>(129 - ea_bits));
    const auto v4 = net::Address::v4(static_cast<std::uint32_t>(random()));
    const auto v6 = net::Prefix::of(net::Address::v6(random() | 1ULL << 61, random()), v6_length);
    if (ea_bits == 0) continue;
    const auto rule = MapRule::make(v6, net::Prefix::of(v4, v4_length), ea_bits, offset);
    ASSERT_TRUE(rule.has_value()) << rule.error().message;
    ASSERT_EQ(rule->psid_bits, psid_bits);
    if (psid_bits == 0) continue;
    ++shared;
    expect_like_reference(*rule, v4);
  }
  EXPECT_GT(shared, 60);
}

TEST(MapRule, EveryOffsetAndLengthOfThePsidThatFits) {
  for (int offset = 0; offset <= 16; ++offset) {
    for (int psid_bits = 1; offset + psid_bits <= 16; ++psid_bits) {
      const auto rule = rule_of("2001:db8::/32", "198.51.100.0/24", 8 + psid_bits, offset);
      expect_like_reference(rule, address("198.51.100.77"));
    }
  }
}

TEST(MapRule, EveryPortOfACustomerLeadsBackToIt) {
  for (const int offset : {0, 1, 4, 6, 8}) {
    const auto rule = rule_of("2001:db8::/40", "192.0.2.0/24", 16, offset);
    std::vector<int> owners(65536, 0);
    for (std::uint32_t psid = 0; psid < 256; ++psid) {
      const auto of =
          rule.end_user_prefix(address("192.0.2.200"), static_cast<std::uint16_t>(psid)).value();
      const auto customer = map_customer(rule, of).value();
      ASSERT_EQ(customer.v4, prefix("192.0.2.200/32"));
      ASSERT_EQ(customer.psid, psid);
      for (const auto& [first, last] : customer.ports) {
        for (std::uint32_t port = first; port <= last; ++port) {
          ++owners[port];
          ASSERT_EQ(rule.psid_of(static_cast<std::uint16_t>(port)), psid);
        }
      }
    }
    // Each port is of one customer; those with A = 0 are of none.
    const std::size_t free = offset == 0 ? 0 : 65536U >> offset;
    for (std::size_t port = 0; port < 65536; ++port) {
      ASSERT_EQ(owners[port], port < free ? 0 : 1) << port;
    }
  }
}

TEST(MapRule, WholeAddressesAndPrefixesNeedNoPort) {
  const auto whole = rule_of("2001:db8::/40", "192.0.2.0/24", 8);
  EXPECT_FALSE(whole.shared());
  EXPECT_EQ(whole.end_user_prefix(address("192.0.2.18"), 0), prefix("2001:db8:12::/48"));
  const auto customer = map_customer(whole, prefix("2001:db8:12::/48")).value();
  EXPECT_EQ(customer.v4, prefix("192.0.2.18/32"));
  EXPECT_EQ(customer.ports.front(), ports(0, 65535));

  const auto part = rule_of("2001:db8::/40", "192.0.2.0/24", 4);
  EXPECT_EQ(part.end_user_prefix(address("192.0.2.18"), 0), prefix("2001:db8:10::/44"));
  EXPECT_EQ(map_customer(part, prefix("2001:db8:10::/44")).value().v4, prefix("192.0.2.16/28"));
}

TEST(MapRule, LengthsThatDoNotGoTogetherAreRefused) {
  const auto v6 = prefix("2001:db8::/40");
  const auto v4 = prefix("192.0.2.0/24");
  EXPECT_FALSE(MapRule::make(v6, v4, 49, 6).has_value());
  EXPECT_FALSE(MapRule::make(prefix("2001:db8::/120"), v4, 16, 6).has_value());
  EXPECT_FALSE(MapRule::make(v6, v4, 19, 6).has_value()) << "6 + 11 bits of a port";
  EXPECT_FALSE(MapRule::make(v4, v4, 8, 6).has_value());
  EXPECT_FALSE(MapRule::make(v6, v6, 8, 6).has_value());
  EXPECT_FALSE(MapRule::make(v6, v4, 16, 6, 7).has_value()) << "k is 8";
  EXPECT_FALSE(MapRule::make(v6, v4, 0, 6, 8, std::uint16_t{1}).has_value()) << "no /32";
  EXPECT_FALSE(MapRule::make(v6, prefix("192.0.2.1/32"), 0, 6, 8).has_value()) << "no PSID";
  EXPECT_FALSE(MapRule::make(v6, prefix("192.0.2.1/32"), 0, 6, 8, std::uint16_t{256}).has_value());
}

TEST(MapRule, PrefixOfAnotherRuleIsNobodys) {
  const auto rule = rule_of("2001:db8::/40", "192.0.2.0/24", 16);
  EXPECT_FALSE(map_customer(rule, prefix("2001:db9:12:3400::/56")).has_value());
  EXPECT_FALSE(map_customer(rule, prefix("2001:db8:12:3400::/60")).has_value());
}

}  // namespace
}  // namespace noroshi::subscriber
