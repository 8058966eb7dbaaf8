// PDFs that others signed (EU DSS, samples of its tests), and what is known of each.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include "trust/pades/reader.hpp"

namespace noroshi::pades {
namespace {

using signature::Level;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The octets of a sample, which must outlive what is read from them.
class Samples : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "skipped: there is no " << kFolder;
  }

  signature::Document document(const std::string& name) {
    std::ifstream file(std::string(kFolder) + name, std::ios::binary);
    octets_.assign(std::istreambuf_iterator<char>(file), {});
    auto made = read(octets_);
    EXPECT_TRUE(made) << name;
    return made ? std::move(*made) : signature::Document{};
  }

  static constexpr const char* kFolder =
      NOROSHI_SHARED_DATA "/trust-signatures/dss-pades/validation/";
  std::vector<std::uint8_t> octets_{};
};

void expect_intact(const signature::AdvancedSignature& found) {
  EXPECT_EQ(found.malformed, std::nullopt) << found.malformed.value_or("");
  EXPECT_TRUE(found.references.at(0).intact);
  EXPECT_TRUE(found.signature_intact);
}

TEST_F(Samples, TwoSignaturesAreIntactAndTheSecondIsAllThatCameAfterTheFirst) {
  const auto found = document("DSS-3226.pdf");
  ASSERT_THAT(found.signatures, SizeIs(2));
  for (const auto& each : found.signatures) {
    expect_intact(each);
    EXPECT_EQ(each.level, Level::BB);
    EXPECT_TRUE(each.reference_matches);
  }
  // Its Rect says 0 before and 0.0 after: that is no change.
  EXPECT_THAT(found.signatures[0].remarks, SizeIs(1));
  EXPECT_THAT(found.signatures[0].remarks, Contains(HasSubstr("the form or its signatures")));
}

TEST_F(Samples, LongTermSignatureBringsItsEvidenceInALaterUpdate) {
  const auto found = document("doc-firmado-LT.pdf");
  ASSERT_THAT(found.signatures, SizeIs(1));
  const auto& signature = found.signatures[0];
  expect_intact(signature);
  EXPECT_EQ(signature.level, Level::BLT);
  EXPECT_THAT(signature.stamps, SizeIs(1));
  EXPECT_FALSE(signature.material.crls.empty());
  EXPECT_FALSE(signature.material.ocsp.empty());
  EXPECT_THAT(signature.remarks, Contains(HasSubstr("evidence for signatures")));
}

TEST_F(Samples, WrappedSignatureIsMalformed) {
  const auto found = document("siwa.pdf");
  ASSERT_THAT(found.signatures, SizeIs(1));
  EXPECT_THAT(found.signatures[0].malformed.value_or(""), HasSubstr("left out of the signature"));
  EXPECT_EQ(found.signatures[0].level, Level::None);
  EXPECT_FALSE(found.signatures[0].certificate_referenced);
}

TEST_F(Samples, PdfWithPackedObjectsIsRead) {
  const auto found = document("dss-1188/Test.pdf");
  ASSERT_THAT(found.signatures, SizeIs(1));
  expect_intact(found.signatures[0]);
  EXPECT_EQ(found.signatures[0].level, Level::None) << "it is PKCS #7";
  EXPECT_THAT(found.signatures[0].remarks, IsEmpty());
}

TEST_F(Samples, SignatureWithTwoDigestAlgorithmsDoesNotHold) {
  const auto found = document("dss-1420/PAdES-BpB-att-SHA256-SHA3_256withRSA.pdf");
  ASSERT_THAT(found.signatures, SizeIs(1));
  EXPECT_TRUE(found.signatures[0].references.at(0).intact);
  EXPECT_FALSE(found.signatures[0].signature_intact);
}

TEST_F(Samples, SignatureWhoseTimeIsInTheCmsTooIsNoBaselineSignature) {
  const auto found = document("dss-818/Signature-P-DE_CRY-2 (HASH_FAILURE).pdf");
  ASSERT_THAT(found.signatures, SizeIs(1));
  expect_intact(found.signatures[0]);
  EXPECT_EQ(found.signatures[0].level, Level::None);
}

TEST_F(Samples, SignatureWithABadlyEncodedCertificateIsToldOfAndDoesNotHold) {
  const auto found = document("BadEncodedCMS.pdf");  // its serial number breaks X.690 §8.3.2
  ASSERT_THAT(found.signatures, SizeIs(1));
  EXPECT_FALSE(found.signatures[0].signature_intact);
}

}  // namespace
}  // namespace noroshi::pades
