// What patterns match: the answers of the standard (STIX 2.1, section 9), each with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/pattern/pattern.hpp"

namespace noroshi::pattern {
namespace {

using base::kSecond;
using testing::ElementsAre;
using testing::HasSubstr;

std::string outcome(const Result<std::optional<Match>>& match) {
  if (!match.has_value()) return match.error().message;
  return match->has_value() ? "match" : "none";
}

std::string outcome(std::string_view text, const std::vector<Observation>& observations,
                    std::uint64_t budget = 1'000'000) {
  const auto pattern = Pattern::parse(text);
  if (!pattern.has_value()) return pattern.error().message;
  return outcome(pattern->match(observations, budget));
}

struct Asked {
  const char* text;
  bool matches;
  const char* why;
};

void expect_all(std::initializer_list<Asked> all, const std::vector<Observation>& observations) {
  for (const auto& [text, matches, why] : all)
    EXPECT_EQ(outcome(text, observations), matches ? "match" : "none") << text << ": " << why;
}

Observation observation(std::string json, base::Micros first = 0, base::Micros last = 0,
                        std::uint64_t count = 1) {
  return {first, last, count, {{"0", std::move(json)}}};
}

const std::vector<Observation>& values() {
  static const std::vector<Observation> made{observation(
      R"({"type":"test","int":5,"float":12.658,"whole":12.0,"bool":true,"text":"hello",)"
      R"("lines":"one\ntwo","wide":"火山","null":null,"ip":"192.0.2.44","net":"192.0.2.44/20",)"
      R"("ip6":"2001:db8:dead::1","huge":9007199254740993,"beyond":123456789012345678901234567890,)"
      R"("when":"2024-01-01T00:00:00.1230Z","list":["a","b"],"dict":{"k-1":{"k":7}},"empty":""})")};
  return made;
}

TEST(Comparing, Equality) {
  expect_all({{"[test:int = 5]", true, "equal"},
              {"[test:int = 5.0]", true, "numbers compare by value"},
              {"[test:whole = 12]", true, "numbers compare by value"},
              {"[test:int NOT != 5]", true, "two negations"},
              {"[test:int != 5]", false, "equal"},
              {"[test:int = true]", false, "a number is no boolean"},
              {"[test:bool = 1]", false, "a boolean is no number"},
              {"[test:bool != 1]", true, "what does not compare is unequal"},
              {"[test:int = '5']", false, "a number is no text"},
              {"[test:int NOT = '5']", true, "NOT of false"},
              {"[test:int = h'05']", false, "a number is no octets"},
              {"[test:text = 'hello']", true, "equal"},
              {"[test:text = 'Hello']", false, "case counts"},
              {"[test:text = h'68656c6c6f']", true, "a text of octets compares with octets"},
              {"[test:wide = h'68656c6c6f']", false, "characters beyond U+00FF are no octets"},
              {"[test:wide = '火山']", true, "any characters"},
              {"[test:huge = 9007199254740993]", true, "integers are exact"},
              {"[test:huge = 9007199254740992]", false, "although doubles could not tell"},
              {"[test:beyond > 9223372036854775807]", true, "beyond 64 bits"},
              {"[test:null = 'x']", false, "null is no text"},
              {"[test:null != 'x']", true, "and so unequal"},
              {"[test:dict = 'x']", false, "a dictionary compares with nothing"},
              {"[test:nothing != 1]", false, "no value, no comparison"},
              {"[other:int = 5]", false, "no observable of that type"}},
             values());
}

TEST(Comparing, Order) {
  expect_all({{"[test:int > 4.9 AND test:int < 5.1]", true, "between"},
              {"[test:int >= 5 AND test:int <= 5]", true, "borders"},
              {"[test:int > 5]", false, "not above itself"},
              {"[test:int NOT < 5]", true, "NOT of false"},
              {"[test:text > 'alice' AND test:text < 'zelda']", true, "by code points"},
              {"[test:text < 'Zelda']", false, "lower case comes after upper case"},
              {"[test:wide > 'z']", true, "by code points"},
              {"[test:int > 'a']", false, "no order between types"},
              {"[test:int <= 'a']", false, "nor the other way"},
              {"[test:text > h'61']", true, "a text as octets"},
              {"[test:null <= 'a']", false, "null has no order"}},
             values());
}

TEST(Comparing, Timestamps) {
  expect_all({{"[test:when = t'2024-01-01T00:00:00.123Z']", true, "zeros at the end say nothing"},
              {"[test:when < t'2024-01-01T00:00:00.1230000001Z']", true, "any precision"},
              {"[test:when >= t'2023-12-31T23:59:60Z']", true, "a leap second"},
              {"[test:when = '2024-01-01T00:00:00.123Z']", false, "as texts they differ"},
              {"[test:text = t'2024-01-01T00:00:00Z']", false, "a text that is no timestamp"},
              {"[test:int > t'1970-01-01T00:00:00Z']", false, "a number is none"},
              {"[test:when < t'2024-04-31T00:00:00Z']", false, "no such day, no order"}},
             values());
}

TEST(Comparing, Sets) {
  expect_all({{"[test:int IN (4, 5)]", true, "one of them"},
              {"[test:int IN (4, 5.0)]", true, "by value"},
              {"[test:int NOT IN (4, 5)]", false, "NOT of true"},
              {"[test:int IN ()]", false, "nothing is in an empty set"},
              {"[test:int NOT IN ()]", true, "NOT of false"},
              {"[test:int NOT IN ('a')]", true, "NOT of false"},
              {"[test:list[*] IN ('b')]", true, "some element"}},
             values());
}

TEST(Comparing, Like) {
  expect_all({{"[test:text LIKE 'he%']", true, "prefix"},
              {"[test:text LIKE '%lo']", true, "suffix"},
              {"[test:text LIKE '%ell%']", true, "inside"},
              {"[test:text LIKE 'h%l%o']", true, "parts in their order"},
              {"[test:text LIKE 'hello%']", true, "% may be nothing"},
              {"[test:text LIKE 'hel%lo%o']", false, "parts do not overlap"},
              {"[test:text LIKE 'hell']", false, "the whole text"},
              {"[test:text LIKE 'HE%']", false, "case counts"},
              {"[test:text LIKE 'h_ll_']", true, "_ is one character"},
              {"[test:text LIKE 'hell__']", false, "exactly one"},
              {"[test:wide LIKE '__']", true, "of any width"},
              {"[test:wide LIKE '_']", false, "two characters"},
              {"[test:lines LIKE 'one%two']", true, "line ends are characters"},
              {"[test:lines LIKE 'one_two']", true, "line ends are characters"},
              {"[test:text LIKE 'h.*o']", false, "no regular expression"},
              {"[test:empty LIKE '']", true, "empty is empty"},
              {"[test:empty LIKE '%%']", true, "empty has anything around it"},
              {"[test:empty LIKE '_']", false, "no character"},
              {"[test:int LIKE '5']", false, "a number is no text"},
              {"[test:int NOT LIKE '5']", true, "NOT of false"}},
             values());
}

TEST(Comparing, Matches) {
  expect_all({{"[test:text MATCHES 'l+']", true, "found inside"},
              {"[test:text MATCHES '^ell']", false, "anchored"},
              {"[test:text MATCHES '.lo$']", true, "anchored"},
              {"[test:lines MATCHES 'one.two']", true, "dot matches line ends (DOTALL)"},
              {"[test:wide MATCHES '^..$']", true, "characters, not octets"},
              {"[test:text MATCHES '(?i)HELLO']", true, "flags of RE2"},
              {"[test:text NOT MATCHES 'x']", true, "NOT of false"},
              {"[test:int NOT MATCHES '5']", true, "NOT of false"},
              {"[test:text MATCHES '']", true, "nothing is everywhere"}},
             values());
}

TEST(Comparing, Networks) {
  expect_all({{"[test:ip ISSUBSET '192.0.2.0/24']", true, "inside"},
              {"[test:ip ISSUBSET '192.0.2.99/24']", true, "bits after the length do not count"},
              {"[test:ip ISSUBSET '192.0.2.44']", true, "a lone address is its own network"},
              {"[test:ip NOT ISSUBSET '198.51.100.0/24']", true, "outside"},
              {"[test:ip ISSUBSET '0.0.0.0/0']", true, "all of IPv4"},
              {"[test:ip ISSUBSET '::/0']", false, "which IPv6 is not"},
              {"[test:net ISSUPERSET '192.0.3.0/24']", true, "contains"},
              {"[test:net ISSUPERSET '192.0.2.1']", true, "contains an address"},
              {"[test:net ISSUPERSET '192.0.0.0/16']", false, "too large"},
              {"[test:net ISSUBSET '192.0.0.0/20']", true, "equal is a subset"},
              {"[test:ip6 ISSUBSET '2001:0db8:dead:0000:0000:0000:0000:0000/48']", true, "IPv6"},
              {"[test:ip6 ISSUBSET '2001:db8:beef::/48']", false, "IPv6"},
              {"[test:text ISSUBSET '0.0.0.0/0']", false, "no address"},
              {"[test:int NOT ISSUBSET '0.0.0.0/0']", true, "NOT of false"},
              {"[test:ip ISSUBSET '192.0.2.0/33']", false, "no network"}},
             values());
}

TEST(Comparing, Octets) {
  const std::vector<Observation> seen{observation(
      R"({"type":"b","name_bin":"YWxpY2U=","name_hex":"616c696365","raw_hex":"01020304",)"
      R"("bad_hex":"xyz","high_bin":"1MOyoQ=="})")};
  expect_all({{"[b:name_bin = 'alice']", true, "octets compare with a text"},
              {"[b:name_bin = h'616c696365' AND b:name_hex = b'YWxpY2U=']", true, "by value"},
              {"[b:name_hex > 'aardvark']", true, "order"},
              {"[b:name_bin = 'ălice']", false, "a character that no octet is"},
              {"[b:name_bin < 'ălice']", false, "nor has it an order"},
              {"[b:name_bin LIKE '%lic%' AND b:name_bin LIKE 'a___e']", true, "octets"},
              {"[b:name_bin NOT LIKE '%ă%']", true, "NOT of false"},
              {"[b:name_bin MATCHES '\\\\x61li[c\\\\x01]e']", true, "octets"},
              {"[b:raw_hex MATCHES '.*\\\\x03']", true, "octets"},
              {"[b:high_bin MATCHES '\\\\xd4\\\\xc3\\\\xb2\\\\xa1']", true, "octets beyond 7F"},
              {"[b:high_bin LIKE 'ÔÃ_¡']", true, "octets beyond 7F"},
              {"[b:name_bin NOT MATCHES 'ălice']", true, "NOT of false"},
              {"[b:bad_hex = 'xyz']", false, "no octets, no comparison"},
              {"[b:bad_hex != 'xyz']", true, "and so unequal"}},
             seen);
}

TEST(Paths, ReachIntoListsAndDictionaries) {
  expect_all({{"[test:list[0] = 'a']", true, "from zero"},
              {"[test:list[2] = 'a']", false, "beyond the end"},
              {"[test:list[-1] = 'b']", false, "lists have no negative places"},
              {"[test:list[*] = 'b']", true, "some element"},
              {"[test:list[*] NOT = 'b']", true, "some element is another"},
              {"[test:list = 'a']", false, "a list is no text"},
              {"[test:text[0] = 'h']", false, "a text is no list"},
              {"[test:dict.'k-1'.k = 7]", true, "quoted names"},
              {"[test:dict.k = 7]", false, "one step at a time"}},
             values());
}

TEST(Paths, Exist) {
  expect_all({{"[EXISTS test:int]", true, "there"},
              {"[EXISTS test:nothing]", false, "not there"},
              {"[NOT EXISTS test:nothing]", true, "an observable without it"},
              {"[NOT EXISTS other:nothing]", false, "but there must be one of that type"},
              {"[EXISTS test:null]", false, "null is no value"},
              {"[EXISTS test:dict.'k-1']", true, "any value"},
              {"[EXISTS test:list[1]]", true, "any value"}},
             values());
}

TEST(References, LeadToObservablesOfTheSameObservation) {
  const std::vector<Observation> seen{
      {0,
       0,
       1,
       {{"0", R"({"type":"person","name":"alice","knows_ref":"1"})"},
        {"1", R"({"type":"person","name":"bob","knows_refs":["0","2"]})"},
        {"2", R"({"type":"person","name":"carol","knows_refs":["0","1","2","7"]})"}}},
      {0, 0, 1, {{"7", R"({"type":"person","name":"zelda"})"}}}};
  expect_all({{"[person:knows_ref.name = 'bob']", true, "one"},
              {"[person:knows_ref.type = 'person']", true, "its type, too"},
              {"[person:knows_refs[*].name = 'carol' AND person:knows_refs[*].name = 'bob']", true,
               "each AND looks anew, at one observable (carol)"},
              {"[person:knows_refs[*].knows_refs[*].name = 'alice']", true, "several steps"},
              {"[person:knows_refs[1].name = 'carol']", true, "by place"},
              {"[person:knows_ref.name = 'erin']", false, "nobody"},
              {"[person:knows_refs[*].name = 'zelda']", false, "she is in another observation"},
              {"[person:knows_ref = '1']", true, "a reference itself is a text"},
              {"[EXISTS person:knows_ref]", true, "and there"},
              {"[person:name.name = 'alice']", false, "other texts are no references"}},
             seen);
}

TEST(References, ThatGoInCirclesEnd) {
  std::string text = "[a:x_refs[*]";
  for (int i = 0; i < 120; ++i) text += ".x_refs[*]";
  std::vector<Observation> seen(1);
  std::string refs;
  for (int i = 0; i < 50; ++i) refs += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
  for (int i = 0; i < 50; ++i) {
    seen[0].observables.emplace_back(std::to_string(i), R"({"type":"a","v":)" + std::to_string(i) +
                                                            R"(,"x_refs":[)" + refs + "]}");
  }
  EXPECT_EQ(outcome(text + ".v = 49]", seen), "match");
  EXPECT_EQ(outcome(text + ".v = 50]", seen), "none");
}

TEST(Observing, AndAsksOneObservable) {
  const std::vector<Observation> seen{{0,
                                       0,
                                       1,
                                       {{"0", R"({"type":"person","name":"alice","age":10})"},
                                        {"1", R"({"type":"person","name":"bob","age":15})"},
                                        {"2", R"({"type":"dog","name":"rex"})"}}}};
  expect_all(
      {{"[person:name = 'alice' AND person:age < 20]", true, "alice"},
       {"[person:name = 'alice' AND person:age > 10]", false, "that is bob"},
       {"[person:name = 'alice' OR person:age > 1000 AND person:age < 0]", true,
        "AND binds tighter"},
       {"[(person:name = 'alice' OR person:age > 1000) AND person:age < 0]", false, "parentheses"},
       {"[person:name = 'alice' AND dog:name = 'rex']", false, "nobody is both"},
       {"[person:name = 'carol' OR dog:name = 'rex']", true, "OR may ask several types"},
       {"[person:name = 'alice'] AND [dog:name = 'rex']", false, "one observation serves once"},
       {"[person:name = 'alice'] OR [dog:name = 'cat']", true, "either"}},
      seen);
}

TEST(Observing, BrokenObservablesAreNotThere) {
  const std::vector<Observation> seen{
      {0, 0, 1, {{"0", "{"}, {"1", "7"}, {"2", R"({"b":1})"}, {"3", R"({"type":"a","b":1})"}}}};
  EXPECT_EQ(outcome("[a:b = 1]", seen), "match");
  EXPECT_EQ(outcome("[a:b = 1]", {}), "none");
}

std::string person(std::string_view name, int age) {
  return R"({"type":"person","name":")" + std::string(name) + R"(","age":)" + std::to_string(age) +
         "}";
}

// alice, then carol, then bob.
const std::vector<Observation>& people() {
  static const std::vector<Observation> made{
      observation(person("alice", 10), 100 * kSecond, 100 * kSecond),
      observation(person("bob", 17), 110 * kSecond, 110 * kSecond),
      observation(person("carol", 22), 105 * kSecond, 105 * kSecond)};
  return made;
}

TEST(Joining, UsesEachObservationOnce) {
  expect_all({{"[person:name='alice'] AND [person:age>20]", true, "alice, carol"},
              {"[person:name='alice'] AND [person:age=10]", false, "both are alice"},
              {"[person:name='alice'] OR [person:name='zelda']", true, "alice"},
              {"[person:age>20] AND [person:age>16] AND [person:age>9]", true, "carol, bob, alice"},
              {"[person:age>9] AND [person:age>16] AND [person:age>20]", true, "in any order"},
              {"[person:age>16] AND [person:age>16] AND [person:age>16]", false, "only two"}},
             people());
}

TEST(Joining, FollowsTime) {
  expect_all(
      {{"[person:name='alice'] FOLLOWEDBY [person:name='carol']", true, "later"},
       {"[person:name='bob'] FOLLOWEDBY [person:age<15]", false, "alice was before"},
       {"[person:name='alice'] FOLLOWEDBY [person:name='carol'] FOLLOWEDBY [person:name='bob']",
        true, "a chain"},
       {"[person:name='alice'] FOLLOWEDBY [person:name='bob'] FOLLOWEDBY [person:name='carol']",
        false, "bob was after carol"},
       {"[person:name='carol'] FOLLOWEDBY [person:name='bob'] AND [person:name='alice']", false,
        "AND binds tighter: alice would follow carol"},
       {"([person:name='carol'] FOLLOWEDBY [person:name='bob']) AND [person:name='alice']", true,
        "outside, she may be at any time"},
       {"[person:age>20] OR [person:name='zelda'] FOLLOWEDBY [person:age<0]", false,
        "OR binds tighter than FOLLOWEDBY"},
       {"[person:age>20] OR ([person:name='zelda'] FOLLOWEDBY [person:age<0])", true, "carol"}},
      people());
}

TEST(Joining, SpansMayOverlap) {
  const std::vector<Observation> seen{observation(person("alice", 1), 10 * kSecond, 30 * kSecond),
                                      observation(person("bob", 2), 20 * kSecond, 25 * kSecond),
                                      observation(person("carol", 3), 5 * kSecond, 9 * kSecond)};
  expect_all({{"[person:age=1] FOLLOWEDBY [person:age=2]", true, "10 s, then 20 s"},
              {"[person:age=2] FOLLOWEDBY [person:age=1]", true, "20 s, then 30 s"},
              {"[person:age=1] FOLLOWEDBY [person:age=3]", false, "it was over before"},
              {"([person:age=3] AND [person:age=2]) WITHIN 11 SECONDS", true, "9 s to 20 s"},
              {"([person:age=3] AND [person:age=2]) WITHIN 10.999999 SECONDS", false, "not less"},
              {"([person:age=1] AND [person:age=2]) WITHIN .000001 SECONDS", true, "they overlap"}},
             seen);
}

TEST(Qualifiers, Within) {
  expect_all(
      {{"[person:name='bob'] WITHIN 1 SECONDS", true, "one instant"},
       {"([person:name='alice'] AND [person:name='carol']) WITHIN 5 SECONDS", true, "border"},
       {"([person:name='alice'] AND [person:name='carol']) WITHIN 4.9 SECONDS", false, "less"},
       {"[person:name='alice'] AND [person:name='carol'] WITHIN 1 SECONDS", true,
        "it qualifies carol alone"},
       {"([person:name='alice'] OR [person:name='zelda']) WITHIN 1 SECONDS", true, "alice"},
       {"([person:age>5] AND [person:age>5]) WITHIN 5 SECONDS", true, "some two"},
       {"([person:age>5] AND [person:age>5] AND [person:age>5]) WITHIN 9 SECONDS", false,
        "all three take ten"}},
      people());
}

TEST(Qualifiers, StartStop) {
  expect_all(
      {{"[person:name='alice'] START t'1970-01-01T00:01:40Z' STOP t'1970-01-01T00:01:41Z'", true,
        "from start on"},
       {"[person:name='alice'] START t'1970-01-01T00:01:39Z' STOP t'1970-01-01T00:01:40Z'", false,
        "until before stop"},
       {"([person:age=10] AND [person:age=17]) START t'1970-01-01T00:01:40Z' STOP "
        "t'1970-01-01T00:01:50Z'",
        false, "bob is at stop"},
       {"[person:age=17] OR [person:age=10] START t'1970-01-01T00:00:00Z' STOP "
        "t'1970-01-01T00:00:01Z'",
        true, "it qualifies alice alone"},
       {"[person:age>5] REPEATS 2 TIMES START t'1970-01-01T00:01:40Z' STOP t'1970-01-01T00:01:46Z'",
        true, "alice, carol"},
       {"[person:age>5] REPEATS 3 TIMES START t'1970-01-01T00:01:40Z' STOP t'1970-01-01T00:01:46Z'",
        false, "bob is late"},
       {"[person:age>5] START t'2024-04-31T00:00:00Z' STOP t'2025-01-01T00:00:00Z'", false,
        "from a day that never was"}},
      people());
}

TEST(Qualifiers, Repeats) {
  expect_all(
      {{"[person:age>5] REPEATS 3 TIMES", true, "three"},
       {"[person:age>5] REPEATS 4 TIMES", false, "three only"},
       {"[person:age>5] REPEATS 2 TIMES WITHIN 5 SECONDS", true, "alice and carol"},
       {"[person:age>5] REPEATS 3 TIMES WITHIN 5 SECONDS", false, "ten seconds"},
       {"[person:age>5] WITHIN 5 SECONDS REPEATS 3 TIMES", true, "each within, alone"},
       {"([person:age>5] AND [person:age>15]) REPEATS 1 TIMES", true, "a group"},
       {"([person:age>5] AND [person:age>15]) REPEATS 2 TIMES", false, "four needed"},
       {"[person:age>5] REPEATS 2 TIMES AND [person:age<15]", true, "bob, carol; alice"},
       {"[person:age>5] REPEATS 2 TIMES AND [person:age>15] REPEATS 2 TIMES", false, "four"}},
      people());
}

TEST(Qualifiers, NumberObservedCounts) {
  const std::vector<Observation> seen{
      observation(person("alice", 10), 0, 10 * kSecond, 3),
      observation(person("bob", 17), 60 * kSecond, 60 * kSecond, 999'999'999),
      observation(person("nobody", 1), 0, 0, 0)};
  expect_all({{"[person:age=10] REPEATS 3 TIMES", true, "seen three times"},
              {"[person:age=10] REPEATS 4 TIMES", false, "not four"},
              {"[person:age=10] AND [person:age=10]", true, "two of the three"},
              {"[person:age>=10] REPEATS 1000000002 TIMES", true, "all of them"},
              {"[person:age>=10] REPEATS 1000000003 TIMES", false, "one more"},
              {"[person:age=17] REPEATS 4000000000000000000000 TIMES", false, "beyond counting"},
              {"[person:age>=10] REPEATS 4 TIMES WITHIN 49 SECONDS", true, "bob alone"},
              {"[person:age=1]", false, "observed zero times"}},
             seen);
}

TEST(Matching, SaysWhichAndWhen) {
  const auto pattern = Pattern::parse("[person:name='carol'] AND [person:name='alice']");
  const auto match = pattern->match(people());
  ASSERT_EQ(outcome(match), "match");
  EXPECT_THAT((*match)->observations, ElementsAre(0, 2));
  EXPECT_EQ((*match)->begin, 100 * kSecond);
  EXPECT_EQ((*match)->end, 105 * kSecond);
  const auto first = Pattern::parse("[person:age > 5]")->match(people());
  EXPECT_THAT((*first)->observations, ElementsAre(0));
}

TEST(Matching, EqualObservationsAreNotTriedOneByOne) {
  // 30 observations for 31 brackets: by permutations more steps than atoms on Earth.
  std::vector<Observation> seen;
  std::string text = "[person:age = 1]";
  for (int i = 0; i < 30; ++i) {
    seen.push_back(observation(person("p" + std::to_string(i), 1)));
    text += " AND [person:age = 1]";
  }
  EXPECT_EQ(outcome(text, seen, 10'000), "none");
}

TEST(Matching, BeyondTheBudgetIsAnErrorAndNoAnswer) {
  std::vector<Observation> seen;
  std::string text = "([person:age > 0] AND [person:age < 0])";
  for (int i = 1; i < 25; ++i) {
    seen.push_back(observation(person("p", i), i * kSecond, i * kSecond));
    text = "[person:age != " + std::to_string(i) + "] FOLLOWEDBY " + text;
  }
  seen.push_back(observation(person("p", -1), 0, 0));
  EXPECT_THAT(outcome(text, seen, 20'000), HasSubstr("more comparisons than allowed"));
  const auto error = Pattern::parse("[a:b = 1]")->match(people(), 2);
  ASSERT_FALSE(error.has_value());
  EXPECT_EQ(error.error().code, Errc::Limit);
}

constexpr std::string_view kBundle = R"({"type":"bundle",
"id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","objects":[
{"type":"observed-data","spec_version":"2.1","id":"observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf",
 "created":"2016-04-06T19:58:16.000Z","modified":"2016-04-06T19:58:16.000Z",
 "first_observed":"2015-12-21T19:00:00Z","last_observed":"2015-12-21T19:00:10Z","number_observed":50,
 "object_refs":["ipv4-addr--28bb3599-77cd-5a82-a950-b5bbc3caf07c",
                "domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5"]},
{"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bbc3caf07c",
 "value":"198.51.100.3"},
{"type":"domain-name","spec_version":"2.1","id":"domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5",
 "value":"example.com","resolves_to_refs":["ipv4-addr--28bb3599-77cd-5a82-a950-b5bbc3caf07c"]},
{"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--cbd67181-b9f8-595b-8bc3-3971e34fa1cc",
 "value":"198.51.100.99"},
{"type":"observed-data","spec_version":"2.1","id":"observed-data--c67d30ff-02ac-498a-92f9-32f845f448cf",
 "created":"2016-04-06T19:58:16.000Z","modified":"2016-04-06T19:58:16.000Z",
 "first_observed":"2015-12-21T19:01:00Z","last_observed":"2015-12-21T19:01:00Z","number_observed":1,
 "objects":{"0":{"type":"file","name":"a.exe","parent_directory_ref":"1"},
            "1":{"type":"directory","path":"/tmp"}}}]})";

TEST(ObservationsOf, TakesBothFormsOfObservedData) {
  const auto reading = stix::read_objects(kBundle, {.strict = false});
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  const auto seen = observations_of(reading->objects);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].last_observed - seen[0].first_observed, 10 * kSecond);
  EXPECT_EQ(seen[0].number_observed, 50U);
  expect_all({{"[ipv4-addr:value = '198.51.100.3'] REPEATS 50 TIMES", true, "observed"},
              {"[ipv4-addr:value = '198.51.100.3'] REPEATS 51 TIMES", false, "not so often"},
              {"[ipv4-addr:value = '198.51.100.99']", false, "nobody observed it"},
              {"[domain-name:resolves_to_refs[*].value = '198.51.100.3']", true, "by id"},
              {"[file:parent_directory_ref.path = '/tmp']", true, "by key"},
              {"[observed-data:number_observed = 1]", false, "it is no observable"},
              {"[ipv4-addr:value = '198.51.100.3'] FOLLOWEDBY [file:name LIKE '%.exe'] WITHIN 1 "
               "SECONDS",
               true, "in both forms"}},
             seen);
}

}  // namespace
}  // namespace noroshi::pattern
