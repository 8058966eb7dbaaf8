#include "intel/places/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::places {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

PlaceFile read(std::string_view text) {
  const auto input = io::Input::over(text);
  auto file = read_places(*input);
  EXPECT_TRUE(file) << file.error().message;
  return file ? std::move(*file) : PlaceFile{};
}

std::string at(const Places& places, std::string_view address) {
  const Place place = places.find(net::Address::parse(address).value());
  return std::string(place.country) + "|" + std::string(place.network);
}

TEST(Places, TheNarrowestThatSaysSomethingWins) {
  const Places places(
      {read("prefix,country,network\n"
            "192.0.2.0/24,JP,AS64500 Outer\n"
            "192.0.2.64/26,US,\n"
            "192.0.2.96/32,,\"AS64501 Inner, Inc.\"\n"
            "2001:db8::/32,fr,\n"
            "2001:db8:1::/48,DE,AS64502\n")});
  EXPECT_EQ(at(places, "192.0.2.0"), "JP|AS64500 Outer");
  EXPECT_EQ(at(places, "192.0.2.63"), "JP|AS64500 Outer");
  EXPECT_EQ(at(places, "192.0.2.64"), "US|AS64500 Outer");
  EXPECT_EQ(at(places, "192.0.2.96"), "US|AS64501 Inner, Inc.");
  EXPECT_EQ(at(places, "192.0.2.128"), "JP|AS64500 Outer");
  EXPECT_EQ(at(places, "192.0.3.0"), "|");
  EXPECT_EQ(at(places, "192.0.1.255"), "|");
  EXPECT_EQ(at(places, "2001:db8::7"), "FR|");
  EXPECT_EQ(at(places, "2001:db8:1:ffff::"), "DE|AS64502");
  EXPECT_EQ(at(places, "2001:db9::"), "|");
}

TEST(Places, OfEqualRangesTheOneReadLastWinsAlsoAcrossFiles) {
  const auto one = read("prefix,country\n192.0.2.0/24,JP\n");
  const auto other = read("prefix,country\n192.0.2.0/24,US\n");
  EXPECT_EQ(at(Places({one, other}), "192.0.2.7"), "US|");
  EXPECT_EQ(at(Places({other, one}), "192.0.2.7"), "JP|");
}

TEST(Places, TheEndsOfTheAddressSpaceAreInside) {
  const Places places(
      {read("prefix,country\n0.0.0.0/0,JP\n::/0,US\n"
            "255.255.255.255/32,FR\n"
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128,DE\n")});
  EXPECT_EQ(at(places, "0.0.0.0"), "JP|");
  EXPECT_EQ(at(places, "255.255.255.255"), "FR|");
  EXPECT_EQ(at(places, "::"), "US|");
  EXPECT_EQ(at(places, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "DE|");
}

TEST(Places, StatisticsOfARegistryAreRead) {
  const auto file = read(
      "# a comment\n"
      "2.3|apnic|20260101|6|19830613|20260101|+1000\n"
      "apnic|*|asn|*|1|summary\n"
      "apnic|*|ipv4|*|3|summary\n"
      "apnic|JP|asn|64500|1|20100101|allocated\n"
      "apnic|JP|ipv4|192.0.2.0|192|20100101|allocated|A91\n"
      "apnic||ipv4|198.51.100.0|256||available\n"
      "apnic|ZZ|ipv4|198.51.100.0|256|20100101|reserved\n"
      "apnic|US|ipv6|2001:db8::|32|20100101|assigned\n");
  EXPECT_EQ(file.form, "RIR statistics");
  EXPECT_EQ(file.records, 7U);
  EXPECT_EQ(file.rejects.total_rejected(), 0U);
  EXPECT_THAT(file.rejects.skipped(),
              UnorderedElementsAre(Key("summary"), Key("number of a network"),
                                   Key("not given to anybody")));
  const Places places({file});
  EXPECT_EQ(at(places, "192.0.2.191"), "JP|") << "192 addresses are no power of two";
  EXPECT_EQ(at(places, "192.0.2.192"), "|");
  EXPECT_EQ(at(places, "198.51.100.1"), "|");
  EXPECT_EQ(at(places, "2001:db8:ffff::"), "US|");
}

TEST(Places, WithoutAVersionLineTheFirstRecordCounts) {
  EXPECT_EQ(read("apnic|JP|ipv4|192.0.2.0|256|20100101|allocated\n").ranges.size(), 1U);
}

TEST(Places, WhatCannotBeReadIsCountedByReason) {
  const auto csv = read(
      "prefix,country,network\n"
      "192.0.2.7/24,JP,\n"
      "192.0.2.0/24,Japan,\n"
      "192.0.2.0/24\n"
      "192.0.2.0/24,JP,\"open\n"
      "192.0.2.0/24,JP,a\tb\n"
      "192.0.2.0/24,,\n"
      "198.51.100.0/24,JP,x\n");
  EXPECT_EQ(csv.ranges.size(), 1U);
  EXPECT_EQ(csv.rejects.total_rejected(), 5U);
  EXPECT_THAT(csv.rejects.skipped(), ElementsAre(Key("says nothing")));
  const auto rir = read(
      "2|apnic|20260101|1|19830613|20260101|+1000\n"
      "apnic|JP|ipv4|192.0.2.0|0|20100101|allocated\n"
      "apnic|JP|ipv4|255.255.255.0|257|20100101|allocated\n"
      "apnic|JP|ipv6|2001:db8::|129|20100101|allocated\n"
      "apnic|JP|ipv4|2001:db8::|32|20100101|allocated\n"
      "apnic|JP|ipv9|192.0.2.0|256|20100101|allocated\n"
      "apnic|J|ipv4|192.0.2.0|256|20100101|allocated\n"
      "apnic|JP|ipv4|192.0.2.0\n");
  EXPECT_EQ(rir.ranges.size(), 0U);
  EXPECT_EQ(rir.rejects.total_rejected(), 7U);
}

TEST(Places, AnotherKindOfFileIsAnError) {
  for (const char* text : {"", "network,country\n192.0.2.0/24,JP\n", "a|b|c\n", "{}\n"}) {
    const auto input = io::Input::over(text);
    EXPECT_FALSE(read_places(*input)) << text;
  }
}

}  // namespace
}  // namespace noroshi::places
