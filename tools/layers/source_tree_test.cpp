#include "source_tree.hpp"

#include <gmock/gmock.h>

namespace noroshi::layers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Includes, AreFoundWithTheirLines) {
  const auto includes =
      includes_of("#pragma once\n#include \"net/address.hpp\"\n\n#include <map>\n");
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "net/address.hpp");
  EXPECT_TRUE(includes[0].quoted);
  EXPECT_EQ(includes[0].line, 2U);
  EXPECT_EQ(includes[1].path, "map");
  EXPECT_FALSE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 4U);
}

TEST(Includes, AreFoundHoweverTheyAreSpaced) {
  const auto includes = includes_of("  #  include\t\"a/b.hpp\"  // why\r\n");
  ASSERT_EQ(includes.size(), 1U);
  EXPECT_EQ(includes[0].path, "a/b.hpp");
}

TEST(Includes, InCommentsAreNone) {
  EXPECT_THAT(includes_of("// #include \"a/b.hpp\"\n#include\n#define include \"x\"\n"), IsEmpty());
}

TEST(Cmake, CallsKeepTheirWords) {
  const auto calls =
      cmake_calls_of("noroshi_library(io DEPENDS base  # net\n  LINK \"ZLIB::ZLIB\")\n");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].command, "noroshi_library");
  ASSERT_EQ(calls[0].words.size(), 5U);
  EXPECT_EQ(calls[0].words[2].text, "base");
  EXPECT_EQ(calls[0].words[4].text, "ZLIB::ZLIB");
  EXPECT_EQ(calls[0].words[4].line, 2U);
}

TEST(Cmake, ParenthesesInsideACallAreWordsOfIt) {
  const auto calls = cmake_calls_of("if((A AND B) OR C)\nendif()\n");
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].words.size(), 5U);
  EXPECT_EQ(calls[1].command, "endif");
}

TEST(Files, OfAMissingFolderAreNone) {
  EXPECT_THAT(files_under("/nonexistent/noroshi", {".cpp"}), IsEmpty());
}

TEST(Files, AreSortedAndChosenByTheirEnding) {
  const auto files =
      files_under(std::filesystem::path(NOROSHI_SOURCE_DIR) / "tools/layers", {"_test.cpp"});
  EXPECT_THAT(files, ElementsAre("check_test.cpp", "diagram_test.cpp", "rules_test.cpp",
                                 "source_tree_test.cpp"));
}

}  // namespace
}  // namespace noroshi::layers
