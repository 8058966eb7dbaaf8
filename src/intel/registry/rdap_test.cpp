#include "intel/registry/rdap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::registry {
namespace {

using testing::ElementsAre;

net::Address address(std::string_view text) { return net::Address::parse(text).value(); }

std::vector<std::string> between(std::string_view first, std::string_view last) {
  std::vector<std::string> out;
  for (const auto& prefix : prefixes_between(address(first), address(last))) {
    out.push_back(prefix.to_string());
  }
  return out;
}

std::string reason(std::string_view json) {
  RdapReader reader;
  const auto read = reader.read(json);
  return read ? "read" : read.error().message;
}

TEST(Rdap, RangesBecomeTheFewestPrefixes) {
  EXPECT_THAT(between("192.0.2.0", "192.0.2.255"), ElementsAre("192.0.2.0/24"));
  EXPECT_THAT(between("192.0.2.1", "192.0.2.6"),
              ElementsAre("192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32"));
  EXPECT_THAT(between("255.255.255.254", "255.255.255.255"), ElementsAre("255.255.255.254/31"));
  EXPECT_THAT(between("0.0.0.0", "255.255.255.255"), ElementsAre("0.0.0.0/0"));
  EXPECT_THAT(between("2001:db8::", "2001:db8:0:2:ffff:ffff:ffff:ffff"),
              ElementsAre("2001:db8::/63", "2001:db8:0:2::/64"));
  EXPECT_THAT(between("ffff:ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
              ElementsAre("ffff:ffff::/32"));
}

TEST(Rdap, ReadsAnAnswerAsRegistriesGiveIt) {
  RdapReader reader;
  const auto network = reader.read(R"({
    "rdapConformance": ["rdap_level_0", "cidr0"], "objectClassName": "ip network",
    "handle": "NET-203-0-113-0-1", "startAddress": "203.0.113.0", "endAddress": "203.0.113.255",
    "ipVersion": "v4", "name": "EXAMPLE-NET", "type": "ALLOCATED PA", "country": "JP",
    "cidr0_cidrs": [{"v4prefix": "203.0.113.0", "length": 24}],
    "arin_originas0_originautnums": [64500],
    "entities": [
      {"objectClassName": "entity", "handle": "TECH", "roles": ["technical"],
       "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["email", {}, "text", "noc@net.example"]]]},
      {"objectClassName": "entity", "handle": "ORG", "roles": ["registrant"],
       "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Example Net"]]],
       "entities": [{"objectClassName": "entity", "roles": ["abuse", "technical"],
         "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Abuse desk"],
           ["tel", {"type": "voice"}, "uri", "tel:+81-3-0000-0000"],
           ["email", {"type": "work"}, "text", "abuse@net.example"]]]}]}]})");
  ASSERT_TRUE(network) << network.error().message;
  ASSERT_EQ(network->prefixes.size(), 1U);
  EXPECT_EQ(network->prefixes[0].to_string(), "203.0.113.0/24");
  EXPECT_EQ(network->contact, "abuse@net.example");
  EXPECT_EQ(network->name, "Example Net");
  EXPECT_EQ(network->country, "JP");
  EXPECT_EQ(network->asn, 64500U);
}

TEST(Rdap, FallsBackToTheCidrExtension) {
  RdapReader reader;
  const auto network = reader.read(R"({"objectClassName":"ip network","name":"N",
    "cidr0_cidrs":[{"v6prefix":"2001:db8::","length":32},{"v4prefix":"192.0.2.0","length":24}],
    "entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","a@b.example"]]]}]})");
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->prefixes.size(), 2U);
}

TEST(Rdap, WhatCannotRouteAReportIsCountedByReason) {
  EXPECT_EQ(reason("[]"), "no JSON object");
  EXPECT_EQ(reason(R"({"objectClassName":"domain"})"), "no ip network");
  EXPECT_EQ(reason(R"({"objectClassName":"ip network"})"), "no startAddress and endAddress");
  EXPECT_EQ(
      reason(
          R"({"objectClassName":"ip network","startAddress":"192.0.2.9","endAddress":"192.0.2.1"})"),
      "startAddress and endAddress are no range");
  EXPECT_EQ(
      reason(R"({"objectClassName":"ip network","startAddress":"192.0.2.9","endAddress":"::9"})"),
      "startAddress and endAddress are no range");
  EXPECT_EQ(reason(R"({"objectClassName":"ip network","startAddress":"0.0.0.0",)"
                   R"("endAddress":"255.255.255.255"})"),
            "too wide to be anybody's");
  EXPECT_EQ(reason(R"({"objectClassName":"ip network","startAddress":"192.0.2.0",)"
                   R"("endAddress":"192.0.2.255","entities":[{"roles":["technical"],)"
                   R"("vcardArray":["vcard",[["email",{},"text","noc@n.example"]]]}]})"),
            "no mail address with the role abuse");
}

TEST(Rdap, EntitiesWithoutEndAreNotFollowed) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += R"({"entities":[)";
  std::string json = R"({"objectClassName":"ip network","startAddress":"192.0.2.0",)"
                     R"("endAddress":"192.0.2.255","entities":[)" +
                     deep;
  for (int i = 0; i < 200; ++i) json += "]}";
  json += "]}";
  EXPECT_EQ(reason(json), "no mail address with the role abuse");
}

}  // namespace
}  // namespace noroshi::registry
