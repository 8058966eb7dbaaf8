#include "act/channel/texts.hpp"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <set>

#include "act/channel/built_in_texts.hpp"
#include "act/channel/portal_token.hpp"
#include "act/channel/sample_test.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::channel {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

Recipient recipient(base::Language language) { return {"l", "Name", "", "", "", language}; }

class TextFiles : public ::testing::Test {
 protected:
  void write(std::string_view name, std::string_view text) {
    std::ofstream(folder_.file(name)) << text;
  }
  Result<Texts> load() { return Texts::load(sample_sender(), folder_.path().string()); }
  std::string fault() { return load().error().message; }
  base::TemporaryFolder folder_;
};

TEST(BuiltInTexts, SayWhatTheyMustInBothLanguages) {
  const Texts texts(sample_sender());
  for (const auto language : {base::Language::English, base::Language::Japanese}) {
    for (const auto* name : {"mail", "letter", "portal"}) {
      const auto text = texts.fill(name, sample_notice(), recipient(language));
      EXPECT_THAT(text, HasSubstr("0120-000-000")) << name;
      EXPECT_THAT(text, HasSubstr("case-17")) << name;
      EXPECT_THAT(text, HasSubstr("mirai")) << name;
      EXPECT_THAT(text, HasSubstr("09:03 (UTC+09:00)")) << name;
      EXPECT_THAT(text, Not(HasSubstr("{"))) << name;
      EXPECT_THAT(text, Not(HasSubstr("://"))) << "no link to click: " << name;
    }
    EXPECT_THAT(texts.fill("mail", sample_notice(), recipient(language)), HasSubstr("8F3KQ"));
    EXPECT_THAT(texts.fill("portal", sample_notice(), recipient(language)),
                Not(HasSubstr("8F3KQ")));
  }
}

TEST(BuiltInTexts, AdviceFollowsTheRemedyAndIsGeneralElsewhere) {
  const Texts texts(sample_sender());
  auto of = [&](std::string remedy) {
    auto what = sample_notice();
    what.remedy = std::move(remedy);
    return texts.fill("portal", what, recipient(base::Language::English));
  };
  EXPECT_TRUE(texts.advises("router-default-password"));
  EXPECT_FALSE(texts.advises("no-such"));
  EXPECT_THAT(of("router-default-password"), HasSubstr("administrator password"));
  EXPECT_THAT(of("no-such"), HasSubstr("install the updates that their makers offer"));
}

TEST_F(TextFiles, TakeThePlaceOfBuiltInOnes) {
  write("mail.en.txt", "{{{name}}} of {operator}\n");
  write("subject.ja.txt", "お知らせ {case}\n");
  write("advice-camera-x.en.txt", "Call {contact}.\n");
  write("advice-camera-x.ja.txt", "{contact} へ\n");
  const auto texts = load().value();
  EXPECT_EQ(texts.fill("mail", sample_notice(), recipient(base::Language::English)),
            "{Name} of Example Telecom\n");
  EXPECT_EQ(texts.fill("subject", sample_notice(), recipient(base::Language::Japanese)),
            "お知らせ case-17");
  EXPECT_TRUE(texts.advises("camera-x"));
}

TEST_F(TextFiles, UnknownPlaceholderIsNamedWithFileAndLine) {
  write("mail.en.txt", "Dear {name},\n\nyour {portl}\n");
  EXPECT_THAT(fault(), HasSubstr("mail.en.txt:3: there is no placeholder {portl}"));
  write("mail.en.txt", "{cas}");
  EXPECT_THAT(fault(), HasSubstr("did you mean {case}?"));
}

TEST_F(TextFiles, BraceThatStandsAloneIsAnError) {
  for (const auto* text : {"a {name", "a } b", "{", "{{}"}) {
    write("mail.en.txt", text);
    EXPECT_THAT(fault(), HasSubstr("mail.en.txt:1: a brace stands alone")) << text;
  }
}

TEST_F(TextFiles, AdviceHoldsNothingOfTheCase) {
  write("advice-camera-x.en.txt", "{name}");
  EXPECT_THAT(fault(), HasSubstr("{name}"));
}

TEST_F(TextFiles, OtherNamesAndOtherEncodingsAreRefused) {
  write("mail.fr.txt", "Bonjour");
  EXPECT_THAT(fault(), HasSubstr("no text has this name"));
  std::filesystem::remove(folder_.file("mail.fr.txt"));
  write("mail.ja.txt", "\x82\xa8\x92\x6d");  // Shift_JIS
  EXPECT_THAT(fault(), HasSubstr("UTF-8"));
}

TEST(PortalToken, FitsItsOwnHashOnlyHoweverItIsTyped) {
  const auto token = make_portal_token();
  EXPECT_THAT(token, MatchesRegex("([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]"));
  const auto hash = portal_token_hash(token);
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_TRUE(portal_token_fits(token, hash));
  std::string typed;
  for (const char c : token) {
    if (c != '-') typed += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
  }
  EXPECT_TRUE(portal_token_fits(" " + typed, hash));
  EXPECT_FALSE(portal_token_fits(make_portal_token(), hash));
  EXPECT_FALSE(portal_token_fits("", ""));
  EXPECT_FALSE(portal_token_fits(token + "0", hash));
  EXPECT_FALSE(portal_token_fits(token, hash.substr(1)));
  EXPECT_EQ(portal_token_hash("U" + token.substr(1)), "") << "no U in the alphabet";
}

TEST(PortalToken, UsesAllOfIts128Bits) {
  // Each of the 26 characters takes many values over some tokens; the last carries 3 bits.
  std::vector<std::set<char>> seen(26);
  for (int i = 0; i < 600; ++i) {
    std::size_t place = 0;
    for (const char c : make_portal_token()) {
      if (c != '-') seen[place++].insert(c);
    }
    ASSERT_EQ(place, 26U);
  }
  for (std::size_t place = 0; place < 25; ++place) EXPECT_EQ(seen[place].size(), 32U) << place;
  EXPECT_EQ(seen[25].size(), 8U);
}

}  // namespace
}  // namespace noroshi::channel
