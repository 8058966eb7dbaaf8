#include "base/language.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Language, KnowsLocaleNames) {
  EXPECT_EQ(parse_language("ja"), Language::Japanese);
  EXPECT_EQ(parse_language("ja_JP.UTF-8"), Language::Japanese);
  EXPECT_EQ(parse_language("en-GB"), Language::English);
  EXPECT_EQ(parse_language("C.UTF-8"), std::nullopt);
  EXPECT_EQ(parse_language("javanese"), std::nullopt);
}

TEST(Language, TakesTheFirstVariableThatIsSet) {
  EXPECT_EQ(language_of_environment(nullptr, nullptr, "ja_JP.UTF-8"), Language::Japanese);
  EXPECT_EQ(language_of_environment("C", "ja_JP.UTF-8", "ja_JP.UTF-8"), Language::English);
  EXPECT_EQ(language_of_environment("", "ja", "en"), Language::Japanese);
  EXPECT_EQ(language_of_environment(nullptr, nullptr, nullptr), Language::English);
}

TEST(Text, SpeaksBothLanguages) {
  static constexpr Text kRead{"{} records from {}", "{1} から {0} 件"};
  EXPECT_EQ(kRead.in(Language::English, 12, "x.log"), "12 records from x.log");
  EXPECT_EQ(kRead.in(Language::Japanese, 12, "x.log"), "x.log から 12 件");
}

// The constructor of Text asks fit_together while compiling; here it is asked in public.
TEST(Text, RejectsAMissingHalf) {
  EXPECT_FALSE(fit_together("{} records", ""));
  EXPECT_FALSE(fit_together("", "終わり"));
  EXPECT_TRUE(fit_together("", ""));
}

TEST(Text, RejectsArgumentsThatOnlyOneLanguageTakes) {
  EXPECT_FALSE(fit_together("{} of {}", "{} 件"));
  EXPECT_FALSE(fit_together("{0}", "{1}"));
  EXPECT_TRUE(fit_together("{} of {}", "{1} 件中 {0} 件"));
  EXPECT_TRUE(fit_together("{{literal}} {}", "{0:.2f}"));
}

}  // namespace
}  // namespace noroshi::base
