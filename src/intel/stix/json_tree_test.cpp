#include "intel/stix/json_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <simdjson.h>
#include <string>

namespace noroshi::stix {
namespace {

bool simdjson_reads(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  return parser.parse(simdjson::padded_string(text)).get(element) == simdjson::SUCCESS;
}

bool tree_reads(std::string_view text) {
  Tree tree;
  return is_utf8(text) && tree.read(text, 512) && tree.flaws().empty();
}

TEST(Tree, ReadsWhatTheOracleReads) {
  for (const auto* text : {"0",
                           "-0",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1.5",
                           "1e",
                           "1e+",
                           "1e+5",
                           "1E-05",
                           "+1",
                           "0x1",
                           "1_0",
                           "true",
                           "tru",
                           "truee",
                           "True",
                           "null",
                           "nul",
                           "NaN",
                           "Infinity",
                           "\"\"",
                           "\"",
                           "\"a",
                           "\"\\\"",
                           "\"\\n\"",
                           "\"\\x\"",
                           "\"\\u00e9\"",
                           "\"\\u00e\"",
                           "\"\\ud83d\\ude00\"",
                           "\"\\ud83d\"",
                           "\"\\ude00\"",
                           "\"\\ud83d\\u0041\"",
                           "\"\t\"",
                           "\"\x7f\"",
                           "[]",
                           "[",
                           "]",
                           "[1]",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[1]2",
                           "{}",
                           "{",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\" : [ {} , null ] }",
                           "  1  ",
                           "\xEF\xBB\xBF[]",
                           "[1]//x",
                           "\"\xC3\xA9\"",
                           "\"\xC3\"",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\""}) {
    EXPECT_EQ(tree_reads(text), simdjson_reads(text)) << text;
  }
  EXPECT_FALSE(tree_reads(""));
  EXPECT_FALSE(tree_reads(" "));
}

TEST(Tree, ReadsWhatTheOracleReadsWhenOctetsAreChanged) {
  const std::string seed =
      R"({"a":[1,-2.5e+3,true,null,"x\u00e9\n\\"],"b":{"c":{},"d":[]},"e":"\ud83d\ude00"})";
  std::mt19937 random(7);
  const std::string_view alphabet = "{}[]:,\"\\u0e+-.1tn \x01\xC3";
  int different = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seed;
    for (unsigned change = 0; change <= random() % 3; ++change) {
      text[random() % text.size()] = alphabet[random() % alphabet.size()];
    }
    Tree tree;
    // The oracle takes the second of two keys for what it says.
    const bool twice = is_utf8(text) && tree.read(text, 64) && !tree.flaws().empty() &&
                       tree.flaws().front().what == Flaw::What::DuplicateKey;
    if (twice) continue;
    ASSERT_EQ(tree_reads(text), simdjson_reads(text)) << text;
    different += tree_reads(text) ? 0 : 1;
  }
  EXPECT_GT(different, 1'000);
}

TEST(Tree, KeepsNumbersAsWritten) {
  Tree tree;
  ASSERT_TRUE(tree.read("[1.50, 12345678901234567890123456789, -0.0e-05]", 8));
  std::vector<std::string_view> numbers;
  for (const Node& number : tree.children(tree.root())) numbers.push_back(number.value);
  EXPECT_THAT(numbers, testing::ElementsAre("1.50", "12345678901234567890123456789", "-0.0e-05"));
  EXPECT_THAT(tree.flaws(), testing::IsEmpty());
}

TEST(Tree, DecodesStringsAndKeys) {
  Tree tree;
  ASSERT_TRUE(tree.read(R"({"\u0061\/":"\ud83d\ude00\u0000\t"})", 8));
  const Node* node = tree.find(tree.root(), "a/");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->value, std::string_view("\xF0\x9F\x98\x80\0\t", 6));
  EXPECT_EQ(tree.pointer(*node), "/a~1");
}

TEST(Tree, PointsToNodes) {
  Tree tree;
  ASSERT_TRUE(tree.read(R"({"a":[0,{"~":[1,2]}],"b":3})", 8));
  const Node* list = tree.find(tree.root(), "a");
  const Node& inner = *++tree.children(*list).begin();
  const Node* tilde = tree.find(inner, "~");
  EXPECT_EQ(tree.pointer(*++tree.children(*tilde).begin()), "/a/1/~0/1");
  EXPECT_EQ(tree.pointer(tree.root()), "");
  EXPECT_EQ(tree.pointer(*tree.find(tree.root(), "b")), "/b");
}

TEST(Tree, FindsTheFirstOfEqualKeysInLargeObjectsToo) {
  std::string text = R"({"k":"first")";
  for (int i = 0; i < 100; ++i) text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
  text += R"(,"k":"second"})";
  Tree tree;
  ASSERT_TRUE(tree.read(text, 8));
  EXPECT_EQ(tree.find(tree.root(), "k")->value, "first");
  EXPECT_EQ(tree.find(tree.root(), "k42")->value, "42");
  EXPECT_EQ(tree.find(tree.root(), "k100"), nullptr);
  ASSERT_EQ(tree.flaws().size(), 1U);
  EXPECT_EQ(tree.at(tree.flaws().front().node).value, "second");
}

TEST(Tree, NamesTheOctetWhereJsonEnds) {
  Tree tree;
  const auto status = tree.read(R"({"a":1,})", 8);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "no JSON at octet 7: a name in quotation marks is due");
}

TEST(Tree, WhatIsTooDeepIsSkippedAndMarked) {
  Tree tree;
  ASSERT_TRUE(tree.read("[[[1,[\"]\"]]],2]", 2));
  ASSERT_EQ(tree.flaws().size(), 1U);
  EXPECT_EQ(tree.flaws().front().what, Flaw::What::TooDeep);
  EXPECT_EQ(tree.root().count, 2U);
}

}  // namespace
}  // namespace noroshi::stix
