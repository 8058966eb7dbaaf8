#include "intel/archive/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::archive {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string words(std::string_view text) {
  std::string result;
  std::size_t count = 0;
  append_words(text, result, count);
  return result;
}

bool finds(std::string_view query, std::string_view text) {
  const auto terms = terms_of(query);
  return !terms.empty() && holds_all(words(text), terms);
}

TEST(Words, AreLowerCaseInEveryScriptThatHasCase) {
  EXPECT_EQ(words("Emotet LOADER"), "emotet loader ");
  EXPECT_EQ(words("ÄÖÜ Łódź ΑΒΓ Όμικρον МОСКВА Ёлка Հայ"), "äöü łódź αβγ όμικρον москва ёлка հայ ");
}

TEST(Words, ScriptsWithoutBlanksGivePairs) {
  EXPECT_EQ(words("三井住友銀行"), "三井 井住 住友 友銀 銀行 ");
  EXPECT_EQ(words("국세청"), "국세 세청 ");
  EXPECT_EQ(words("税"), "税 ");
  EXPECT_EQ(words("APT攻撃2026年"), "apt 攻撃 2026 年 ");
}

TEST(Words, WidthAndVoicingAreFolded) {
  EXPECT_EQ(words("ＡＢＣ１２３"), "abc123 ");
  EXPECT_EQ(words("ﾃﾞｰﾀ"), words("データ"));
  EXPECT_EQ(words("ﾊﾟｽﾜｰﾄﾞ"), words("パスワード"));
  EXPECT_EQ(words("か\xE3\x82\x99く"), words("がく"));
  EXPECT_EQ(words("ヴィ"), words("ｳﾞｨ"));
}

TEST(Words, AddressesNamesAndHashesAreFoundWholeAndByParts) {
  constexpr std::string_view kText =
      "C2 http://evil.example.com:8080/x at 198.51.100.7, 2001:db8::1";
  for (const auto* query : {"evil.example.com", "example.com", "evil", "198.51.100.7", "51.100",
                            "2001:db8::1", "http://evil.example.com:8080/x"}) {
    EXPECT_TRUE(finds(query, kText)) << query;
  }
  for (const auto* query : {"198.51.100.70", "198.51.100.", "evil.com", "7.198"}) {
    EXPECT_EQ(finds(query, kText), std::string_view(query) == "198.51.100.") << query;
  }
}

TEST(Words, AllTermsMustBeThereInAnyOrder) {
  EXPECT_TRUE(finds("botnet emotet", "the Emotet botnet"));
  EXPECT_FALSE(finds("botnet qakbot", "the Emotet botnet"));
}

TEST(Words, TheLastWordMayBeABeginning) {
  EXPECT_TRUE(finds("emo", "Emotet"));
  EXPECT_FALSE(finds("emo ", "Emotet")) << "a blank ends the word";
  EXPECT_FALSE(finds("emo botnet", "Emotet botnet"));
  EXPECT_FALSE(finds("tet", "Emotet"));
  EXPECT_FALSE(finds("198", "1984")) << "numbers are meant as they stand";
}

TEST(Words, TwoCharactersOfJapaneseAreEnoughAndOneIsABeginning) {
  EXPECT_TRUE(finds("国税", "東京国税局"));
  EXPECT_TRUE(finds("国", "東京国税局"));
  EXPECT_FALSE(finds("国局", "東京国税局"));
  EXPECT_TRUE(finds("東京 国税局", "東京国税局"));
  EXPECT_TRUE(finds("東京\xE3\x80\x80国税局", "東京国税局")) << "U+3000 is a blank";
}

TEST(Words, NothingAskedFindsNothing) {
  EXPECT_THAT(terms_of(""), IsEmpty());
  EXPECT_THAT(terms_of(" \"'*&|!():<-> "), IsEmpty());
}

TEST(Words, QueriesAreWrittenForBothEngines) {
  const auto terms = terms_of("evil.example \"Emo");
  EXPECT_EQ(fts5_query(terms), "\"evil example\" AND \"emo\" *");
  EXPECT_EQ(tsquery(terms), "('evil' <-> 'example') & ('emo':*)");
  EXPECT_EQ(tsvector("evil example "), "'evil':1 'example':2 ");
}

TEST(Words, AreBoundedInNumberAndLength) {
  std::string text(1'000, 'x');
  EXPECT_EQ(words(text).size(), kWordLength + 1);
  EXPECT_TRUE(finds(text, text));
  text.clear();
  for (std::size_t i = 0; i < kWordsAtMost + 100; ++i) text += "a ";
  EXPECT_EQ(words(text).size(), 2 * kWordsAtMost);
}

TEST(Words, BrokenUtf8PartsWords) {
  EXPECT_EQ(words("ab\xFF"
                  "cd\xE3\x81"
                  "ef\xC3"),
            "ab cd ef ");
}

}  // namespace
}  // namespace noroshi::archive
