// Seals of every format made, read back, taken to every level and judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/seal/make.hpp"
#include "trust/seal/material_files.hpp"
#include "trust/seal/read.hpp"
#include "trust/stamp/local_source.hpp"
#include "trust/validate/validate.hpp"

namespace noroshi::seal {
namespace {

using base::kDay;
using base::kHour;
using signature::Level;
using testing::SizeIs;
using validate::SubIndication;

constexpr std::string_view kCsv = "address,port\n192.0.2.7,443\n";
constexpr std::string_view kPdf =
    "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    "0000000105 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n170\n%%EOF\n";

class Seal : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    stamps = stamp::testing_source(stamper.signer, [this] { return now; }).value();
    options.time = now;
    options.stamps = stamps.get();
    options.material = {
        .certificates = {root.certificate()},
        .crls = {root.crl({.this_update = now - kHour, .next_update = now + kDay})}};
  }

  [[nodiscard]] View content() const {
    return der::view_of(GetParam() == Kind::Pades ? kPdf : kCsv);
  }
  [[nodiscard]] Bytes made(Level level) {
    options.level = level;
    auto sealed = make(GetParam(), content(), *sealer.signer, options);
    EXPECT_TRUE(sealed) << sealed.error().message;
    return sealed.value_or(Bytes{});
  }
  [[nodiscard]] validate::Report judged(const Bytes& sealed, base::Micros at) const {
    validate::Settings settings{.at = at, .seals = {.anchors = {root.certificate()}}};
    settings.more.crls = {root.crl({.this_update = at - kHour, .next_update = at + kDay})};
    const auto document = read(sealed, {});
    EXPECT_TRUE(document) << document.error().message;
    return validate::validate(*document, settings);
  }

  base::Micros now = key::kTestingFrom + 365 * kDay;
  key::TestingAuthority root = key::TestingAuthority::root();
  key::Issued sealer = root.issue([] {
    auto wish = key::seal_wish();
    wish.not_after = key::kTestingFrom + 3 * 365 * kDay;
    return wish;
  }());
  key::Issued stamper = root.issue(key::time_stamper_wish());
  std::unique_ptr<stamp::StampSource> stamps{};
  MakeOptions options{};
};

std::string kind_name(const testing::TestParamInfo<Kind>& info) {
  return std::string(to_string(info.param));
}

TEST_P(Seal, EveryLevelIsReachedAndValid) {
  for (const auto level : {Level::BB, Level::BT, Level::BLT, Level::BLTA}) {
    const auto sealed = made(level);
    EXPECT_EQ(kind_of(sealed), GetParam());
    const auto report = judged(sealed, now + kHour);
    ASSERT_THAT(report.signatures, SizeIs(1));
    const auto& one = report.signatures[0];
    EXPECT_EQ(one.level, level);
    EXPECT_TRUE(report.valid()) << one.conclusion.reason.sentence(Language::English);
  }
}

TEST_P(Seal, WithoutAStampNothingIsProvedAfterTheCertificatesEnd) {
  const auto report = judged(made(Level::BB), now + 4 * 365 * kDay);
  EXPECT_EQ(report.signatures.at(0).conclusion.sub, SubIndication::OutOfBoundsNoPoe);
}

TEST_P(Seal, WithEvidenceItIsProvedAfterTheCertificatesEnd) {
  for (const auto level : {Level::BLT, Level::BLTA}) {
    const auto report = judged(made(level), now + 4 * 365 * kDay);
    EXPECT_TRUE(report.valid()) << report.signatures.at(0).conclusion.reason.sentence(
        Language::English);
    EXPECT_EQ(report.signatures.at(0).best_time, now);
  }
}

TEST_P(Seal, RenewalKeepsItAlive) {
  auto sealed = made(Level::BLTA);
  now += 365 * kDay;
  const pki::Material later{
      .crls = {root.crl({.this_update = now - kHour, .next_update = now + kDay, .number = 2})}};
  const auto renewed = extend(sealed, Level::BLTA, {}, stamps.get(), later);
  ASSERT_TRUE(renewed) << renewed.error().message;
  const auto report = judged(*renewed, now + 4 * 365 * kDay);
  EXPECT_TRUE(report.valid());
  EXPECT_GE(report.signatures.at(0).stamps.size(), 3U);
}

TEST_P(Seal, StampsNeedAnAuthority) {
  options.level = Level::BT;
  options.stamps = nullptr;
  const auto sealed = make(GetParam(), content(), *sealer.signer, options);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, Errc::InvalidUsage);
}

INSTANTIATE_TEST_SUITE_P(Formats, Seal, testing::Values(Kind::Cades, Kind::Jades, Kind::Pades),
                         kind_name);

TEST(SealKind, IsToldByContent) {
  EXPECT_EQ(kind_of(der::view_of(kPdf)), Kind::Pades);
  EXPECT_EQ(kind_of(der::view_of(kCsv)), std::nullopt);
  EXPECT_EQ(kind_of({}), std::nullopt);
  EXPECT_EQ(kind_named("jades"), Kind::Jades);
  EXPECT_EQ(kind_named("docx"), std::nullopt);
  EXPECT_EQ(kind_of(der::view_of("\n<?xml version=\"1.0\"?><a/>")), Kind::Xades);
  EXPECT_EQ(kind_of(der::view_of("PK\x03\x04 %PDF-1.7")), Kind::Asic);
}

class SealContainer : public testing::TestWithParam<asic::Form> {
 protected:
  SealContainer() {
    stamps = stamp::testing_source(stamper.signer, [this] { return now; }).value();
    options.time = now;
    options.stamps = stamps.get();
    options.mime_type = "text/csv";
    options.material = {.certificates = {root.certificate()}, .crls = {root.crl({})}};
  }

  base::Micros now = key::kTestingFrom + 365 * kDay;
  key::TestingAuthority root = key::TestingAuthority::root();
  key::Issued sealer = root.issue(key::seal_wish());
  key::Issued stamper = root.issue(key::time_stamper_wish());
  std::unique_ptr<stamp::StampSource> stamps{};
  MakeOptions options{};
};

TEST_P(SealContainer, IsMadeAtEveryLevelAndJudgedWithAllThatIsInIt) {
  const std::vector<signature::Detached> documents{{"day.csv", der::view_of(kCsv)}};
  for (const auto level : {Level::BB, Level::BT, Level::BLT, Level::BLTA}) {
    options.level = level;
    const auto sealed = make_container(GetParam(), documents, *sealer.signer, options);
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(kind_of(*sealed), Kind::Asic);
    const auto document = read(*sealed, {});
    ASSERT_TRUE(document) << document.error().message;
    validate::Settings settings{.at = now + kHour, .seals = {.anchors = {root.certificate()}}};
    settings.more.crls = {root.crl({})};
    const auto report = validate::validate(*document, settings);
    EXPECT_TRUE(report.valid()) << to_text(report, Language::English);
    EXPECT_EQ(report.signatures.front().level, level);
    EXPECT_EQ(report.container, GetParam() == asic::Form::Simple ? "ASiC-S" : "ASiC-E");
    EXPECT_EQ(report.signatures.front().references.back().name, "day.csv");
  }
}

TEST_P(SealContainer, IsNotExtended) {
  const std::vector<signature::Detached> documents{{"day.csv", der::view_of(kCsv)}};
  const auto sealed = make_container(GetParam(), documents, *sealer.signer, options).value();
  const auto extended = extend(sealed, Level::BLT, std::nullopt, stamps.get(), {});
  ASSERT_FALSE(extended);
  EXPECT_EQ(extended.error().code, Errc::InvalidUsage);
}

INSTANTIATE_TEST_SUITE_P(Forms, SealContainer,
                         testing::Values(asic::Form::Simple, asic::Form::Extended),
                         [](const testing::TestParamInfo<asic::Form>& form) {
                           return form.param == asic::Form::Simple ? "Simple" : "Extended";
                         });

TEST(SealReport, AFileThatNobodySignedStandsInEveryFormOfTheReport) {
  validate::Report report;
  report.container = "ASiC-E";
  report.uncovered = {"invoice.pdf"};
  for (const auto& text :
       {to_json(report), to_text(report, Language::English), to_text(report, Language::Japanese),
        to_html(report, "x", Language::English)}) {
    EXPECT_THAT(text, testing::HasSubstr("invoice.pdf"));
    EXPECT_THAT(text, testing::HasSubstr("ASiC-E"));
  }
}

TEST(SealEvidence, ProvesEachFileAndNoOther) {
  const auto root = key::TestingAuthority::root();
  const auto stamper = root.issue(key::time_stamper_wish());
  const auto now = key::kTestingFrom + kDay;
  auto stamps = stamp::testing_source(stamper.signer, [now] { return now; }).value();
  const std::vector<std::string> files{"one", "two", "three"};
  std::vector<Bytes> digests;
  for (const auto& file : files) {
    digests.push_back(pki::digest(pki::Digest::Sha256, der::view_of(file)));
  }
  const auto records = make_evidence(digests, pki::Digest::Sha256, *stamps).value();
  ASSERT_THAT(records, SizeIs(3));
  validate::Settings settings{.at = now + kHour, .seals = {.anchors = {root.certificate()}}};
  settings.more.crls = {root.crl({.this_update = now, .next_update = now + kDay})};
  const auto valid = [&](const Bytes& record, const std::string& file) {
    const std::vector<signature::Detached> contents{{"file", der::view_of(file)}};
    return validate::validate(read(record, contents).value(), settings).valid();
  };
  EXPECT_TRUE(valid(records[1], "two"));
  EXPECT_FALSE(valid(records[1], "three"));  // "one" is its sibling: the same list proves both
  const auto renewed = renew_evidence(records[1], *stamps).value();
  EXPECT_TRUE(valid(renewed, "two"));
  EXPECT_FALSE(valid(renewed, "three"));
  EXPECT_FALSE(validate::validate(read(records[1], {}).value(), settings).valid());
}

TEST(SealMaterial, IsReadFromAFolderWhateverItIs) {
  const base::TemporaryFolder folder;
  const auto root = key::TestingAuthority::root();
  const auto put = [&](const std::string& name, View octets) {
    ASSERT_TRUE(io::replace_file(folder.file(name), der::text_of(octets), io::Durable::No));
  };
  put("a", root.certificate().der());
  put("b", root.crl({}).der());
  put("c", root.ocsp({.about = root.issue(key::seal_wish()).certificate}).der());
  const auto material = load_material(folder.path().string());
  ASSERT_TRUE(material) << material.error().message;
  EXPECT_THAT(material->certificates, SizeIs(1));
  EXPECT_THAT(material->crls, SizeIs(1));
  EXPECT_THAT(material->ocsp, SizeIs(1));
  put("d", der::view_of("nothing of this"));
  EXPECT_FALSE(load_material(folder.path().string()));
}

TEST(SealRead, TakesPemApart) {
  const auto root = key::TestingAuthority::root();
  const auto sealer = root.issue(key::seal_wish());
  const auto sealed =
      make(Kind::Cades, der::view_of(kCsv), *sealer.signer, {.time = key::kTestingFrom}).value();
  EXPECT_EQ(unwrapped(sealed).value(), sealed);
  const auto pem = der::copy_of(der::view_of("-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n"));
  EXPECT_EQ(unwrapped(pem).value(), (Bytes{0x30, 0x00}));
}

}  // namespace
}  // namespace noroshi::seal
