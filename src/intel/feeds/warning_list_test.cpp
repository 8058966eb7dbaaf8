#include "intel/feeds/warning_list.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/feeds/reading_test.hpp"

namespace noroshi::feeds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

WarningList read(std::string_view text) { return content_of(read_warning_list, text, "own.txt"); }

std::string error_of(std::string_view text, bool strict = false) {
  return refusal_of(read_warning_list, text, "own.txt", strict);
}

model::Endpoint endpoint(std::string_view text) { return model::parse_endpoint(text).value(); }

constexpr std::string_view kResolvers = R"({
  "description": "Resolvers that anyone may ask",
  "list": ["192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "203.0.113.9/24"],
  "matching_attributes": ["ip-src", "ip-dst", "domain|ip"],
  "name": "Public resolvers", "type": "cidr", "version": 20260811})";

TEST(WarningList, ReadsTheFormOfMisp) {
  const auto list = read(kResolvers);
  EXPECT_EQ(list.form, WarningList::Form::Misp);
  EXPECT_EQ(list.name, "Public resolvers");
  EXPECT_EQ(list.version, "20260811");
  EXPECT_EQ(list.description, "Resolvers that anyone may ask");
  EXPECT_EQ(list.type, "cidr");
  EXPECT_THAT(list.matching_attributes, ElementsAre("ip-src", "ip-dst", "domain|ip"));
  EXPECT_EQ(list.entries, 4U);
  EXPECT_EQ(list.networks, 4U);
}

TEST(WarningList, MatchesWholeNetworksOfBothFamilies) {
  const auto list = read(kResolvers);
  for (const auto* inside : {"192.0.2.200:443", "198.51.100.7:53/udp", "[2001:db8::1]:443"}) {
    const auto scope = list.match(endpoint(inside));
    ASSERT_TRUE(scope.has_value()) << inside;
    EXPECT_TRUE(scope->whole_address());
  }
  for (const auto* outside : {"192.0.3.1:443", "198.51.100.8:53/udp", "[2001:db9::1]:443"}) {
    EXPECT_FALSE(list.match(endpoint(outside)).has_value()) << outside;
  }
}

TEST(WarningList, KnowsObservedValuesByTheirKind) {
  const auto resolvers = read(kResolvers);
  EXPECT_TRUE(resolvers.knows("ipv4-addr", "192.0.2.9"));
  EXPECT_TRUE(resolvers.knows("ipv6-addr", "2001:db8::1"));
  EXPECT_TRUE(resolvers.knows("endpoint", "192.0.2.9:53"));
  EXPECT_FALSE(resolvers.knows("ipv4-addr", "192.0.3.9"));
  EXPECT_FALSE(resolvers.knows("domain-name", "192.0.2.9"));
  const auto names = read(R"({"list": ["portal.example"], "matching_attributes": ["domain"],
    "name": "Portals", "type": "hostname", "version": 1})");
  EXPECT_TRUE(names.knows("domain-name", "www.portal.example"));
  EXPECT_FALSE(names.knows("url", "https://portal.example/")) << "not a list for URLs";
  EXPECT_FALSE(read("192.0.2.1:53/udp").knows("ipv4-addr", "192.0.2.1")) << "one service only";
}

TEST(WarningList, RejectsPatternsThatRe2HasNot) {
  const auto list = read(R"({"list": ["/^ok\\./", "/(a)\\1/"], "matching_attributes": ["domain"],
    "name": "Patterns", "type": "regex", "version": 1})");
  EXPECT_EQ(list.rejects.total_rejected(), 1U);
  EXPECT_TRUE(list.knows("domain-name", "ok.example"));
}

TEST(WarningList, TakesBitsBehindTheLengthOfAPublishedEntryForItsNetwork) {
  EXPECT_TRUE(read(kResolvers).match(endpoint("203.0.113.200:80")).has_value());
}

TEST(WarningList, CountsWhatIsNoAddress) {
  const auto list = read(R"({"name": "mixed", "type": "string", "version": 1,
    "description": "", "list": ["192.0.2.7", "example.org", 7],
    "matching_attributes": ["ip-dst", "domain"]})");
  EXPECT_EQ(list.entries, 3U);
  EXPECT_EQ(list.networks, 1U);
  EXPECT_THAT(counts(list.rejects.skipped()),
              ElementsAre(Pair("a name, a URL or a hash, no address", 1)));
  EXPECT_THAT(counts(list.rejects.rejected()), ElementsAre(Pair("entry is no text", 1)));
  EXPECT_EQ(io::to_string(list.rejects.rejected().begin()->second.first), "entry 3");
}

TEST(WarningList, OfHashesMatchesNoAddressEvenWhereOneReadsLikeIt) {
  const auto list = read(R"({"name": "empty files", "type": "string", "version": 3,
    "description": "", "list": ["3::"], "matching_attributes": ["md5", "ssdeep"]})");
  EXPECT_FALSE(list.match(endpoint("[3::]:80")).has_value());
  EXPECT_EQ(list.networks, 0U);
}

TEST(WarningList, OfNetworksRejectsWhatIsNone) {
  const auto list = read(R"({"name": "n", "type": "cidr", "version": 3, "description": "",
    "list": ["192.0.2.0/33", "example.org", "192.0.2.0/x", "192.0.2.0/24"]})");
  EXPECT_THAT(counts(list.rejects.rejected()), ElementsAre(Pair("no network or address", 3)));
  EXPECT_EQ(list.networks, 1U);
}

TEST(WarningList, RefusesJsonThatIsNoWarningList) {
  EXPECT_THAT(error_of("{\"list\": "), HasSubstr("own.txt: MISP warning list: it is no JSON"));
  EXPECT_THAT(error_of("{\"name\": \"n\"}"), HasSubstr("it has no array 'list'"));
}

TEST(WarningList, ReadsTheOperatorsOwnLines) {
  const auto list = read(
      "# our own\n"
      "192.0.2.0/24            # a whole network\n"
      "\n"
      "198.51.100.7:443/tcp\n"
      "198.51.100.8/udp\n"
      "[2001:db8::/32]:53\r\n");
  EXPECT_EQ(list.form, WarningList::Form::Plain);
  EXPECT_EQ(list.name, "own.txt");
  EXPECT_EQ(list.networks, 4U);
  EXPECT_EQ(list.match(endpoint("192.0.2.9:1/tcp")), Scope{});
  EXPECT_EQ(list.match(endpoint("198.51.100.7:443/tcp")), (Scope{443, kTcp}));
  EXPECT_FALSE(list.match(endpoint("198.51.100.7:443/udp")).has_value());
  EXPECT_FALSE(list.match(endpoint("198.51.100.7:80/tcp")).has_value());
  EXPECT_EQ(list.match(endpoint("198.51.100.8:9/udp")), (Scope{std::nullopt, kUdp}));
  EXPECT_FALSE(list.match(endpoint("198.51.100.8:9/tcp")).has_value());
  EXPECT_EQ(list.match(endpoint("[2001:db8::5]:53/udp")), (Scope{53, std::nullopt}));
}

TEST(WarningList, NamesTheNarrowestScopeThatMatches) {
  const auto list = read("192.0.2.0/24\n192.0.2.7/tcp\n192.0.2.7:443\n192.0.2.7:443/tcp\n");
  EXPECT_EQ(list.match(endpoint("192.0.2.7:443/tcp")), (Scope{443, kTcp}));
  EXPECT_EQ(list.match(endpoint("192.0.2.7:443/udp")), (Scope{443, std::nullopt}));
  EXPECT_EQ(list.match(endpoint("192.0.2.7:80/tcp")), (Scope{std::nullopt, kTcp}));
  EXPECT_EQ(list.match(endpoint("192.0.2.8:80/tcp")), Scope{});
}

TEST(WarningList, CountsBadLinesOfTheOperatorsListWithTheFirstPlace) {
  const auto list = read(
      "192.0.2.0/24\n192.0.2.7/24\n192.0.2.7:70000\n192.0.2.7/quic\n192.0.2.7:\n:443\n[\n]:1\n");
  EXPECT_EQ(list.networks, 1U);
  EXPECT_EQ(list.rejects.total_rejected(), 7U);
  EXPECT_EQ(io::to_string(list.rejects.rejected().begin()->second.first), "line 2");
  EXPECT_THAT(error_of("192.0.2.7/24\n", true), HasSubstr("line 1"));
}

TEST(WarningList, EmptyTextIsAnEmptyList) {
  const auto list = read("");
  EXPECT_THAT(list.scopes(), IsEmpty());
  EXPECT_FALSE(list.match(endpoint("192.0.2.7:80")).has_value());
}

// The lists as MISP publishes them: each entry is accounted for, and none is rejected.
TEST(WarningList, ReadsPublishedLists) {
  const std::filesystem::path folder = NOROSHI_SHARED_DATA "/stix-taxii/misp-warninglists";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no published lists here";
  std::uint64_t networks = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto input = io::Input::open(file.path()).value();
    const auto list = read_warning_list(*input);
    ASSERT_TRUE(list.has_value()) << list.error().message;
    std::uint64_t skipped = 0;
    for (const auto& [reason, tally] : list->rejects.skipped()) skipped += tally.count;
    EXPECT_EQ(list->rejects.total_rejected(), 0U) << file.path();
    EXPECT_EQ(list->entries, list->networks + skipped) << file.path();
    EXPECT_EQ(list->networks > 0, list->type == "cidr") << file.path();
    networks += list->networks;
  }
  EXPECT_GT(networks, 1000U);
}

}  // namespace
}  // namespace noroshi::feeds
