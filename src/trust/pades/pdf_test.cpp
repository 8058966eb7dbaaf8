#include "trust/pades/pdf.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include "trust/pades/filter.hpp"
#include "trust/pades/pdf_testing.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::small_pdf;
using testing::Style;

Object parsed(std::string_view text) {
  const auto octets = der::copy_of(der::view_of(text));
  auto made = Parser(octets).object();
  EXPECT_TRUE(made) << text;
  return made ? *made : Object{};
}

std::string refusal(std::string_view text) {
  const auto made = Parser(der::view_of(text)).object();
  return made ? "" : made.error().message;
}

TEST(Parser, ReadsEveryKindOfObject) {
  EXPECT_TRUE(parsed("null").is(Kind::Null));
  EXPECT_EQ(parsed("true").integer, 1);
  EXPECT_EQ(parsed("-17").integer, -17);
  EXPECT_DOUBLE_EQ(parsed("+.25").real, 0.25);
  EXPECT_DOUBLE_EQ(parsed("4.").real, 4);
  EXPECT_EQ(parsed("/A#42 ").text, "AB");
  EXPECT_EQ(parsed("12 3 R").reference, (Reference{12, 3}));
  EXPECT_EQ(parsed("[1 2 3 R 4]").items[1].reference, (Reference{2, 3}));
  EXPECT_EQ(parsed("<</A 1/B[2]>>").find("B")->items[0].integer, 2);
}

TEST(Parser, ReadsStringsAsTheStandardSays) {
  EXPECT_EQ(parsed("(a(b)c)").text, "a(b)c");
  EXPECT_EQ(parsed("(\\n\\\\\\)\\101\\7)").text, "\n\\)A\7");
  EXPECT_EQ(parsed("(a\\\nb\r\nc)").text, "ab\nc");
  EXPECT_EQ(parsed("<48 656C6c6F7>").text, "Hellop");
  EXPECT_TRUE(parsed("<00>").hexadecimal);
}

TEST(Parser, KnowsWhereAStringStands) {
  const auto made = parsed("<</Contents <0102>/B 1>>");
  EXPECT_EQ(made.find("Contents")->begin, 12U);
  EXPECT_EQ(made.find("Contents")->end, 18U);
}

TEST(Parser, RefusesWhatIsNoObjectWithItsOffset) {
  EXPECT_THAT(refusal("<</A 1"), HasSubstr("offset 6"));
  EXPECT_THAT(refusal("(abc"), HasSubstr("without an end"));
  EXPECT_THAT(refusal("<0g>"), HasSubstr("offset 2"));
  EXPECT_THAT(refusal("wrong"), HasSubstr("no object begins"));
  EXPECT_THAT(refusal(std::string(5000, '[')), HasSubstr("too deeply"));
}

TEST(Parser, SaysWhenADictionaryHasAKeyTwice) {
  const auto made = parsed("<</A 1/A 2>>");
  EXPECT_TRUE(made.repeated_key);
  EXPECT_EQ(made.find("A")->integer, 2);
}

TEST(Parser, TextIsReadInEveryEncoding) {
  EXPECT_EQ(text_of(parsed("<FEFF65E5672CD83DDE00>")), "日本😀");
  EXPECT_EQ(text_of(parsed("<EFBBBFE697A5>")), "日");
  EXPECT_EQ(text_of(parsed("(\\240)")), "€");
}

Bytes deflated(View plain) {
  Bytes packed(compressBound(plain.size()));
  uLongf size = packed.size();
  EXPECT_EQ(compress(packed.data(), &size, plain.data(), plain.size()), Z_OK);
  packed.resize(size);
  return packed;
}

Object flate_stream(View packed, const std::string& parameters) {
  auto made = parsed("<</Filter/FlateDecode" + parameters + ">>");
  made.kind = Kind::Stream;
  made.raw = packed;
  return made;
}

TEST(Filter, UndoesEveryPredictorOfPng) {
  // Rows of three octets behind the number of their filter, worked out by hand.
  const Bytes rows{0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1};
  const auto packed = deflated(rows);
  const auto plain =
      decoded(flate_stream(packed, "/DecodeParms<</Predictor 12/Columns 3>>")).value();
  EXPECT_EQ(plain, (Bytes{1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5}));
}

TEST(Filter, ChainsOfFiltersAreUndoneInTheirOrder) {
  auto made = parsed("<</Filter[/ASCIIHexDecode/ASCII85Decode]>>");
  made.kind = Kind::Stream;
  const std::string text = "39 6A 71 6F 7E 3E>";  // "9jqo~>"
  made.raw = der::view_of(text);
  EXPECT_EQ(der::text_of(decoded(made).value()), "Man");
}

TEST(Filter, RefusesBombsAndStrangers) {
  const auto bomb = deflated(Bytes(kMostDecoded + 1));
  EXPECT_EQ(decoded(flate_stream(bomb, "")).error().code, Errc::Limit);
  auto made = parsed("<</Filter/JPXDecode>>");
  made.kind = Kind::Stream;
  EXPECT_THAT(decoded(made).error().message, HasSubstr("JPXDecode"));
}

class PdfOfEveryStyle : public ::testing::TestWithParam<Style> {};

TEST_P(PdfOfEveryStyle, IsReadToItsPage) {
  const auto octets = small_pdf(GetParam());
  auto pdf = Pdf::open(octets).value();
  const auto page = pdf.item(pdf.get(pdf.get(pdf.catalogue(), "Pages"), "Kids"), 0);
  EXPECT_TRUE(pdf.get(page, "Type")->is_name("Page"));
  EXPECT_THAT(std::string(der::text_of(pdf.contents(pdf.get(page, "Contents")).value())),
              HasSubstr("(Hello)"));
  EXPECT_THAT(pdf.remarks(), IsEmpty());
  EXPECT_EQ(pdf.next_number(), 20U);
}

TEST_P(PdfOfEveryStyle, IsReadWithoutItsCrossReferencesAndSaysSo) {
  auto text = std::string(der::text_of(small_pdf(GetParam())));
  text.replace(text.rfind("startxref"), 9, "startxxxx");
  auto pdf = Pdf::open(der::view_of(text)).value();
  EXPECT_TRUE(pdf.get(pdf.get(pdf.catalogue(), "Pages"), "Kids")->is(Kind::Array));
  ASSERT_EQ(pdf.remarks().size(), 1U);
  EXPECT_THAT(pdf.remarks()[0], HasSubstr("searched for"));
}

INSTANTIATE_TEST_SUITE_P(Styles, PdfOfEveryStyle,
                         ::testing::Values(Style::Table, Style::Stream, Style::Hybrid));

TEST(Pdf, NewerRevisionsWinAndPrefixesShowOlderOnes) {
  const auto first = small_pdf();
  auto old = Pdf::open(first).value();
  const auto second = testing::updated(first, old.cross_reference().start,
                                       {{4, testing::stream("", testing::shown("Bye"))}});
  auto now = Pdf::open(second).value();
  const auto text = [](Pdf& pdf) {
    return std::string(der::text_of(pdf.contents(pdf.object(4)).value()));
  };
  EXPECT_THAT(text(now), HasSubstr("Bye"));
  EXPECT_EQ(now.cross_reference().sections.size(), 2U);
  auto prefix = Pdf::open(View(second).first(first.size())).value();
  EXPECT_THAT(text(prefix), HasSubstr("Hello"));
}

TEST(Pdf, WrongLengthOfAStreamIsMadeGoodByItsEnd) {
  auto text = std::string(der::text_of(small_pdf()));
  const auto at = text.find("/Length ");
  text.replace(at, 10, "/Length 99");
  auto pdf = Pdf::open(der::view_of(text)).value();
  EXPECT_THAT(std::string(der::text_of(pdf.contents(pdf.object(4)).value())), HasSubstr("ET"));
}

TEST(Pdf, ChainThatRunsInACircleIsSearchedInstead) {
  const auto first = small_pdf();
  const auto start = Pdf::open(first).value().cross_reference().start;
  auto text = std::string(der::text_of(testing::updated(first, start, {{9, "1"}})));
  const auto own = text.substr(text.rfind("startxref\n") + 10);
  const auto prev = fmt::format("/Prev {}", start);
  text.replace(text.rfind(prev), prev.size(), "/Prev " + own.substr(0, own.find('\n')));
  auto pdf = Pdf::open(der::view_of(text)).value();
  EXPECT_THAT(pdf.cross_reference().repaired, HasSubstr("circle"));
}

TEST(Pdf, ReferencesInACircleAreNull) {
  const auto first = small_pdf();
  const auto start = Pdf::open(first).value().cross_reference().start;
  const auto second = testing::updated(first, start, {{8, "9 0 R"}, {9, "8 0 R"}});
  auto pdf = Pdf::open(second).value();
  EXPECT_TRUE(pdf.resolved(pdf.object(8))->is(Kind::Null));
}

TEST(Pdf, EncryptedAndOtherFilesAreRefusedInWords) {
  auto text = std::string(der::text_of(small_pdf()));
  const auto at = text.rfind("/Root");
  text.insert(at, "/Encrypt<</Filter/Standard>>");
  EXPECT_THAT(Pdf::open(der::view_of(text)).error().message, HasSubstr("encrypted"));
  EXPECT_THAT(Pdf::open(der::view_of("PK")).error().message, HasSubstr("no PDF"));
}

}  // namespace
}  // namespace noroshi::pades
