// Signatures made here, read here and judged by pdfsig; attacks that are known, refused.
#include <array>
#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include "base/temporary_folder.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/pades/make.hpp"
#include "trust/pades/pdf.hpp"
#include "trust/pades/pdf_testing.hpp"
#include "trust/pades/reader.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::pades {
namespace {

using signature::Level;
using signature::StampKind;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::small_pdf;
using testing::Style;

constexpr base::Micros kNow = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

struct Workshop {
  key::TestingAuthority root = key::TestingAuthority::root();
  key::TestingAuthority middle = root.intermediate();
  key::Issued seal = middle.issue(key::seal_wish());
  key::Issued stamper = middle.issue(key::time_stamper_wish());
  std::unique_ptr<stamp::StampSource> stamps =
      stamp::testing_source(stamper.signer, [] { return kNow; }).value();

  [[nodiscard]] pki::Material evidence() const {
    pki::Material made;
    made.certificates = {seal.certificate, middle.certificate(), root.certificate(),
                         stamper.certificate};
    made.crls = {root.crl({})};
    key::OcspWish wish{.about = seal.certificate};
    made.ocsp = {middle.ocsp(wish)};
    made.crls.push_back(middle.crl({}));
    return made;
  }

  [[nodiscard]] Bytes signed_pdf(View pdf, const SignWish& more = {}) const {
    auto wish = more;
    wish.time = kNow;
    auto made = sign(pdf, *seal.signer, wish);
    if (!made) throw std::runtime_error(made.error().message);
    return *made;
  }
};

signature::Document document(View pdf) {
  auto made = read(pdf);
  if (!made) throw std::runtime_error(made.error().message);
  return *made;
}

/// What a program says, of both streams; none: it is not there.
std::optional<std::string> judged(const std::string& program, View pdf) {
  if (std::system(("command -v " + program + " >/dev/null").c_str()) != 0) return std::nullopt;
  base::TemporaryFolder folder;
  const auto path = folder.file("document.pdf");
  std::ofstream(path, std::ios::binary) << der::text_of(pdf);
  const auto options = program == "qpdf" ? " --check " : " -nocert ";
  FILE* pipe = ::popen((program + options + path + " 2>&1").c_str(), "r");
  std::string said;
  std::array<char, 4096> piece{};
  while (const auto octets = std::fread(piece.data(), 1, piece.size(), pipe))
    said.append(piece.data(), octets);
  ::pclose(pipe);
  return said;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

void expect_sound(View pdf) {
  if (const auto said = judged("qpdf", pdf)) {
    EXPECT_THAT(*said, HasSubstr("No syntax"));
  }
}

class EveryStyle : public ::testing::TestWithParam<Style> {};

TEST_P(EveryStyle, SignaturesAfterOneAnotherAllHoldByOurJudgeAndOthers) {
  const Workshop shop;
  auto pdf = small_pdf(GetParam());
  for (int count = 0; count < 3; ++count) pdf = shop.signed_pdf(pdf);
  const auto found = document(pdf);
  ASSERT_THAT(found.signatures, SizeIs(3));
  EXPECT_THAT(found.remarks, IsEmpty());
  for (const auto& each : found.signatures) {
    EXPECT_EQ(each.malformed, std::nullopt) << each.malformed.value_or("");
    EXPECT_TRUE(each.references.at(0).intact);
    EXPECT_TRUE(each.signature_intact);
    EXPECT_TRUE(each.reference_matches);
    EXPECT_EQ(each.level, Level::BB);
    EXPECT_EQ(each.claimed_time, kNow);
  }
  EXPECT_THAT(found.signatures[0].remarks, Contains(HasSubstr("the form or its signatures")));
  EXPECT_THAT(found.signatures[2].remarks, IsEmpty());
  if (const auto said = judged("pdfsig", pdf)) {
    EXPECT_EQ(count_of(*said, "Signature is Valid"), 3U) << *said;
    EXPECT_EQ(count_of(*said, "Total document signed"), 1U) << *said;
  }
  expect_sound(pdf);
}

TEST_P(EveryStyle, GrowsToLongTermAndAgain) {
  const Workshop shop;
  auto pdf = shop.signed_pdf(small_pdf(GetParam()), {.stamps = shop.stamps.get()});
  EXPECT_EQ(document(pdf).signatures.at(0).level, Level::BT);
  pdf = add_evidence(pdf, shop.evidence()).value();
  EXPECT_EQ(document(pdf).signatures.at(0).level, Level::BLT);
  pdf = add_document_stamp(pdf, *shop.stamps).value();
  pdf = add_document_stamp(pdf, *shop.stamps).value();
  const auto found = document(pdf);
  ASSERT_THAT(found.signatures, SizeIs(1));
  const auto& signature = found.signatures[0];
  EXPECT_EQ(signature.level, Level::BLTA);
  EXPECT_EQ(signature.malformed, std::nullopt);
  ASSERT_THAT(signature.stamps, SizeIs(3));
  ASSERT_THAT(found.stamps, SizeIs(2));
  EXPECT_EQ(signature.stamps[0].kind, StampKind::Signature);
  EXPECT_EQ(signature.stamps[1].id, found.stamps[0].id);
  EXPECT_THAT(found.stamps[0].covered_stamps, SizeIs(1));
  EXPECT_THAT(found.stamps[1].covered_stamps, SizeIs(2));
  EXPECT_THAT(found.stamps[0].covered.crls, SizeIs(2));
  for (const auto& each : signature.stamps) {
    const auto token = stamp::Token::parse(each.token).value();
    const auto check = stamp::check(token, each.imprint, {});
    EXPECT_TRUE(check.imprint_intact && check.signature_intact) << check.why;
  }
  expect_sound(pdf);
}

INSTANTIATE_TEST_SUITE_P(Styles, EveryStyle,
                         ::testing::Values(Style::Table, Style::Stream, Style::Hybrid));

TEST(Sign, EveryKindOfKeyMakesSignaturesThatOthersBelieve) {
  const auto root = key::TestingAuthority::root();
  for (const auto kind : {key::TestingKey::P256, key::TestingKey::P384, key::TestingKey::Rsa2048,
                          key::TestingKey::RsaPss2048}) {
    auto wish = key::seal_wish();
    wish.key = kind;
    const auto issued = root.issue(wish);
    const auto pdf = sign(small_pdf(), *issued.signer, {.time = kNow}).value();
    const auto found = document(pdf);
    EXPECT_TRUE(found.signatures.at(0).signature_intact);
    EXPECT_EQ(found.signatures.at(0).level, Level::BB);
    if (kind == key::TestingKey::RsaPss2048) continue;  // pdfsig of NSS does not know it
    if (const auto said = judged("pdfsig", pdf)) {
      EXPECT_THAT(*said, HasSubstr("Signature is Valid"));
    }
  }
}

TEST(Sign, FillsAnEmptyFieldAndRefusesAFilledOne) {
  const Workshop shop;
  const auto first =
      small_pdf(Style::Table, "Hello", "/AcroForm<</Fields[5 0 R]>>", "/Annots[5 0 R]");
  const auto start = Pdf::open(first).value().cross_reference().start;
  const auto form = testing::updated(
      first, start,
      {{5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Approval)/Rect[0 0 0 0]/P 3 0 R>>"}});
  const auto pdf =
      shop.signed_pdf(form, {.field = "Approval", .reason = "確認", .location = "東京"});
  const auto found = document(pdf);
  EXPECT_THAT(found.signatures.at(0).position, HasSubstr("field Approval"));
  EXPECT_EQ(found.signatures.at(0).location, "東京");
  const auto again = sign(pdf, *shop.seal.signer, {.time = kNow, .field = "Approval"});
  EXPECT_THAT(again.error().message, HasSubstr("signed already"));
  EXPECT_EQ(sign(pdf, *shop.seal.signer, {.time = kNow, .field = "X"}).error().code,
            Errc::NotFound);
}

TEST(Sign, RespectsACertificationAndLetsEvidenceBeAdded) {
  const Workshop shop;
  auto pdf = shop.signed_pdf(small_pdf(), {.certifies = 1});
  EXPECT_THAT(sign(pdf, *shop.seal.signer, {.time = kNow}).error().message, HasSubstr("DocMDP 1"));
  pdf = add_evidence(pdf, shop.evidence()).value();
  pdf = add_document_stamp(pdf, *shop.stamps).value();
  const auto found = document(pdf);
  EXPECT_EQ(found.signatures.at(0).malformed, std::nullopt);
  EXPECT_THAT(found.signatures.at(0).remarks, Not(Contains(HasSubstr("forbids"))));
  const auto second = shop.signed_pdf(small_pdf());
  EXPECT_THAT(sign(second, *shop.seal.signer, {.time = kNow, .certifies = 2}).error().message,
              HasSubstr("first signature"));
}

TEST(Evidence, IsAddedOnceAndKeptByLaterUpdates) {
  const Workshop shop;
  const auto evidence = shop.evidence();
  const auto once = add_evidence(shop.signed_pdf(small_pdf()), evidence).value();
  EXPECT_TRUE(add_evidence(once, evidence).value() == once);
  pki::Material more;
  more.crls = {shop.middle.crl({.number = 2})};
  const auto twice = add_evidence(once, more).value();
  EXPECT_THAT(document(twice).signatures.at(0).material.crls, SizeIs(3));
}

// Attacks.

std::size_t start_of(View pdf) { return Pdf::open(pdf).value().cross_reference().start; }

TEST(Attack, AnyOctetThatIsChangedIsNoticed) {
  const Workshop shop;
  auto pdf = shop.signed_pdf(small_pdf());
  const auto at = der::text_of(pdf).find("(Hello)");
  pdf[at + 1] = 'J';
  EXPECT_FALSE(document(pdf).signatures.at(0).references.at(0).intact);
}

TEST(Attack, PageShowingSomethingElseLaterIsMalformed) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf());
  const auto shown =
      testing::updated(pdf, start_of(pdf), {{4, testing::stream("", testing::shown("Pay 1000"))}});
  const auto found = document(shown).signatures.at(0);
  EXPECT_THAT(found.malformed.value_or(""), HasSubstr("a page's content changed after signing"));
  EXPECT_TRUE(found.references.at(0).intact) << "what was signed is there still";
}

TEST(Attack, PageAddedLaterIsMalformed) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf());
  const auto shown = testing::updated(
      pdf, start_of(pdf),
      {{2, "<</Type/Pages/Kids[3 0 R 17 0 R]/Count 2>>"}, {17, testing::page(2, 4)}});
  EXPECT_THAT(document(shown).signatures.at(0).malformed.value_or(""),
              HasSubstr("2 pages, 1 when"));
}

TEST(Attack, NotesAndScriptsAddedLaterAreRemarked) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf(), {.certifies = 2});
  auto opened = Pdf::open(pdf).value();
  const auto widget = opened.object(3)->find("Annots")->items.at(0).reference.number;
  const auto noted =
      testing::updated(pdf, start_of(pdf),
                       {{3, testing::page(2, 4, fmt::format("/Annots[{} 0 R 18 0 R]", widget))},
                        {18, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(Paid)>>"}});
  const auto found = document(noted).signatures.at(0);
  EXPECT_EQ(found.malformed, std::nullopt);
  EXPECT_THAT(found.remarks, Contains(AllOf(HasSubstr("annotations"), HasSubstr("forbids"))));
}

TEST(Attack, GapWiderThanTheSignatureIsMalformed) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf());
  const auto text = std::string(der::text_of(pdf));
  const auto gap = text.find("/Contents <") + 10;
  const auto range = text.find("/ByteRange [0 ");
  auto moved = text;
  const auto second = text.find(' ', range + 14) + 1;
  const auto third = text.find(' ', second) + 1;
  const auto from = std::stoul(text.substr(second));
  const auto length = std::stoul(text.substr(third));
  const auto wider = fmt::format("/ByteRange [0 {} {} {}", gap, from + 10, length - 10);
  moved.replace(range, wider.size(), wider);
  EXPECT_THAT(document(der::view_of(moved)).signatures.at(0).malformed.value_or(""),
              HasSubstr("left out of the signature"));
}

struct BadRange {
  std::string range;
  std::string why;
};

class BadByteRange : public ::testing::TestWithParam<BadRange> {};

TEST_P(BadByteRange, IsMalformedAndSaysWhy) {
  const Workshop shop;
  auto text = std::string(der::text_of(shop.signed_pdf(small_pdf())));
  const auto at = text.find("/ByteRange [");
  auto range = GetParam().range;
  range.resize(text.find(']', at) - at - 12, ' ');
  text.replace(at + 12, range.size(), range);
  EXPECT_THAT(document(der::view_of(text)).signatures.at(0).malformed.value_or(""),
              HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Ranges, BadByteRange,
    ::testing::Values(BadRange{"", "has no ByteRange"}, BadRange{"0 10 20", "3 numbers"},
                      BadRange{"1 10 20 30", "begins at 1"}, BadRange{"0 -1 20 30", "no offset"},
                      BadRange{"0 30 20 30", "overlap"}, BadRange{"0 10 20 99999999", "beyond"},
                      BadRange{"0 9 9223372036854775807 9", "beyond"},
                      BadRange{"0 0 20 30", "is empty"}, BadRange{"0 10 20 30", "left out"}));

TEST(Attack, DictionaryReplacedLaterIsMalformed) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf(), {.reason = "Approved"});
  auto opened = Pdf::open(pdf).value();
  const auto field = opened.object(3)->find("Annots")->items.at(0).reference.number;
  const auto value = opened.object(field)->find("V")->reference.number;
  const auto dictionary = opened.object(value);
  auto text = std::string(
      der::text_of(View(pdf).subspan(dictionary->begin, dictionary->end - dictionary->begin)));
  text.replace(text.find("Approved"), 8, "Rejected");
  const auto spoofed = testing::updated(pdf, start_of(pdf), {{value, text}});
  EXPECT_TRUE(document(spoofed).signatures.at(0).malformed.has_value());
}

TEST(Attack, ValueThatIsKeptApartAndChangedIsMalformed) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf(), {.reason = "Approved"});
  auto text = std::string(der::text_of(pdf));
  const auto at = text.find("(Approved)");
  text.replace(at, 10, "9 0 R     ");
  const auto apart =
      testing::updated(der::view_of(text), start_of(der::view_of(text)), {{9, "(Rejected)"}});
  EXPECT_THAT(document(apart).signatures.at(0).malformed.value_or(""),
              HasSubstr("says something else"));
}

TEST(Attack, SignatureTakenOutLaterIsRemarked) {
  const Workshop shop;
  const auto pdf = shop.signed_pdf(small_pdf());
  const auto without = testing::updated(
      pdf, start_of(pdf), {{1, "<</Type/Catalog/Pages 2 0 R>>"}, {3, testing::page(2, 4)}});
  const auto found = document(without);
  EXPECT_THAT(found.signatures, IsEmpty());
  EXPECT_THAT(found.remarks, Contains(HasSubstr("'Signature1' was taken out")));
}

TEST(Attack, OctetsBehindTheLastUpdateAreRemarked) {
  const Workshop shop;
  auto pdf = shop.signed_pdf(small_pdf());
  const std::string_view more = "something more";
  pdf.insert(pdf.end(), more.begin(), more.end());
  const auto found = document(pdf).signatures.at(0);
  EXPECT_EQ(found.malformed, std::nullopt);
  EXPECT_THAT(found.remarks, Contains(HasSubstr("belong to no update")));
}

TEST(Reader, DocumentWithoutSignaturesHasNone) {
  const auto found = document(small_pdf());
  EXPECT_THAT(found.signatures, IsEmpty());
  EXPECT_THAT(found.stamps, IsEmpty());
}

TEST(Reader, UnknownKindsAreNamed) {
  const Workshop shop;
  auto text = std::string(der::text_of(shop.signed_pdf(small_pdf())));
  const auto at = text.find("/ETSI.CAdES.detached");
  text.replace(at, 20, "/adbe.x509.rsa_sha1 ");
  EXPECT_THAT(document(der::view_of(text)).signatures.at(0).malformed.value_or(""),
              HasSubstr("adbe.x509.rsa_sha1"));
}

}  // namespace
}  // namespace noroshi::pades
