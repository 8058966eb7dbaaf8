#include "cli/text_width.hpp"

#include <gmock/gmock.h>

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidth, CountsJapaneseTwice) {
  EXPECT_EQ(display_width("beacon"), 6u);
  EXPECT_EQ(display_width("狼煙"), 4u);
  EXPECT_EQ(display_width("C&C サーバー"), 12u);
  EXPECT_EQ(display_width("é ▁█ ⣿"), 6u);
}

TEST(DisplayWidth, IgnoresColoursAndCombiningMarks) {
  EXPECT_EQ(display_width("\x1B[1;31mred\x1B[0m"), 3u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("か\u3099"), 2u);
}

TEST(DisplayWidth, CountsMalformedBytesOnceEach) {
  EXPECT_EQ(display_width("\xFF\xFE"), 2u);
  EXPECT_EQ(display_width("\xE3\x81"), 2u);
  EXPECT_EQ(display_width("\xE3(("), 3u);
}

TEST(Pad, FillsByColumnsNotBytes) {
  EXPECT_EQ(pad_right("狼煙", 6), "狼煙  ");
  EXPECT_EQ(pad_left("狼煙", 6), "  狼煙");
  EXPECT_EQ(pad_right("longer", 3), "longer");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(wrap("calls home every 300 s", 11), ElementsAre("calls home", "every 300 s"));
  EXPECT_THAT(wrap("a\n\nb", 10), ElementsAre("a", "", "b"));
}

TEST(Wrap, LetsALongWordStandAlone) {
  EXPECT_THAT(wrap("see 2001:db8::1234:5678 now", 8),
              ElementsAre("see", "2001:db8::1234:5678", "now"));
}

TEST(Wrap, BreaksBetweenJapaneseCharactersButNotBeforeClosingMarks) {
  EXPECT_THAT(wrap("定期的な通信", 8), ElementsAre("定期的な", "通信"));
  EXPECT_THAT(wrap("定期的な。通信", 8), ElementsAre("定期的", "な。通信"));
  EXPECT_THAT(wrap("通信「定期」", 6), ElementsAre("通信", "「定", "期」"));
}

TEST(Wrap, KeepsLatinWordsWholeInsideJapanese) {
  EXPECT_THAT(wrap("サーバーnoroshiです", 10), ElementsAre("サーバー", "noroshiで", "す"));
}

TEST(Wrapped, Indents) { EXPECT_EQ(wrapped("one two", 6, 2), "  one\n  two\n"); }

}  // namespace
}  // namespace noroshi::cli
