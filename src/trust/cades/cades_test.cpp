#include <gtest/gtest.h>

#include "trust/cades/extend.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/reader.hpp"
#include "trust/cades/seal.hpp"
#include "trust/cms/extension.hpp"
#include "trust/der/writer.hpp"
#include "trust/evidence/seal.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::cades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;

constexpr std::string_view kContent = "Nothing was seen in this network in October.\n";
const base::Micros kNow = base::Micros{1'790'000'000} * base::kSecond;

/// A small world: a root, what it issued, and what it says of them.
class Cades : public ::testing::Test {
 protected:
  Cades() {
    auto source = stamp::testing_source(stamper_.signer, [this] { return now_ += base::kMinute; });
    EXPECT_TRUE(source) << source.error().message;
    stamps_ = *std::move(source);
    material_.certificates = {middle_.certificate(), root_.certificate()};
    material_.crls = {root_.crl({})};
    for (const pki::Certificate& each : {seal_.certificate, stamper_.certificate}) {
      key::OcspWish wish{.about = each};
      material_.ocsp.push_back(middle_.ocsp(wish));
    }
  }

  [[nodiscard]] Bytes sealed(const SealSettings& settings) const {
    auto made = seal(der::view_of(kContent), *seal_.signer, settings);
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }
  [[nodiscard]] Bytes sealed() const { return sealed({.signing_time = kNow}); }

  [[nodiscard]] ExtendSettings extension() const {
    ExtendSettings settings;
    settings.stamps = stamps_.get();
    settings.material = material_;
    return settings;
  }
  [[nodiscard]] Bytes extended(const Bytes& document, Level target) const {
    auto made = extend(document, target, extension());
    EXPECT_TRUE(made) << made.error().message;
    return made ? *std::move(made) : Bytes();
  }

  base::Micros now_ = kNow;
  key::TestingAuthority root_ = key::TestingAuthority::root();
  key::TestingAuthority middle_ = root_.intermediate();
  key::Issued seal_ = middle_.issue(key::seal_wish());
  key::Issued stamper_ = middle_.issue(key::time_stamper_wish());
  std::unique_ptr<stamp::StampSource> stamps_;
  pki::Material material_{};
};

AdvancedSignature only(View document, std::span<const signature::Detached> detached = {}) {
  auto read_back = read(document, detached);
  EXPECT_TRUE(read_back) << read_back.error().message;
  if (!read_back || read_back->signatures.size() != 1) {
    ADD_FAILURE() << "not one signature";
    return {};
  }
  return read_back->signatures[0];
}

void expect_sound(const AdvancedSignature& signature) {
  EXPECT_FALSE(signature.malformed) << *signature.malformed;
  EXPECT_TRUE(signature.certificate);
  EXPECT_TRUE(signature.certificate_referenced);
  EXPECT_TRUE(signature.reference_matches);
  EXPECT_TRUE(signature.signature_intact);
  for (const auto& reference : signature.references) {
    EXPECT_TRUE(reference.found);
    EXPECT_TRUE(reference.intact);
  }
  for (const auto& each : signature.stamps) {
    const auto token = stamp::Token::parse(each.token);
    ASSERT_TRUE(token);
    const auto check = stamp::check(*token, each.imprint, signature.material.certificates);
    EXPECT_TRUE(check.signature_intact) << check.why;
    EXPECT_TRUE(check.imprint_intact) << to_string(each.kind) << ": " << check.why;
    EXPECT_FALSE(each.index_flaw) << *each.index_flaw;
  }
  EXPECT_TRUE(signature.remarks.empty()) << signature.remarks.front();
}

std::vector<StampKind> kinds(const AdvancedSignature& signature) {
  std::vector<StampKind> found;
  for (const auto& each : signature.stamps) found.push_back(each.kind);
  return found;
}

TEST_F(Cades, ASealSaysWhoWhenWhereAndWhat) {
  SealSettings settings;
  settings.signing_time = kNow;
  settings.mime_type = "text/plain";
  settings.location = {"JP", "Koganei", {"4-2-1 Nukui-Kitamachi"}};
  settings.claimed_roles = {"analyst"};
  Policy policy;
  policy.id = "1.2.392.200000.1";
  policy.hash = pki::digest(pki::Digest::Sha256, der::view_of("the policy"));
  policy.uri = "https://example.org/policy";
  settings.policy = policy;
  const AdvancedSignature signature = only(sealed(settings));
  expect_sound(signature);
  EXPECT_EQ(signature.level, Level::BB);
  EXPECT_EQ(signature.claimed_time, kNow);
  EXPECT_EQ(signature.content_type, "text/plain");
  EXPECT_EQ(signature.location, "JP, Koganei, 4-2-1 Nukui-Kitamachi");
  EXPECT_EQ(signature.claimed_roles, std::vector<std::string>{"analyst"});
  EXPECT_EQ(signature.policy, "1.2.392.200000.1");
  EXPECT_EQ(signature.algorithm, "ECDSA with SHA-256");
  EXPECT_EQ(signature.certificate, seal_.certificate);
}

TEST_F(Cades, EveryKeySeals) {
  using key::TestingKey;
  for (const TestingKey kind : {TestingKey::P384, TestingKey::P521, TestingKey::Rsa2048,
                                TestingKey::RsaPss2048, TestingKey::Ed25519}) {
    auto wish = key::seal_wish();
    wish.key = kind;
    const key::Issued issued = middle_.issue(wish);
    const auto made = seal(der::view_of(kContent), *issued.signer, {.signing_time = kNow});
    ASSERT_TRUE(made) << made.error().message;
    expect_sound(only(*made));
  }
}

TEST_F(Cades, ADescriptionStandsInForAMimeType) {
  EXPECT_EQ(only(sealed({.signing_time = kNow, .description = "monthly report"})).content_type,
            "monthly report");
}

TEST_F(Cades, ADetachedSealFindsItsContentAmongSeveral) {
  const Bytes document = sealed({.signing_time = kNow, .detached = true});
  const std::vector<signature::Detached> files{{"other.txt", der::view_of("other")},
                                               {"report.txt", der::view_of(kContent)}};
  const AdvancedSignature signature = only(document, files);
  expect_sound(signature);
  EXPECT_EQ(signature.references.at(0).name, "report.txt");
}

TEST_F(Cades, WithoutItsContentADetachedSealIsNotIntact) {
  const Bytes document = sealed({.signing_time = kNow, .detached = true});
  const AdvancedSignature missing = only(document);
  EXPECT_FALSE(missing.references.at(0).found);
  const std::vector<signature::Detached> wrong{{"other.txt", der::view_of("other")}};
  const AdvancedSignature other = only(document, wrong);
  EXPECT_TRUE(other.references.at(0).found);
  EXPECT_FALSE(other.references.at(0).intact);
}

TEST_F(Cades, ASealOverADigestIsOneOverItsContent) {
  const Bytes digest = pki::digest(pki::Digest::Sha256, der::view_of(kContent));
  const auto document = seal_digest(digest, *seal_.signer, {.signing_time = kNow});
  ASSERT_TRUE(document);
  const std::vector<signature::Detached> files{{"report.txt", der::view_of(kContent)}};
  expect_sound(only(*document, files));
}

TEST_F(Cades, AContentTimeStampComesBeforeTheSignature) {
  SealSettings settings;
  settings.signing_time = kNow;
  settings.content_stamps = stamps_.get();
  const AdvancedSignature signature = only(sealed(settings));
  expect_sound(signature);
  EXPECT_EQ(kinds(signature), std::vector<StampKind>{StampKind::Content});
  EXPECT_FALSE(signature.stamps[0].covers_signature);
}

TEST_F(Cades, LevelsAreClimbedOneByOne) {
  Bytes document = sealed();
  const Bytes value = only(document).value;
  for (const Level level : {Level::BT, Level::BLT, Level::BLTA}) {
    document = extended(document, level);
    const AdvancedSignature signature = only(document);
    expect_sound(signature);
    EXPECT_EQ(signature.level, level);
    EXPECT_EQ(signature.value, value);
  }
  EXPECT_EQ(kinds(only(document)),
            (std::vector<StampKind>{StampKind::Signature, StampKind::Archive}));
}

TEST_F(Cades, AnArchiveStampIsRenewedOverTheOneBefore) {
  const Bytes once = extended(sealed(), Level::BLTA);
  const AdvancedSignature signature = only(extended(once, Level::BLTA));
  expect_sound(signature);
  ASSERT_EQ(signature.stamps.size(), 3U);
  EXPECT_EQ(signature.stamps[1].covered_stamps, std::vector<std::string>{signature.stamps[0].id});
  EXPECT_EQ(signature.stamps[2].covered_stamps,
            (std::vector<std::string>{signature.stamps[0].id, signature.stamps[1].id}));
  EXPECT_EQ(signature.stamps[2].covered.ocsp.size(), 2U);
  EXPECT_EQ(signature.stamps[2].covered.crls.size(), 1U);
}

TEST_F(Cades, ADetachedSealIsArchivedOverItsContent) {
  ExtendSettings settings = extension();
  const Bytes document = sealed({.signing_time = kNow, .detached = true});
  EXPECT_FALSE(extend(document, Level::BLTA, settings)) << "the content is not at hand";
  settings.detached = der::view_of(kContent);
  const auto archived = extend(document, Level::BLTA, settings);
  ASSERT_TRUE(archived) << archived.error().message;
  const std::vector<signature::Detached> files{{"report.txt", der::view_of(kContent)}};
  expect_sound(only(*archived, files));
  const AdvancedSignature missing = only(*archived);
  const auto imprint = missing.stamps.at(1).imprint(pki::Digest::Sha256);
  EXPECT_FALSE(imprint) << "an archive stamp covers the content";
}

TEST_F(Cades, ALevelThatIsNotReachedIsAnError) {
  ExtendSettings settings = extension();
  settings.material.ocsp.clear();
  const auto made = extend(sealed(), Level::BLT, settings);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("B-T"), std::string::npos) << made.error().message;
  settings.stamps = nullptr;
  EXPECT_FALSE(extend(sealed(), Level::BT, settings));
}

TEST_F(Cades, ACertificateThatArchiveStampsListedCannotLeave) {
  const Bytes archived = extended(sealed(), Level::BLTA);
  auto data = cms::SignedData::parse(archived).value();
  data.certificates.pop_back();
  const AdvancedSignature signature = only(data.encode());
  ASSERT_EQ(signature.stamps.size(), 2U);
  EXPECT_TRUE(signature.stamps[1].index_flaw);
}

TEST_F(Cades, CertificatesMayComeAfterAnArchiveStamp) {
  const Bytes archived = extended(sealed(), Level::BLTA);
  cms::Addition addition;
  addition.certificates = {key::TestingAuthority::root("Another Root").certificate().der()};
  const auto more = cms::extended(archived, addition);
  ASSERT_TRUE(more);
  const AdvancedSignature signature = only(*more);
  expect_sound(signature);
  const auto& covered = signature.stamps.at(1).covered.certificates;
  EXPECT_EQ(std::count_if(covered.begin(), covered.end(),
                          [](const auto& each) {
                            return each.subject().text().find("Another") != std::string::npos;
                          }),
            0)
      << "what came later is not covered";
}

TEST_F(Cades, AValueAddedToAListedAttributeIsNotCovered) {
  auto data = cms::SignedData::parse(extended(sealed(), Level::BLTA)).value();
  const Bytes other_token =
      stamps_
          ->stamp(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, data.signers[0].signature))
          .value();
  for (cms::Attribute& each : data.signers[0].unsigned_attributes) {
    if (each.type != der::Oid(kSignatureTimeStamp)) continue;
    each.whole =
        der::sequence({der::oid(each.type), der::set_of({each.values.front(), other_token})});
  }
  const AdvancedSignature signature = only(data.encode());
  ASSERT_EQ(signature.stamps.size(), 3U);
  const auto& archive = signature.stamps[2];
  EXPECT_EQ(archive.kind, StampKind::Archive);
  ASSERT_EQ(archive.covered_stamps.size(), 1U);
  const auto covered =
      std::find_if(signature.stamps.begin(), signature.stamps.end(),
                   [&](const auto& each) { return each.id == archive.covered_stamps[0]; });
  ASSERT_NE(covered, signature.stamps.end());
  EXPECT_NE(covered->token, other_token) << "a late stamp must not gain an earlier proof";
}

TEST_F(Cades, ParallelSealsStandBesideEachOther) {
  auto wish = key::seal_wish();
  wish.common_name = "Second";
  wish.key = key::TestingKey::P384;
  const key::Issued second = middle_.issue(wish);
  const auto both =
      add_seal(extended(sealed(), Level::BLTA), *second.signer, {.signing_time = kNow});
  ASSERT_TRUE(both) << both.error().message;
  const auto document = read(*both, {});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->signatures.size(), 2U);
  for (const auto& each : document->signatures) expect_sound(each);
  EXPECT_EQ(document->signatures[0].level, Level::BLTA);
  EXPECT_EQ(document->signatures[1].level, Level::BB);
  EXPECT_EQ(document->signatures[1].position, "signer 2 of 2");
  EXPECT_NE(document->signatures[0].id, document->signatures[1].id);
}

TEST_F(Cades, ACounterSignatureIsOverTheSignatureValue) {
  const Bytes document = sealed();
  const Bytes value = only(document).value;
  const auto counter = cms::sign(cms::kData, value, *stamper_.signer, {.signing_time = kNow});
  ASSERT_TRUE(counter);
  const auto written = cms::SignedData::parse(counter->encode()).value();
  cms::Addition addition;
  addition.certificates = {stamper_.certificate.der()};
  addition.unsigned_attributes = {{cms::attribute(kCounterSignature, written.signers[0].whole)}};
  const AdvancedSignature signature = only(cms::extended(document, addition).value());
  ASSERT_EQ(signature.counter_signatures.size(), 1U);
  expect_sound(signature.counter_signatures[0]);
  EXPECT_EQ(signature.counter_signatures[0].position, "counter-signature 1 of signer 1 of 1");
}

TEST_F(Cades, AnEvidenceRecordCoversWhatStoodBeforeIt) {
  const Bytes document = extended(sealed(), Level::BT);
  const auto batch = evidence::seal({pki::digest(pki::Digest::Sha256, document), Bytes(32, 7)},
                                    pki::Digest::Sha256, *stamps_);
  ASSERT_TRUE(batch) << batch.error().message;
  const Bytes later =
      stamps_->stamp(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, only(document).value))
          .value();
  cms::Addition addition;
  addition.unsigned_attributes = {{cms::attribute(kInternalEvidence, batch->record(0).encode()),
                                   cms::attribute(kSignatureTimeStamp, later)}};
  const AdvancedSignature signature = only(cms::extended(document, addition).value());
  expect_sound(signature);
  ASSERT_EQ(signature.stamps.size(), 3U);
  const auto& record = signature.stamps[2];
  EXPECT_EQ(record.kind, StampKind::Evidence);
  EXPECT_TRUE(record.covers_signature);
  EXPECT_EQ(record.covered_stamps, std::vector<std::string>{signature.stamps[0].id});
}

TEST_F(Cades, AnEvidenceRecordOfAnotherDocumentProvesNothing) {
  const Bytes document = sealed();
  const auto batch = evidence::seal({Bytes(32, 6), Bytes(32, 7)}, pki::Digest::Sha256, *stamps_);
  ASSERT_TRUE(batch);
  cms::Addition addition;
  addition.unsigned_attributes = {{cms::attribute(kInternalEvidence, batch->record(0).encode())}};
  const AdvancedSignature signature = only(cms::extended(document, addition).value());
  ASSERT_EQ(signature.stamps.size(), 1U);
  EXPECT_FALSE(signature.stamps[0].covers_signature);
  EXPECT_TRUE(signature.stamps[0].covered.certificates.empty());
  const auto token = stamp::Token::parse(signature.stamps[0].token).value();
  EXPECT_FALSE(stamp::check(token, signature.stamps[0].imprint, {}).imprint_intact);
}

TEST_F(Cades, ABrokenSignerIsToldOfBesideASoundOne) {
  const Bytes broken = der::sequence({der::integer(1), der::null()});
  cms::Addition addition;
  addition.signers = {broken};
  const auto document = read(cms::extended(sealed(), addition).value(), {});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->signatures.size(), 2U);
  expect_sound(document->signatures[0]);
  EXPECT_TRUE(document->signatures[1].malformed);
}

TEST_F(Cades, ZerosBehindASignatureAreRemarkedOn) {
  Bytes document = sealed();
  document.resize(document.size() + 100);
  const auto found = read(document, {});
  ASSERT_TRUE(found);
  expect_sound(found->signatures.at(0));
  EXPECT_EQ(found->remarks.size(), 1U);
}

TEST_F(Cades, ASignerLeftOutIsFoundAmongOtherCertificates) {
  auto data = cms::SignedData::parse(sealed()).value();
  data.certificates.clear();
  EXPECT_FALSE(only(data.encode()).certificate);
  const auto found = read(data.encode(), {}, {root_.certificate(), seal_.certificate});
  ASSERT_TRUE(found);
  expect_sound(found->signatures.at(0));
  EXPECT_EQ(found->signatures[0].level, Level::None) << "B-B has its certificate with it";
}

TEST_F(Cades, OctetsThatWereChangedAreNoticed) {
  const Bytes document = sealed();
  auto data = cms::SignedData::parse(document).value();
  data.encap_octets.clear();
  data.content->front() ^= 1U;
  const AdvancedSignature content = only(data.encode());
  EXPECT_TRUE(content.references.at(0).found);
  EXPECT_FALSE(content.references[0].intact);
  EXPECT_TRUE(content.signature_intact) << "the attributes are as they were";
}

TEST(CadesRead, WhatIsNoSignatureIsAnError) {
  EXPECT_FALSE(read({}, {}));
  EXPECT_FALSE(read(der::view_of("not a signature"), {}));
}

}  // namespace
}  // namespace noroshi::cades
