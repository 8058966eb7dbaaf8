#include "net/address.hpp"

#include <array>
#include <gtest/gtest.h>

namespace noroshi::net {
namespace {

Address address(std::string_view text) { return Address::parse(text).value(); }

TEST(Address, ReadsAndWritesBothFamilies) {
  for (const auto* text : {"0.0.0.0", "192.0.2.7", "255.255.255.255", "::", "::1", "2001:db8::1",
                           "2001:db8:0:1:1:1:1:1", "fe80::1234"}) {
    EXPECT_EQ(address(text).to_string(), text);
  }
}

TEST(Address, WritesTheCanonicalForm) {
  EXPECT_EQ(address("2001:DB8:0:0:0:0:0:1").to_string(), "2001:db8::1");
}

TEST(Address, MappedAddressesAreIpv4) {
  EXPECT_EQ(address("::ffff:192.0.2.7"), address("192.0.2.7"));
  EXPECT_TRUE(address("::ffff:192.0.2.7").is_v4());
  EXPECT_FALSE(address("2001:db8::1").is_v4());
}

TEST(Address, RejectsWhatIsNoAddress) {
  for (const auto* text :
       {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.", ".1.2.3", "1.2.3.4 ",
        "1.2.3.4/8", "1..2.3", "00001.2.3.4", ":", ":::", "2001:db8::1::2", "2001:db8::g",
        "fe80::1%eth0", "1:2:3:4:5:6:7:8:9", "00:00:00:00:00:00"}) {
    EXPECT_FALSE(Address::parse(text).has_value()) << text;
  }
}

TEST(Address, ComesFromNetworkOrder) {
  const std::array<std::byte, 4> four{std::byte{192}, std::byte{0}, std::byte{2}, std::byte{7}};
  EXPECT_EQ(Address::from_bytes(std::span(four)), address("192.0.2.7"));
  std::array<std::byte, 16> sixteen{std::byte{0x20}, std::byte{0x01}, std::byte{0x0d},
                                    std::byte{0xb8}};
  sixteen[15] = std::byte{1};
  EXPECT_EQ(Address::from_bytes(std::span(sixteen)), address("2001:db8::1"));
}

TEST(Address, OrdersNumerically) {
  EXPECT_LT(address("9.255.255.255"), address("10.0.0.0"));
  EXPECT_LT(address("192.0.2.7"), address("2001:db8::"));
}

TEST(Address, KnowsAddressesThatAreNoServerAcrossTheInternet) {
  for (const auto* text : {"0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.251", "239.255.255.250",
                           "255.255.255.255", "::", "::1", "fe80::1", "ff02::1:3"}) {
    EXPECT_TRUE(address(text).is_special()) << text;
  }
  for (const auto* text : {"10.0.0.1", "192.0.2.7", "223.255.255.255", "2001:db8::1", "fd00::1"}) {
    EXPECT_FALSE(address(text).is_special()) << text;
  }
}

TEST(Address, KnowsPrivateSpace) {
  for (const auto* text : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
                           "fd00::1", "fc00::1"}) {
    EXPECT_TRUE(address(text).is_private()) << text;
  }
  for (const auto* text :
       {"9.9.9.9", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2001:db8::1", "fe00::1"}) {
    EXPECT_FALSE(address(text).is_private()) << text;
  }
}

TEST(Address, HashTellsNeighboursApart) {
  EXPECT_NE(hash(address("192.0.2.7")), hash(address("192.0.2.8")));
  EXPECT_NE(hash(address("2001:db8::")), hash(address("2001:db8:1::")));
}

}  // namespace
}  // namespace noroshi::net
