#include "hub/json_members.hpp"

#include <gmock/gmock.h>

namespace noroshi::hub {
namespace {

TEST(JsonMembers, OutermostMemberIsFoundAsItIsWritten) {
  constexpr std::string_view kText =
      R"( { "a" : {"b":1,"c":"}"} , "b":[1,"]",{"x":2}],"c":"q\"}","d":-1.5e3 ,"e":null})";
  EXPECT_EQ(member(kText, "a"), R"({"b":1,"c":"}"})");
  EXPECT_EQ(member(kText, "b"), R"([1,"]",{"x":2}])");
  EXPECT_EQ(member(kText, "c"), R"("q\"}")");
  EXPECT_EQ(member(kText, "d"), "-1.5e3");
  EXPECT_EQ(member(kText, "e"), "null");
  EXPECT_EQ(member(kText, "x"), std::nullopt) << "it lies deeper";
  EXPECT_EQ(member("{}", "a"), std::nullopt);
}

TEST(JsonMembers, WhatIsNoObjectHasNone) {
  for (const char* text : {"", "[]", "7", "{", "{\"a\"", "{\"a\":", "{a:1}", "{\"b\":1 \"a\":2}"}) {
    const auto found = member(text, "a");
    EXPECT_TRUE(!found || found->empty()) << text;
  }
}

TEST(JsonMembers, MarkingIsAddedOnceAndTheRestStays) {
  EXPECT_EQ(with_marking(R"({"type":"x"})", "m"), R"({"object_marking_refs":["m"],"type":"x"})");
  EXPECT_EQ(with_marking(R"({"a":1,"object_marking_refs":["n"], "b":2})", "m"),
            R"({"a":1,"object_marking_refs":["m","n"], "b":2})");
  const std::string there = R"({"object_marking_refs":["m","n"]})";
  EXPECT_EQ(with_marking(there, "m"), there);
  EXPECT_EQ(with_marking(R"({"object_marking_refs":[]})", "m"), R"({"object_marking_refs":["m"]})");
}

TEST(JsonMembers, ObjectWithoutMembersGetsNoCommaTooMany) {
  EXPECT_EQ(with_marking("{}", "m"), R"({"object_marking_refs":["m"]})");
  EXPECT_EQ(with_marking("{ }", "m"), R"({"object_marking_refs":["m"] })");
}

TEST(JsonMembers, IdIsReplacedWhereverItStandsAsAWholeText) {
  EXPECT_EQ(with_id_replaced(R"({"r":["a","b","a"],"s":"a b","t":"a"})", "a", "zz"),
            R"({"r":["zz","b","zz"],"s":"a b","t":"zz"})");
  EXPECT_EQ(with_id_replaced("{}", "a", "b"), "{}");
}

}  // namespace
}  // namespace noroshi::hub
