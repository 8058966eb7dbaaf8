#include "intel/pattern/pattern.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/stix/json_tree.hpp"

namespace noroshi::pattern {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal(std::string_view text, const Limits& limits = {}) {
  const auto pattern = Pattern::parse(text, limits);
  return pattern.has_value() ? "accepted" : pattern.error().message;
}

std::vector<std::string> values(std::string_view text) {
  const auto pattern = Pattern::parse(text);
  if (!pattern.has_value()) return {pattern.error().message};
  std::vector<std::string> made;
  for (const auto& value : pattern->values()) made.push_back(value.kind + " " + value.value);
  return made;
}

bool is_plain_list(std::string_view text) {
  const auto pattern = Pattern::parse(text);
  return pattern.has_value() && pattern->is_plain_list();
}

std::vector<std::string> list_values(std::string_view text) {
  const auto pattern = Pattern::parse(text);
  if (!pattern.has_value()) return {pattern.error().message};
  std::vector<std::string> made;
  for (const auto& value : pattern->list_values()) made.push_back(value.value);
  return made;
}

struct Case {
  const char* text;
  const char* why;
};

TEST(Parsing, TakesWhatTheGrammarHas) {
  for (const auto& [text, why] : std::initializer_list<Case>{
           {"[a:b = 1]", "the least"},
           {"[a:b == 1 AND a:c <> 'x' OR a:d != true]", "spellings of operators"},
           {"[a:b > 1 AND a:b < 2.5 AND a:b >= -.5 AND a:b <= +7]", "order, signs"},
           {"[a:b NOT = 1 AND a:b NOT IN (1, 2)]", "NOT before an operator"},
           {"[EXISTS a:b AND NOT EXISTS a:c]", "EXISTS before a path"},
           {"[a:b IN ()]", "an empty set"},
           {"[a:b IN (1, 2.5)]", "both are numbers"},
           {"[a:b IN ('x', 'y')]", "texts"},
           {"[a:b LIKE 'a%b_c' AND a:b NOT LIKE '']", "LIKE"},
           {"[a:b MATCHES '^a.+\\\\.exe$']", "MATCHES"},
           {"[a:b ISSUBSET '192.0.2.1/24' AND a:b NOT ISSUPERSET '2001:db8::/32']", "networks"},
           {"[win-registry-key:values[*].name = 'x' AND win-registry-key:values[0].data = '']",
            "lists; hyphens in types"},
           {"[a:b[-1] = 1]", "the grammar has negative indexes"},
           {"[a:'b c'.d.'e-f'.'it\\'s' = 'C:\\\\x']", "quoted names, escapes"},
           {"[a:b = h'' OR a:b = h'fFd8' OR a:b = b'AQ==' OR a:b = b'AQI=' OR a:b = b'AQID']",
            "octets"},
           {"[a:b = t'2024-02-29T23:59:60Z' OR a:b = t'2024-01-01T00:00:00.123456789Z']",
            "timestamps"},
           {"[a:b = t'2024-04-31T12:00:00Z']", "a day that no calendar has is in the grammar"},
           {"[a:b = 'Zürich 火山\n']", "any characters in texts"},
           {"[(a:b = 1 OR (a:c = 2)) AND a:d = 3]", "parentheses in brackets"},
           {"([a:b = 1] OR ([c:d = 2])) FOLLOWEDBY [e:f = 3]", "parentheses around brackets"},
           {"[a:b=1]AND[a:b=2]OR[a:b=3]FOLLOWEDBY[a:b=4]", "no blanks needed"},
           {"[a:b MATCHES'x' AND a:b IN('y')]", "nor here"},
           {"[a:b = 1] WITHIN 5 SECONDS REPEATS 2 TIMES START t'2024-01-01T00:00:00Z' STOP "
            "t'2024-01-01T00:00:01Z'",
            "each qualifier once"},
           {"[a:b = 1] WITHIN .5 SECONDS", "a fraction of a second"},
           {"([a:b = 1]) WITHIN 5 SECONDS WITHIN 6 SECONDS", "a group may have two of a kind"},
           {"([a:b = 1] REPEATS 2 TIMES) REPEATS 2 TIMES", "one inside, one outside"},
           {"/* x */ [a:b = 1] // to the end\n /**/ OR\t[a:b = 2]//", "comments"},
           {"\xC2\xA0[\xE3\x80\x80"
            "a:b\xE2\x80\x83=\xE1\x9A\x80"
            "1\xE2\x80\xA8\xC2\x85\xE2\x81\x9F\xE2\x80\xAF]\v\f\r\n",
            "blanks of Unicode"},
           {"[network-traffic:src_port = 1 AND user-account:user_id = 'r']",
            "two types in one AND: allowed, never true"}}) {
    EXPECT_EQ(refusal(text), "accepted") << text << ": " << why;
  }
}

TEST(Parsing, RefusesAndSaysWhereAndWhy) {
  for (const auto& [text, message] : std::initializer_list<Case>{
           {"", "column 1: expected \"[\" or \"(\", found the end"},
           {"file:size = 1280", "column 1: expected \"[\" or \"(\""},
           {"[file:size = ]", "column 14: expected a constant"},
           {"[file.size = 1280]", "column 6: expected \":\", found \".\""},
           {"[file:size 1]", "column 12: expected a comparison operator"},
           {"[file:size = 1", "column 15: expected \"]\", found the end"},
           {"[file:size = 1]]", "column 16: expected AND, OR, FOLLOWEDBY"},
           {"[]", "column 2: expected an object path"},
           {"[file:hashes.MD5 = cead3f]", "column 20: expected a constant"},
           {"[file:name MATCHES /x/]", "column 20: expected a text"},
           {"[file:name MATCHES 7]", "column 20: expected a text"},
           {"[a:b =? 'x']", "column 7: expected a constant"},
           {"[a:b = null]", "column 8: expected a constant"},
           {"[a:b > true]", "column 8: expected a constant that has an order"},
           {"[a:b IN (1, true)]", "column 13: the constants of a set must be of one type"},
           {"[a:b IN 1]", "column 9: expected \"(\""},
           {"[a:b IN (1,)]", "column 12: expected a constant"},
           {"[a:b = 01]", "whole numbers do not begin with zeros"},
           {"[a:b = 1.]", "column 9"},
           {"[a:b = h'abc']", "pairs of digits"},
           {"[a:b = b'====']", "Base64"},
           {"[a:b = b'']", "Base64"},
           {"[a:b = b'AQ=']", "Base64"},
           {"[a:b = t'2024-13-01T12:00:00Z']", "timestamps are written"},
           {"[a:b = t'2024-01-32T12:00:00Z']", "timestamps are written"},
           {"[a:b = t'2024-01-15T24:00:00Z']", "timestamps are written"},
           {"[a:b = t'2024-01-15T12:30:61Z']", "timestamps are written"},
           {"[a:b = t'2024-01-15T12:30:00']", "timestamps are written"},
           {"[a:b = t'2024-01-15t12:30:00Z']", "timestamps are written"},
           {"[a:b = t'2024-01-15T12:30:00.Z']", "timestamps are written"},
           {"[a:b = 'no end]", "this text has no end"},
           {"[a:b = 'C:\\x']", "backslashes inside need a backslash"},
           {"[a:\"b\" = 1]", "single quotes"},
           {"[file:x.a-b = 1]", "column 9: expected a property name without hyphens"},
           {"[a:IN = 1]", "column 4: expected a property name"},
           {"[a:b.true = 1]", "column 6: expected a property name"},
           {"[a:b[1.5] = 1]", "column 6: expected a list index"},
           {"[a:b and a:c = 1]", "column 6: expected a comparison operator"},
           {"[a:b=1] within 2 seconds", "column 9: expected AND, OR"},
           {"[a:b=1] WITHIN 5 HOURS", "column 18: expected \"SECONDS\""},
           {"[a:b=1] WITHIN -5 SECONDS", "WITHIN takes a number above zero"},
           {"[a:b=1] WITHIN 0 SECONDS", "WITHIN takes a number above zero"},
           {"[a:b=1] REPEATS 0 TIMES", "REPEATS takes a number above zero"},
           {"[a:b=1] REPEATS 1.5 TIMES", "expected a whole number"},
           {"[a:b=1] WITHIN 5 SECONDS WITHIN 6 SECONDS", "a second WITHIN on one observation"},
           {"[a:b=1] REPEATS 2 TIMES WITHIN 1 SECONDS REPEATS 2 TIMES", "a second REPEATS"},
           {"[a:b=1] START t'2024-01-01T00:00:00Z' STOP t'2024-01-01T00:00:00Z'",
            "START must lie before STOP"},
           {"[a:b=1] START '2024-01-01T00:00:00Z' STOP t'2025-01-01T00:00:00Z'",
            "expected a timestamp"},
           {"[a:b=1] START t'2024-01-01T00:00:00Z'", "expected \"STOP\""},
           {"[a:b=1] AND", "found the end"},
           {"([a:b=1]", "expected \")\""},
           {"[a:b=1] /* open", "a comment that begins with /* ends with */"},
           {"[火:b=1]", "column 2"},
           {"[a:火=1]", "column 4"},
           {"[a:b='火火' AND ?]", "column 15"},
           {"[file:hashes.'SHA-256' = 'f00']", "column 26: 'f00' is not a SHA-256 hash"},
           {"[file:hashes.MD5 IN ('79054025255fb1a26e4bc422aef54eb4', 'x')]", "is not a MD5 hash"},
           {"[x509-certificate:hashes.'SHA-1' = h'00']", "this constant is not a SHA-1 hash"},
           {"[a:b MATCHES 'x(?=y)']", "look-around"},
           {"[a:b MATCHES 'x(?!y)']", "look-around"},
           {"[a:b MATCHES '(?<=x)y']", "look-around"},
           {"[a:b MATCHES '(a)\\\\1']", "back references"},
           {"[a:b MATCHES '(?>a+)b']", "atomic groups"},
           {"[a:b MATCHES 'a++b']", "possessive repetition"},
           {"[a:b MATCHES '(']", "the regular expression is not valid"},
           {"[a:b MATCHES '((a{1,900}){1,900}){1,900}']", "the regular expression"},
           {"[a:b = '\xFF']", "not UTF-8"}}) {
    EXPECT_THAT(refusal(text), HasSubstr(message)) << text;
  }
}

TEST(Parsing, BoundsLengthAndDepth) {
  EXPECT_THAT(refusal("[a:b = 1]", {.length = 8}), HasSubstr("9 octets, more than the 8"));
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "[a:b = 1]" + std::string(depth, ')');
  };
  const auto nested_inside = [](std::size_t depth) {
    return "[" + std::string(depth, '(') + "a:b = 1" + std::string(depth, ')') + "]";
  };
  EXPECT_EQ(refusal(nested(128)), "accepted");
  EXPECT_EQ(refusal(nested_inside(128)), "accepted");
  EXPECT_THAT(refusal(nested(129)), HasSubstr("more than 128 parentheses"));
  EXPECT_THAT(refusal(nested_inside(129)), HasSubstr("more than 128 parentheses"));
  EXPECT_THAT(refusal(std::string(1 << 20, '(')), HasSubstr("more than 128 parentheses"));
}

TEST(Parsing, BoundsWhatRegularExpressionsCost) {
  std::string text = "[a:b MATCHES 'x'";
  for (int i = 0; i < 1024; ++i) text += " OR a:b MATCHES 'x'";
  EXPECT_THAT(refusal(text + "]"), HasSubstr("more than 1024 regular expressions"));
}

TEST(Parsing, LongChainsNeedNoStack) {
  std::string comparisons = "[a:b=1";
  std::string observations = "[a:b=1]";
  std::string qualifiers = "([a:b=1])";
  while (comparisons.size() < 1'000'000) comparisons += " OR a:b=1";
  while (observations.size() < 1'000'000) observations += "AND[a:b=1]";
  while (qualifiers.size() < 1'000'000) qualifiers += " WITHIN 1 SECONDS";
  for (const auto& text : {comparisons + "]", observations, qualifiers}) {
    const auto pattern = Pattern::parse(text);
    ASSERT_TRUE(pattern.has_value()) << pattern.error().message;
    const auto match = pattern->match({{.observables = {{"0", R"({"type":"a","b":1})"}}}});
    EXPECT_TRUE(match.has_value()) << match.error().message;
  }
}

TEST(Parsing, WarnsOfWhatCanNeverBeTrue) {
  const auto warnings = [](std::string_view text) { return Pattern::parse(text)->warnings(); };
  EXPECT_THAT(warnings("[a:b = 1 AND a:c = 2]"), IsEmpty());
  EXPECT_THAT(warnings("[x:y = 0 OR a:b = 1 AND c:d = 2]"),
              ElementsAre(HasSubstr("column 13: AND asks one observable to be a a and a c")));
  EXPECT_THAT(warnings("[a:b = t'2024-04-31T12:00:00Z']"),
              ElementsAre(HasSubstr("column 8: the calendar has no such day")));
  EXPECT_THAT(warnings("[a:b ISSUBSET 'home']"), ElementsAre(HasSubstr("no address")));
}

TEST(PublishedPatterns, AreJudgedAsTheirAuthorsSay) {
  const auto path =
      std::filesystem::path(NOROSHI_SHARED_DATA) / "stix-taxii" / "stix21-patterns.jsonl";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: " << path << " is not there";
  std::ifstream file(path);
  int judged = 0;
  for (std::string line; std::getline(file, line);) {
    stix::Tree tree;
    ASSERT_TRUE(tree.read(line, 16).has_value());
    const auto* text = tree.find(tree.root(), "pattern");
    if (text->kind == stix::Kind::Array) text = &tree.at(tree.index_of(*text) + 1);
    const bool valid = tree.find(tree.root(), "valid")->kind == stix::Kind::True;
    EXPECT_EQ(refusal(text->value) == "accepted", valid)
        << text->value << ": " << refusal(text->value);
    ++judged;
  }
  EXPECT_GT(judged, 40);
}

TEST(Values, AreWhatThePatternPointsAt) {
  EXPECT_THAT(values("[ipv4-addr:value = '198.51.100.7']"), ElementsAre("ipv4-addr 198.51.100.7"));
  EXPECT_THAT(values("[ipv6-addr:value = '2001:DB8:0::1'] OR [domain-name:value = 'Example.COM.']"),
              ElementsAre("domain-name example.com", "ipv6-addr 2001:db8::1"));
  EXPECT_THAT(values("[file:hashes.MD5 IN ('79054025255FB1A26E4BC422AEF54EB4')]"),
              ElementsAre("file-hash 79054025255fb1a26e4bc422aef54eb4"));
  EXPECT_THAT(values("[file:hashes.'MD5' != '79054025255FB1A26E4BC422AEF54EB4']"), IsEmpty());
  EXPECT_THAT(values("[autonomous-system:number = 64500]"), ElementsAre("autonomous-system 64500"));
  EXPECT_THAT(values("[domain-name:value LIKE '%.example.com' OR domain-name:value NOT = 'a.b']"),
              IsEmpty());
  EXPECT_THAT(values("[network-traffic:dst_ref.value = '198.51.100.7' AND "
                     "network-traffic:dst_port = 443]"),
              ElementsAre("endpoint 198.51.100.7:443", "ipv4-addr 198.51.100.7"));
  EXPECT_THAT(values("[network-traffic:dst_ref.value = '2001:db8::7' AND "
                     "network-traffic:dst_port = 443]"),
              ElementsAre("endpoint [2001:db8::7]:443", "ipv6-addr 2001:db8::7"));
  EXPECT_THAT(values("[domain-name:resolves_to_refs[*].value = '198.51.100.7' OR "
                     "email-message:from_ref.value = 'a@example.com']"),
              ElementsAre("email-addr a@example.com", "ipv4-addr 198.51.100.7"));
  EXPECT_THAT(values("[ipv4-addr:value = '198.51.100.7'] AND [ipv4-addr:value = '198.51.100.7']"),
              ElementsAre("ipv4-addr 198.51.100.7"));
  EXPECT_THAT(values("[x-own:value = '198.51.100.7']"), IsEmpty());
}

TEST(PlainList, IsAnOrOfEqualValues) {
  EXPECT_TRUE(is_plain_list("[ipv4-addr:value = '198.51.100.7']"));
  EXPECT_TRUE(
      is_plain_list("[ipv4-addr:value = '198.51.100.7' OR url:value IN ('http://a.example/')]"
                    " OR ([domain-name:value = 'a.example'])"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value = '198.51.100.7'] AND [url:value = 'http://a/']"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value = '198.51.100.7'] REPEATS 2 TIMES"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value = '198.51.100.7' AND ipv4-addr:x = 1]"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value = '198.51.100.7' OR ipv4-addr:value LIKE '10.%']"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value != '198.51.100.7']"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value = 'no address']"));
  EXPECT_FALSE(is_plain_list("[ipv4-addr:value IN ()]"));
  // Whoever has only the address does not know that traffic went there.
  EXPECT_FALSE(is_plain_list("[network-traffic:dst_ref.value = '198.51.100.7']"));
}

TEST(ListValues, HaveEndpointsWhereNothingElseIsAskedFor) {
  constexpr const char* kEnd =
      "network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 443";
  EXPECT_THAT(list_values(fmt::format("[{}]", kEnd)), ElementsAre("198.51.100.7:443"));
  EXPECT_THAT(list_values(fmt::format("[{} AND network-traffic:protocols[*] = 'tcp']", kEnd)),
              ElementsAre("198.51.100.7:443"));
  EXPECT_THAT(list_values("[network-traffic:src_port = 53 AND "
                          "network-traffic:src_ref.value = '2001:db8::7']"),
              ElementsAre("[2001:db8::7]:53"));
  EXPECT_THAT(list_values(fmt::format("[({}) OR ipv4-addr:value = '198.51.100.9'] OR "
                                      "[domain-name:value = 'a.example']",
                                      kEnd)),
              ElementsAre("a.example", "198.51.100.7:443", "198.51.100.9"));
}

TEST(ListValues, AreNoneWhereTheListWouldBlockMoreThanThePattern) {
  constexpr const char* kEnd =
      "network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 443";
  EXPECT_THAT(list_values("[network-traffic:dst_ref.value = '198.51.100.7']"), IsEmpty());
  EXPECT_THAT(list_values(fmt::format("[{} AND network-traffic:src_port = 9]", kEnd)), IsEmpty());
  EXPECT_THAT(list_values("[network-traffic:dst_ref.value = '198.51.100.7' AND "
                          "network-traffic:src_port = 443]"),
              IsEmpty());
  EXPECT_THAT(list_values("[network-traffic:dst_ref.value = '198.51.100.7' AND "
                          "network-traffic:dst_port != 443]"),
              IsEmpty());
  EXPECT_THAT(list_values(fmt::format("[{}] AND [{}]", kEnd, kEnd)), IsEmpty());
  EXPECT_THAT(list_values(fmt::format("[{}] REPEATS 5 TIMES", kEnd)), IsEmpty());
  EXPECT_THAT(list_values(fmt::format("[{} OR ipv4-addr:value LIKE '10.%']", kEnd)), IsEmpty());
}

TEST(Pattern, KeepsItsText) {
  const std::string text = " [a:b = 1] // why";
  EXPECT_EQ(Pattern::parse(text)->text(), text);
}

}  // namespace
}  // namespace noroshi::pattern
