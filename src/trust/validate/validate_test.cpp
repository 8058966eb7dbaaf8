// The algorithm of EN 319 102-1 over signatures made by hand: each indication is reached, for the
// reason that it names.
#include "trust/validate/validate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::validate {
namespace {

using base::kDay;
using signature::AdvancedSignature;
using signature::StampKind;
using testing::HasSubstr;
using Sub = SubIndication;

constexpr base::Micros kYear = 365 * kDay;
constexpr base::Micros kSigned = key::kTestingFrom + kYear;  // 2020-12-31

der::Bytes octets(std::string_view text) { return der::copy_of(der::view_of(text)); }

/// A root, whoever seals and stamps under it, and what both need.
class World {
 public:
  World() {
    settings.at = kSigned + 30 * kDay;
    settings.seals.anchors = {root.certificate()};
    settings.more.crls = {
        root.crl({.this_update = settings.at - kDay, .next_update = settings.at + kDay})};
  }

  AdvancedSignature sealed(const key::Issued& by) const {
    AdvancedSignature made{.format = signature::Format::Cades,
                           .level = signature::Level::BB,
                           .id = "S-1",
                           .value = octets("the signature value"),
                           .certificate = by.certificate,
                           .certificate_referenced = true,
                           .reference_matches = true,
                           .signature_intact = true,
                           .digest = pki::Digest::Sha256,
                           .algorithm = "ECDSA with SHA-256"};
    made.references = {{.name = "content", .found = true, .intact = true}};
    return made;
  }

  /// A stamp over the signature value, of this time.
  signature::Stamp stamp(const key::Issued& by, base::Micros at, const AdvancedSignature& over,
                         std::string id, StampKind kind = StampKind::Signature) const {
    const auto imprint = pki::digest(pki::Digest::Sha256, over.value);
    auto source = stamp::testing_source(by.signer, [at] { return at; }).value();
    const auto value = over.value;
    return {.kind = kind,
            .id = std::move(id),
            .token = source->stamp(pki::Digest::Sha256, imprint).value(),
            .imprint = [value](pki::Digest digest) -> Result<der::Bytes> {
              return pki::digest(digest, value);
            },
            .covers_signature = kind != StampKind::Content};
  }

  SignatureReport judge(const AdvancedSignature& signature) const {
    return validate({.signatures = {signature}}, settings).signatures.at(0);
  }

  key::TestingAuthority root = key::TestingAuthority::root();
  key::Issued sealer = root.issue(key::seal_wish());
  key::Issued stamper = root.issue(key::time_stamper_wish());
  Settings settings{};
};

key::CertificateWish short_lived() {
  auto wish = key::seal_wish();
  wish.not_before = kSigned - 10 * kDay;
  wish.not_after = kSigned + 10 * kDay;
  return wish;
}

TEST(Validate, PassesWhatIsRight) {
  const World world;
  const auto report = world.judge(world.sealed(world.sealer));
  EXPECT_TRUE(report.conclusion.passed()) << report.conclusion.reason.sentence(Language::English);
  EXPECT_TRUE(report.anchored);
  ASSERT_EQ(report.chain.size(), 2U);
  EXPECT_EQ(report.chain[0].corporate_number, "7000012050002");
  EXPECT_EQ(report.best_time, world.settings.at);
}

TEST(Validate, FailsWhatFollowsNoFormat) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.malformed = "two message digests";
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Failed);
  EXPECT_EQ(found.sub, Sub::FormatFailure);
  EXPECT_THAT(found.reason.sentence(Language::English), HasSubstr("two message digests"));
}

TEST(Validate, FailsChangedContent) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.references[0].intact = false;
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Failed);
  EXPECT_EQ(found.sub, Sub::HashFailure);
}

TEST(Validate, FailsWrongSignatureValue) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.signature_intact = false;
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::SigCryptoFailure);
}

TEST(Validate, CannotJudgeWithoutTheContent) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.references[0].found = false;
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Indeterminate);
  EXPECT_EQ(found.sub, Sub::SignedDataNotFound);
}

TEST(Validate, CannotJudgeWithoutTheCertificateOrWithAnother) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.reference_matches = false;
  EXPECT_EQ(world.judge(signature).conclusion.reason.rule, Rule::SignerMismatch);
  signature.certificate.reset();
  EXPECT_EQ(world.judge(signature).conclusion.reason.rule, Rule::SignerUnknown);
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::NoSigningCertificateFound);
}

TEST(Validate, DemandsThatTheSignatureNamesItsCertificate) {
  World world;
  auto signature = world.sealed(world.sealer);
  signature.certificate_referenced = false;
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::SigConstraintsFailure);
  world.settings.certificate_reference = false;
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
}

TEST(Validate, KnowsNobodyWithoutAnAnchor) {
  World world;
  world.settings.seals.anchors = {key::TestingAuthority::root("Another").certificate()};
  EXPECT_EQ(world.judge(world.sealed(world.sealer)).conclusion.sub, Sub::NoCertificateChainFound);
}

TEST(Validate, AsksToTryLaterWithoutWordOfTheStatus) {
  World world;
  world.settings.more.crls.clear();
  const auto found = world.judge(world.sealed(world.sealer)).conclusion;
  EXPECT_EQ(found.sub, Sub::TryLater);
  EXPECT_EQ(found.reason.rule, Rule::RevocationUnknown);
  world.settings.revocation = pki::RevocationCheck::WhereHeld;
  EXPECT_TRUE(world.judge(world.sealed(world.sealer)).conclusion.passed());
}

TEST(Validate, AsksToTryLaterWhenWordIsOld) {
  World world;
  world.settings.more.crls = {
      world.root.crl({.this_update = kSigned - kDay, .next_update = kSigned + kDay})};
  const auto found = world.judge(world.sealed(world.sealer)).conclusion;
  EXPECT_EQ(found.sub, Sub::TryLater);
  EXPECT_EQ(found.reason.rule, Rule::RevocationStale);
}

TEST(Validate, StaleWordIsFreshAtTheTimeOfTheStamp) {
  World world;
  const auto crl = world.root.crl({.this_update = kSigned - kDay, .next_update = kSigned + kDay});
  world.settings.more.crls = {
      crl, world.root.crl({.this_update = world.settings.at, .next_update = {}})};
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  // The stamper's own status is fresh only by what the caller allows.
  world.settings.freshness = 2 * kDay;
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
}

World with_revocation(base::Micros when,
                      pki::RevocationReason why = pki::RevocationReason::KeyCompromise) {
  World world;
  world.settings.more.crls = {world.root.crl(
      {.this_update = world.settings.at - kDay,
       .next_update = world.settings.at + kDay,
       .revoked = {{.certificate = world.sealer.certificate, .time = when, .reason = why}}})};
  return world;
}

TEST(Validate, RevokedWithoutProofIsIndeterminate) {
  const auto world = with_revocation(kSigned + kDay);
  const auto found = world.judge(world.sealed(world.sealer)).conclusion;
  EXPECT_EQ(found.sub, Sub::RevokedNoPoe);
  EXPECT_THAT(found.reason.sentence(Language::English), HasSubstr("keyCompromise"));
}

TEST(Validate, StampFromBeforeTheRevocationSavesTheSignature) {
  const auto world = with_revocation(kSigned + kDay);
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  const auto report = world.judge(signature);
  EXPECT_TRUE(report.conclusion.passed());
  EXPECT_EQ(report.best_time, kSigned);
  EXPECT_EQ(report.best_time_by, "stamp T-1");
}

TEST(Validate, StampFromAfterTheRevocationDoesNot) {
  const auto world = with_revocation(kSigned - kDay);
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::RevokedNoPoe);
}

TEST(Validate, ContentStampedAfterTheRevocationIsRevoked) {
  const auto world = with_revocation(kSigned - kDay);
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1", StampKind::Content)};
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Failed);
  EXPECT_EQ(found.sub, Sub::Revoked);
}

TEST(Validate, SuspendedMeansTryLater) {
  const auto world = with_revocation(kSigned, pki::RevocationReason::CertificateHold);
  const auto found = world.judge(world.sealed(world.sealer)).conclusion;
  EXPECT_EQ(found.sub, Sub::TryLater);
  EXPECT_EQ(found.reason.rule, Rule::SignerSuspended);
}

TEST(Validate, RevokedAuthorityIsSaidToBeOne) {
  World world;
  const auto middle = world.root.intermediate();
  const auto sealer = middle.issue(key::seal_wish());
  world.settings.more.certificates = {middle.certificate()};
  world.settings.more.crls = {
      world.root.crl({.this_update = world.settings.at - kDay,
                      .next_update = world.settings.at + kDay,
                      .revoked = {{.certificate = middle.certificate(), .time = kSigned}}}),
      middle.crl(
          {.this_update = world.settings.at - kDay, .next_update = world.settings.at + kDay})};
  EXPECT_EQ(world.judge(world.sealed(sealer)).conclusion.sub, Sub::RevokedCaNoPoe);
}

TEST(Validate, ExpiredWithoutProofIsOutOfBounds) {
  World world;
  const auto sealer = world.root.issue(short_lived());
  EXPECT_EQ(world.judge(world.sealed(sealer)).conclusion.sub, Sub::OutOfBoundsNoPoe);
  world.settings.more.crls.push_back(
      world.root.crl({.this_update = kSigned, .next_update = kSigned + kDay}));
  EXPECT_EQ(world.judge(world.sealed(sealer)).conclusion.sub, Sub::OutOfBoundsNotRevoked);
}

TEST(Validate, StampWithinTheValidityPeriodSavesAnExpiredOne) {
  World world;
  const auto sealer = world.root.issue(short_lived());
  world.settings.more.crls.push_back(
      world.root.crl({.this_update = kSigned, .next_update = kSigned + kDay}));
  auto signature = world.sealed(sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
}

TEST(Validate, StampFromBeforeTheCertificateMakesItNotYetValid) {
  World world;
  auto wish = key::seal_wish();
  wish.not_before = kSigned + kDay;
  const auto sealer = world.root.issue(wish);
  auto signature = world.sealed(sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Failed);
  EXPECT_EQ(found.sub, Sub::NotYetValid);
}

TEST(Validate, ContentStampedAfterExpiryIsExpired) {
  const World world;
  const auto sealer = world.root.issue(short_lived());
  auto signature = world.sealed(sealer);
  signature.stamps = {
      world.stamp(world.stamper, kSigned + 20 * kDay, signature, "T-1", StampKind::Content)};
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.indication, Indication::Failed);
  EXPECT_EQ(found.sub, Sub::Expired);
}

TEST(Validate, StampOverSomethingElseProvesNothing) {
  const auto world = with_revocation(kSigned + kDay);
  auto signature = world.sealed(world.sealer);
  auto other = signature;
  other.value = octets("another value");
  signature.stamps = {world.stamp(world.stamper, kSigned, other, "T-1")};
  const auto value = signature.value;
  signature.stamps[0].imprint = [value](pki::Digest digest) -> Result<der::Bytes> {
    return pki::digest(digest, value);
  };
  const auto report = world.judge(signature);
  EXPECT_EQ(report.conclusion.sub, Sub::RevokedNoPoe);
  EXPECT_EQ(report.stamps.at(0).conclusion.sub, Sub::HashFailure);
}

TEST(Validate, StamperWithoutThePurposeProvesNothing) {
  const auto world = with_revocation(kSigned + kDay);
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  auto settings = world.settings;
  settings.stampers.anchors = {key::TestingAuthority::root("Another").certificate()};
  const auto report = validate({.signatures = {signature}}, settings).signatures.at(0);
  EXPECT_EQ(report.conclusion.sub, Sub::RevokedNoPoe);
  EXPECT_EQ(report.stamps.at(0).conclusion.sub, Sub::NoCertificateChainFound);
}

TEST(Validate, StampsAreInOrder) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.stamps = {
      world.stamp(world.stamper, kSigned + kDay, signature, "T-1", StampKind::Content),
      world.stamp(world.stamper, kSigned, signature, "T-2")};
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::TimestampOrderFailure);
}

TEST(Validate, LateStampBreaksTheDemandedDelay) {
  World world;
  world.settings.stamp_delay = base::kHour;
  auto signature = world.sealed(world.sealer);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  EXPECT_EQ(world.judge(signature).conclusion.reason.rule, Rule::ClaimedTimeMissing);
  signature.claimed_time = kSigned - 2 * base::kHour;
  EXPECT_EQ(world.judge(signature).conclusion.reason.rule, Rule::StampTooLate);
  signature.claimed_time = kSigned - base::kMinute;
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
}

TEST(Validate, WeakAlgorithmNeedsProofFromBeforeItsEnd) {
  World world;
  world.settings.algorithms.digests = {{pki::Digest::Sha256}, {pki::Digest::Sha1, kSigned + kDay}};
  auto signature = world.sealed(world.sealer);
  signature.digest = pki::Digest::Sha1;
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::CryptoConstraintsFailureNoPoe);
  signature.stamps = {world.stamp(world.stamper, kSigned, signature, "T-1")};
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
  signature.stamps = {world.stamp(world.stamper, kSigned + 2 * kDay, signature, "T-1")};
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::CryptoConstraintsFailureNoPoe);
  signature.stamps.push_back(
      world.stamp(world.stamper, kSigned + 2 * kDay, signature, "T-0", StampKind::Content));
  EXPECT_EQ(world.judge(signature).basic.sub, Sub::CryptoConstraintsFailure);
}

TEST(Validate, UnknownDigestWasNeverReliable) {
  const World world;
  auto signature = world.sealed(world.sealer);
  signature.digest.reset();
  const auto found = world.judge(signature).conclusion;
  EXPECT_EQ(found.sub, Sub::CryptoConstraintsFailureNoPoe);
  EXPECT_THAT(found.reason.sentence(Language::English), HasSubstr("never"));
}

TEST(Validate, PolicyThatNobodyReadIsNotAvailable) {
  World world;
  auto signature = world.sealed(world.sealer);
  signature.policy = "1.2.3.4";
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
  world.settings.policies = std::vector<std::string>{};
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::SignaturePolicyNotAvailable);
  world.settings.policies = {"1.2.3.4"};
  EXPECT_TRUE(world.judge(signature).conclusion.passed());
  signature.policy = "";
  EXPECT_EQ(world.judge(signature).conclusion.sub, Sub::PolicyProcessingError);
}

TEST(Validate, ProfileOfOrganisationsIsDemanded) {
  World world;
  const auto nameless = world.root.issue(key::seal_wish(""));
  EXPECT_TRUE(world.judge(world.sealed(nameless)).conclusion.passed());
  world.settings.organization.required = true;
  EXPECT_EQ(world.judge(world.sealed(nameless)).conclusion.reason.rule, Rule::OrganizationMissing);
  EXPECT_TRUE(world.judge(world.sealed(world.sealer)).conclusion.passed());
  const auto wrong = world.root.issue(key::seal_wish("NTRJP-8000012050002"));
  const auto found = world.judge(world.sealed(wrong)).conclusion;
  EXPECT_EQ(found.sub, Sub::ChainConstraintsFailure);
  EXPECT_EQ(found.reason.rule, Rule::CorporateNumberWrong);
}

TEST(Validate, KeyThatMayNotSignIsRefused) {
  const World world;
  auto wish = key::seal_wish();
  wish.key_usage = pki::kKeyEncipherment;
  EXPECT_EQ(world.judge(world.sealed(world.root.issue(wish))).conclusion.reason.rule,
            Rule::KeyUsageMissing);
}

TEST(Validate, LevelIsDemanded) {
  World world;
  world.settings.least_level = signature::Level::BT;
  EXPECT_EQ(world.judge(world.sealed(world.sealer)).conclusion.reason.rule, Rule::LevelTooLow);
}

/// Sealed and stamped in 2020; the stamper's certificate has expired by 2030, an archive stamp of
/// 2022 covers everything.
struct Archived {
  Archived() {
    auto wish = key::time_stamper_wish();
    wish.not_before = kSigned - kDay;
    wish.not_after = kSigned + 3 * kYear;
    const auto old_stamper = world.root.issue(wish);
    auto sealer_wish = key::seal_wish();
    sealer_wish.not_after = kSigned + 2 * kYear;
    const auto sealer = world.root.issue(sealer_wish);
    const auto first = world.root.crl(
        {.this_update = kSigned + kYear - kDay, .next_update = kSigned + kYear + kDay});
    world.settings.at = kSigned + 9 * kYear;
    world.settings.more.crls = {world.root.crl(
        {.this_update = world.settings.at - kDay, .next_update = world.settings.at + kDay})};
    signature = world.sealed(sealer);
    signature.material.crls = {first};
    signature.stamps = {
        world.stamp(old_stamper, kSigned, signature, "T-1"),
        world.stamp(world.stamper, kSigned + kYear, signature, "T-2", StampKind::Archive)};
    auto& archive = signature.stamps[1];
    archive.covered = {.certificates = {sealer.certificate, old_stamper.certificate},
                       .crls = {first}};
    archive.covered_stamps = {"T-1"};
  }
  World world;
  AdvancedSignature signature;
};

TEST(Validate, ArchiveStampCarriesProofAcrossExpiry) {
  const Archived archived;
  const auto report = archived.world.judge(archived.signature);
  EXPECT_EQ(report.stamps.at(0).basic.sub, Sub::OutOfBoundsNotRevoked);
  EXPECT_TRUE(report.stamps.at(0).conclusion.passed())
      << report.stamps.at(0).conclusion.reason.sentence(Language::English);
  EXPECT_TRUE(report.conclusion.passed()) << report.conclusion.reason.sentence(Language::English);
  EXPECT_EQ(report.best_time, kSigned);
  EXPECT_FALSE(report.proofs.empty());
}

TEST(Validate, WithoutTheArchiveStampNothingIsProvedInTime) {
  Archived archived;
  archived.signature.stamps.pop_back();
  const auto report = archived.world.judge(archived.signature);
  EXPECT_EQ(report.conclusion.sub, Sub::OutOfBoundsNotRevoked);
  EXPECT_FALSE(report.stamps.at(0).conclusion.passed());
}

TEST(Validate, WordThatIsStaleAtTheArchiveStampProvesNothing) {
  Archived archived;
  const auto old =
      archived.world.root.crl({.this_update = kSigned + kDay, .next_update = kSigned + 2 * kDay});
  archived.signature.material.crls = {old};
  archived.signature.stamps[1].covered.crls = {old};
  const auto report = archived.world.judge(archived.signature);
  EXPECT_FALSE(report.stamps.at(0).conclusion.passed());
  EXPECT_FALSE(report.conclusion.passed());
}

TEST(Validate, ArchiveStampProvesNoStampThatItDoesNotCover) {
  Archived archived;
  archived.signature.stamps[1].covered_stamps.clear();
  const auto report = archived.world.judge(archived.signature);
  EXPECT_FALSE(report.stamps.at(0).conclusion.passed());
  EXPECT_EQ(report.best_time, kSigned + kYear);
}

TEST(Validate, ArchiveStampWithAWrongIndexIsNoProof) {
  Archived archived;
  archived.signature.stamps[1].index_flaw = "a certificate that is not there";
  const auto report = archived.world.judge(archived.signature);
  EXPECT_FALSE(report.conclusion.passed());
  EXPECT_EQ(report.stamps.at(1).conclusion.reason.rule, Rule::StampIndexWrong);
}

TEST(Validate, WrongIndexIsNotForgivenWithProofs) {
  Archived archived;
  archived.signature.stamps[0].index_flaw = "a certificate that is not there";
  const auto report = archived.world.judge(archived.signature);
  EXPECT_EQ(report.stamps.at(0).conclusion.reason.rule, Rule::StampIndexWrong);
}

TEST(Validate, SameQuestionSameAnswer) {
  const Archived archived;
  const signature::Document document{.signatures = {archived.signature}};
  EXPECT_EQ(to_json(validate(document, archived.world.settings)),
            to_json(validate(document, archived.world.settings)));
}

TEST(Validate, DocumentWithoutSignaturesIsNotValid) {
  const World world;
  EXPECT_FALSE(validate({}, world.settings).valid());
}

TEST(Validate, StampAboutADocumentIsJudgedForItself) {
  const World world;
  const auto signature = world.sealed(world.sealer);
  const signature::Document document{
      .stamps = {world.stamp(world.stamper, kSigned, signature, "T-1", StampKind::Document)}};
  const auto report = validate(document, world.settings);
  EXPECT_TRUE(report.valid());
  EXPECT_EQ(report.stamps.at(0).time, kSigned);
}

TEST(Validate, CounterSignaturesAreJudgedOnTheirOwn) {
  const World world;
  auto signature = world.sealed(world.sealer);
  auto counter = signature;
  counter.signature_intact = false;
  signature.counter_signatures = {counter};
  const auto report = world.judge(signature);
  EXPECT_TRUE(report.conclusion.passed());
  EXPECT_EQ(report.counter_signatures.at(0).conclusion.sub, Sub::SigCryptoFailure);
}

}  // namespace
}  // namespace noroshi::validate
