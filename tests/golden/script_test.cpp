#include "script.hpp"

#include <gmock/gmock.h>

namespace noroshi::golden {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Script, PairsCommandsWithTheirOutput) {
  const auto steps = read_steps(split_lines("# Why.\n"
                                            "\n"
                                            "$ echo one\n"
                                            "one\n"
                                            "\n"
                                            "# Another.\n"
                                            "$ cat <<END\n"
                                            "> two\n"
                                            "> END\n"
                                            "two\n"
                                            "\n"
                                            "more\n"
                                            "[exit 3]\n"),
                                false);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].line, 3u);
  EXPECT_EQ(steps[0].command, "echo one");
  EXPECT_THAT(steps[0].expected, ElementsAre("one"));
  EXPECT_EQ(steps[0].status, 0);
  EXPECT_EQ(steps[1].command, "cat <<END\ntwo\nEND");
  EXPECT_THAT(steps[1].expected, ElementsAre("two", "", "more"));
  EXPECT_EQ(steps[1].status, 3);
}

TEST(Script, TakesOnlyConsoleBlocksOfMarkdown) {
  const auto steps = read_steps(split_lines("$ not this\n"
                                            "```sh\n$ nor this\n```\n"
                                            "```console\n$ this\nout\n```\n"
                                            "text\n"),
                                true);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].command, "this");
  EXPECT_THAT(steps[0].expected, ElementsAre("out"));
}

TEST(Script, MatchesExactlyWithoutWildcards) {
  EXPECT_TRUE(matches({"a", "b"}, {"a", "b"}));
  EXPECT_FALSE(matches({"a"}, {"a", "b"}));
  EXPECT_FALSE(matches({"a", "b"}, {"a"}));
  EXPECT_FALSE(matches({}, {"a"}));
  EXPECT_TRUE(matches({}, {}));
}

TEST(Script, LetsDotsStandForAnyLines) {
  EXPECT_TRUE(matches({"a", "...", "z"}, {"a", "b", "c", "z"}));
  EXPECT_TRUE(matches({"a", "...", "z"}, {"a", "z"}));
  EXPECT_FALSE(matches({"a", "...", "z"}, {"a", "b"}));
  EXPECT_TRUE(matches({"..."}, {}));
}

TEST(Script, LetsDotsStandForPartOfALine) {
  EXPECT_TRUE(line_matches("read 5 records in ... s", "read 5 records in 0.1 s"));
  EXPECT_FALSE(line_matches("read 5 records in ... s", "read 6 records in 0.1 s"));
  EXPECT_FALSE(line_matches("in ...s", "in s"));
  EXPECT_TRUE(line_matches("... to ...", "from to to"));
  EXPECT_FALSE(line_matches("abc...", "ab"));
}

TEST(SplitLines, KeepsEmptyLines) {
  EXPECT_THAT(split_lines("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(split_lines(""), IsEmpty());
}

}  // namespace
}  // namespace noroshi::golden
