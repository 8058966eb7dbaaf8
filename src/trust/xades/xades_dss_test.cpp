// The XAdES signatures in containers that others made, held against what their own tests assert.
//
// truth.json says what the upstream tests state of a file: where one states that the signature is
// not technically valid, or an imprint not intact, one of ours must be so, and otherwise all of
// them right.  A container is unpacked in memory; its signatures are given its other files.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "trust/stamp/token.hpp"
#include "trust/xades/containers_test.hpp"
#include "trust/xades/reader.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using testing::Entry;
using Truth = nlohmann::json;

const std::filesystem::path kFolder =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures";
const std::filesystem::path kDss = kFolder / "dss-asic-xades";

/// All that was found in a container; `entries` holds what the imprints look at.
struct Container {
  std::vector<Entry> entries;
  std::vector<AdvancedSignature> signatures;
};

std::unique_ptr<Container> opened(const std::filesystem::path& path) {
  auto container = std::make_unique<Container>();
  container->entries = testing::unpacked(testing::contents(path));
  EXPECT_FALSE(container->entries.empty()) << path;
  const auto objects = testing::signed_objects(container->entries);
  for (const Entry& each : container->entries) {
    if (!each.name.starts_with("META-INF/signatures")) continue;
    auto document = read(der::view_of(each.octets), objects);
    EXPECT_TRUE(document) << path << (document ? "" : document.error().message);
    if (!document) continue;
    for (auto& one : document->signatures) container->signatures.push_back(std::move(one));
  }
  return container;
}

bool states(const Truth& sample, const std::string& assertion) {
  const auto& tests = sample.at("upstream");
  return std::any_of(tests.begin(), tests.end(), [&](const Truth& test) {
    const auto& list = test.at("asserts");
    return std::find(list.begin(), list.end(), assertion) != list.end();
  });
}

bool all_found_and_intact(const AdvancedSignature& one) {
  return std::all_of(one.references.begin(), one.references.end(),
                     [](const auto& each) { return each.found && each.intact; });
}

bool imprints_intact(const AdvancedSignature& one) {
  return std::all_of(one.stamps.begin(), one.stamps.end(), [&](const signature::Stamp& each) {
    const auto token = stamp::Token::parse(each.token);
    return token && stamp::check(*token, each.imprint, one.material.certificates).imprint_intact;
  });
}

class DssXades : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kDss / "truth.json")) {
      GTEST_SKIP() << "skipped: the DSS samples are not there: " << kDss;
    }
  }
};

TEST_F(DssXades, EverySignatureIsReadAsUpstreamReadsIt) {
  std::size_t signatures = 0;
  for (const auto& sample : Truth::parse(testing::contents(kDss / "truth.json"))) {
    const std::string file = sample.at("file");
    SCOPED_TRACE(file);
    // There the assertions about imprints are of evidence records.
    const bool of_evidence = file.find("evidencerecord/") != std::string::npos;
    const bool data_right = !states(sample, "isBLevelTechnicallyValid=false");
    const bool stamps_right = of_evidence || !states(sample, "isMessageImprintDataIntact=false");
    const auto container = opened(kDss / file);
    for (const AdvancedSignature& one : container->signatures) {
      ++signatures;
      EXPECT_FALSE(one.malformed) << *one.malformed;
      EXPECT_TRUE(one.signature_intact);
      EXPECT_TRUE(one.certificate_referenced);
      EXPECT_TRUE(one.reference_matches);
      EXPECT_TRUE(one.claimed_time);
      EXPECT_NE(one.level, Level::None) << ::testing::PrintToString(one.remarks);
      EXPECT_EQ(all_found_and_intact(one), data_right);
      EXPECT_EQ(imprints_intact(one), stamps_right);
      EXPECT_TRUE(one.references.size() >= 2);
    }
  }
  EXPECT_GE(signatures, 20U);
}

TEST_F(DssXades, ACounterSignatureStandsWithWhatItIsOver) {
  const auto container = opened(kDss / "validation/container-with-counter-signature.asics");
  ASSERT_EQ(container->signatures.size(), 1U);
  const AdvancedSignature& one = container->signatures.front();
  ASSERT_EQ(one.counter_signatures.size(), 1U);
  const AdvancedSignature& counter = one.counter_signatures.front();
  EXPECT_TRUE(counter.signature_intact);
  EXPECT_TRUE(all_found_and_intact(counter));
  EXPECT_EQ(counter.references.front().name, "signature value of " + one.id);
  EXPECT_EQ(counter.level, Level::BB);
}

TEST_F(DssXades, LevelsAreThoseOfTheFilesOwnMaking) {
  const std::vector<std::pair<std::string, Level>> levels{
      {"evidencerecord/xades-lt-with-er.sce", Level::BLT},
      {"evidencerecord/xades-lta-with-er-hashtree.scs", Level::BLTA},
      {"asic-xades-revoc-for-expired-trust-anchor.asics", Level::BLTA},
      {"onefile-ok.asics", Level::BB}};
  for (const auto& [file, level] : levels) {
    const auto container = opened(kDss / "validation" / file);
    ASSERT_EQ(container->signatures.size(), 1U) << file;
    EXPECT_EQ(container->signatures.front().level, level) << file;
  }
}

TEST_F(DssXades, AnArchiveStampCoversTheOneBeforeItAndWhatThatBrought) {
  const auto container = opened(kDss / "validation/evidencerecord/xades-lta-with-er-hashtree.scs");
  const auto& stamps = container->signatures.at(0).stamps;
  ASSERT_EQ(stamps.size(), 2U);
  EXPECT_EQ(stamps[0].kind, signature::StampKind::Signature);
  EXPECT_EQ(stamps[1].kind, signature::StampKind::Archive);
  EXPECT_THAT(stamps[1].covered_stamps, ::testing::ElementsAre(stamps[0].id));
  EXPECT_FALSE(stamps[1].covered.certificates.empty());
}

TEST_F(DssXades, NamesOfObjectsMayBePercentEncoded) {
  const auto container = opened(kDss / "validation/Signature-A-EE_AS-6.asice");
  ASSERT_EQ(container->signatures.size(), 1U);
  EXPECT_EQ(container->signatures[0].references.at(0).name, "0123456789~#%&()=`@{[]}'.txt");
}

TEST(DigidocXades, ASignatureOfTheEstonianLibraryIsRight) {
  const auto path = kFolder / "digidoc-asic" / "test.asice";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no such sample: " << path;
  const auto container = opened(path);
  ASSERT_EQ(container->signatures.size(), 1U);
  const AdvancedSignature& one = container->signatures.front();
  EXPECT_TRUE(one.signature_intact);
  EXPECT_TRUE(all_found_and_intact(one));
  EXPECT_EQ(one.policy, "1.3.6.1.4.1.10015.1000.3.1.1");
}

}  // namespace
}  // namespace noroshi::xades
