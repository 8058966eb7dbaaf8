// Every JAdES sample of the DSS library, held against what its own tests assert.
//
// truth.json says which upstream checks run unchanged on a file; those are asked of every signature
// here.  Where upstream overrides a check, the expectation below is the one that its test states.
// Nothing of a sample is in this file: detached contents are the ones that the upstream tests give.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "trust/jades/reader.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::jades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;
using Truth = nlohmann::json;

const std::filesystem::path kFolder =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures" / "dss-jades";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The two pages that the ETSI plugtests signed by hash.
std::string plugtest_page(int number, const std::string& ordinal) {
  const auto n = std::to_string(number);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"UTF-8\">\n"
         "<title>ObjectIdByURIHash sample page " +
         n +
         "</title>\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<link rel=\"stylesheet\" href=\"\">\n<style>\n"
         "html,body {font-family:\"Verdana\",sans-serif}\n"
         "h1,h2,h3,h4,h5,h6 {font-family:\"Segoe UI\",sans-serif}\n</style>\n"
         "<script src=\"\"></script>\n<body>\n\n"
         "<h1>This is a sample page to be used in JAdES Plugtests</h1>\n"
         "<p>Example page ObjectIdByURIHash mechanism n. " +
         n +
         "</p>\n"
         "<p>This is the " +
         ordinal + " page.</p>\n\n</body>\n</html>\n";
}

std::vector<std::pair<std::string, std::string>> detached_for(const std::string& file) {
  if (file == "validation/jades-detached-by-uri-hash-encoded-pars.json") {
    const std::string base = "https://signature-plugtests.etsi.org/pub/JAdES/ObjectIdByURIHash-";
    return {{base + "1.html", plugtest_page(1, "first")},
            {base + "2.html", plugtest_page(2, "second")}};
  }
  if (file == "validation/jades-flattened-BpB-detached-objectByURIHash.json") {
    return {{"TEST-DOC.txt", "TL-039 Test Document"}};
  }
  if (file == "validation/simple-detached.json") {
    return {{"sample.json", "{ \"title\": \"Hello World!\" }"}};
  }
  return {};
}

/// Expectations that upstream states in an overridden check; absent: its defaults hold.
struct Stated {
  std::optional<Level> level{};
  bool signature_intact = true;
  bool payload_found = true;
  bool counter_intact = true;          ///< the counter-signature's own value
  bool counter_payload_intact = true;  ///< it is over its master
  bool structure_valid = true;
  bool certificate_found = true;
  bool claimed_time = true;
  std::map<StampKind, std::vector<bool>> imprints{};  ///< intact, in the order of the stamps
};

const std::map<std::string, Stated> kStated{
    {"altered-jws.json", {.signature_intact = false}},
    {"dss2620/jades-b-level-with-etsiu-in-crit.json", {.level = Level::None}},
    {"dss2620/jades-with-b64-not-in-crit.json", {.level = Level::None}},
    {"dss2620/jades-with-crit-with-duplicated-header.json", {.level = Level::None}},
    {"dss2620/jades-with-critical-headers-in-crit.json", {.level = Level::None}},
    // DSS leaves the structure valid; RFC 7515 §4.1.11 has an unknown critical header refused.
    {"dss2620/jades-with-expiration-time-header-in-crit.json",
     {.level = Level::None, .structure_valid = false}},
    {"dss2620/jades-with-extra-crit-entry.json", {.level = Level::None}},
    {"jades-b-iat-and-sigt.json",
     {.level = Level::None, .structure_valid = false, .claimed_time = false}},
    {"jades-lta-broken-arcTst.json",
     {.level = Level::BLTA,
      .imprints = {{StampKind::Signature, {true}}, {StampKind::Archive, {false}}}}},
    {"jades-lta-with-etsiU-whitespaces.json", {.level = Level::BLTA}},
    {"jades-t-copied-sigtst.json",
     {.level = Level::BT,
      .imprints = {{StampKind::Content, {true}}, {StampKind::Signature, {false}}}}},
    {"jades-with-attached-counter-signature-replace-attack.json",
     {.counter_payload_intact = false}},
    {"jades-with-broken-detached-counter-signature.json", {.counter_intact = false}},
    {"jades-with-sigAndRefsTst-without-dot.json",
     {.imprints = {{StampKind::Signature, {true}}, {StampKind::References, {false, true, false}}}}},
    {"jades-wrong-x5c-header.json",
     {.signature_intact = false, .structure_valid = false, .certificate_found = false}},
    {"serialization-wrong-payload-type.json",
     {.signature_intact = false, .payload_found = false, .structure_valid = false}},
};

Stated stated_for(const std::string& file) {
  const auto found = kStated.find(file.substr(std::string("validation/").size()));
  return found == kStated.end() ? Stated{} : found->second;
}

bool overrides(const Truth& sample, const std::string& check) {
  bool all = true;
  for (const auto& test : sample.at("upstream")) {
    if (!test.at("throws").empty()) continue;
    const auto& list = test.at("overridden_checks");
    all = all && std::find(list.begin(), list.end(), check) != list.end();
  }
  return all;
}

bool states(const Truth& sample, const std::string& assertion) {
  for (const auto& test : sample.at("upstream")) {
    const auto& list = test.at("asserts");
    if (std::find(list.begin(), list.end(), assertion) != list.end()) return true;
  }
  return false;
}

/// Upstream refuses the file outright in every test that it has.
bool refused(const Truth& sample) {
  const auto& tests = sample.at("upstream");
  return std::all_of(tests.begin(), tests.end(),
                     [](const Truth& test) { return !test.at("throws").empty(); });
}

signature::Document read_sample(const std::string& file) {
  const auto text = contents(kFolder / file);
  const auto given = detached_for(file);
  std::vector<signature::Detached> detached;
  for (const auto& [name, octets] : given) detached.push_back({name, der::view_of(octets)});
  auto document = read(der::view_of(text), detached);
  EXPECT_TRUE(document) << file << (document ? "" : document.error().message);
  return document ? *std::move(document) : signature::Document{};
}

void check_references(const AdvancedSignature& one, const Stated& stated) {
  ASSERT_FALSE(one.references.empty());
  EXPECT_EQ(one.references.front().name, "payload");
  EXPECT_EQ(one.references.front().found, stated.payload_found);
  EXPECT_EQ(one.references.front().intact, stated.signature_intact);
  EXPECT_EQ(one.signature_intact, stated.signature_intact);
  for (const auto& reference : one.references) {
    if (reference.name == "payload") continue;
    EXPECT_TRUE(reference.found && reference.intact) << reference.name;
  }
}

/// `own_test`: upstream overrides its check of stamps, and a test below holds what it asserts.
void check_stamps(const AdvancedSignature& one, const Stated& stated, bool own_test) {
  std::map<StampKind, std::vector<bool>> imprints;
  for (const auto& stamp : one.stamps) {
    const auto token = stamp::Token::parse(stamp.token);
    ASSERT_TRUE(token) << token.error().message;
    const auto checked = stamp::check(*token, stamp.imprint, one.material.certificates);
    EXPECT_TRUE(checked.signature_intact) << checked.why;
    EXPECT_TRUE(checked.imprint_found) << checked.why;
    imprints[stamp.kind].push_back(checked.imprint_intact);
  }
  if (!stated.imprints.empty()) {
    EXPECT_EQ(imprints, stated.imprints);
    return;
  }
  if (own_test) return;
  for (const auto& [kind, intact] : imprints) {
    EXPECT_THAT(intact, testing::Each(true)) << to_string(kind);
  }
}

void check_counters(const AdvancedSignature& one, const Stated& stated) {
  for (const auto& counter : one.counter_signatures) {
    ASSERT_EQ(counter.references.size(), 2U);
    EXPECT_TRUE(counter.references[0].found);
    EXPECT_EQ(counter.references[0].intact, stated.counter_intact);
    EXPECT_EQ(counter.signature_intact, stated.counter_intact);
    EXPECT_TRUE(counter.references[1].found);
    EXPECT_EQ(counter.references[1].intact, stated.counter_payload_intact);
  }
}

class DssJades : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder / "truth.json")) {
      GTEST_SKIP() << "skipped: the DSS samples are not there: " << kFolder;
    }
    truth_ = Truth::parse(contents(kFolder / "truth.json"));
  }
  [[nodiscard]] const Truth& sample(const std::string& file) const {
    for (const auto& one : truth_) {
      if (one.at("file") == "validation/" + file) return one;
    }
    throw std::out_of_range(file);
  }
  Truth truth_;
};

TEST_F(DssJades, EverySampleIsReadAsUpstreamReadsIt) {
  std::size_t read_ones = 0;
  for (const auto& sample : truth_) {
    const std::string file = sample.at("file");
    if (refused(sample)) continue;
    SCOPED_TRACE(file);
    const auto stated = stated_for(file);
    const auto document = read_sample(file);
    ASSERT_FALSE(document.signatures.empty());
    for (const auto& one : document.signatures) {
      SCOPED_TRACE(one.position);
      check_references(one, stated);
      check_stamps(one, stated, overrides(sample, "checkTimestamps"));
      check_counters(one, stated);
      EXPECT_EQ(one.malformed.has_value(), !stated.structure_valid)
          << one.malformed.value_or("well-formed");
      EXPECT_EQ(one.certificate.has_value(), stated.certificate_found);
      EXPECT_TRUE(one.certificate_referenced);
      EXPECT_EQ(one.reference_matches, stated.certificate_found);
      EXPECT_EQ(one.claimed_time.has_value(), stated.claimed_time);
      if (stated.level) {
        EXPECT_EQ(one.level, *stated.level) << testing::PrintToString(one.remarks);
      }
    }
    ++read_ones;
  }
  EXPECT_GE(read_ones, 20U);
}

TEST_F(DssJades, WhatUpstreamRefusesIsMalformedHere) {
  std::size_t refused_ones = 0;
  for (const auto& sample : truth_) {
    if (!refused(sample)) continue;
    ++refused_ones;
    const std::string file = sample.at("file");
    const auto text = contents(kFolder / file);
    const auto document = read(der::view_of(text), {});
    if (!document) continue;
    for (const auto& one : document->signatures) {
      EXPECT_TRUE(one.malformed) << file;
      EXPECT_EQ(one.level, Level::None) << file;
      EXPECT_FALSE(one.signature_intact) << file;
    }
  }
  EXPECT_GE(refused_ones, 1U);
}

// The table above must not contradict what truth.json took from the upstream tests.
TEST_F(DssJades, StatedExpectationsAgreeWithTheAnswerKey) {
  const std::set<std::string> stricter_here{
      "dss2620/jades-with-expiration-time-header-in-crit.json",
      "serialization-wrong-payload-type.json"};
  for (const auto& [file, stated] : kStated) {
    SCOPED_TRACE(file);
    const auto& key = sample(file);
    if (!stated.structure_valid && !stricter_here.contains(file)) {
      EXPECT_TRUE(states(key, "isStructuralValidationValid=false"));
    }
    if (!stated.signature_intact) {
      EXPECT_TRUE(states(key, "isDataIntact=false"));
    }
    if (!stated.payload_found) {
      EXPECT_TRUE(states(key, "isDataFound=false"));
    }
    if (!stated.certificate_found) {
      EXPECT_TRUE(states(key, "isSigningCertificateIdentified=false"));
    }
    if (!stated.claimed_time) {
      EXPECT_TRUE(overrides(key, "checkSigningDate"));
    }
    if (stated.level) {
      EXPECT_TRUE(overrides(key, "checkSignatureLevel"));
    }
    if (!stated.imprints.empty()) {
      EXPECT_TRUE(states(key, "isMessageImprintDataIntact=false"));
    }
    if (!stated.counter_intact || !stated.counter_payload_intact) {
      EXPECT_TRUE(overrides(key, "checkBLevelValid"));
      EXPECT_TRUE(states(key, "isDataIntact=false"));
    }
  }
}

TEST_F(DssJades, ParallelSignaturesShareACopiedStampThatIsOverOneOfThem) {
  const auto document = read_sample("validation/jades-two-sigs-copied-tst.json");
  ASSERT_EQ(document.signatures.size(), 2U);
  std::vector<bool> intact;
  for (const auto& one : document.signatures) {
    EXPECT_EQ(one.level, Level::BT);
    EXPECT_TRUE(one.signature_intact);
    ASSERT_EQ(one.stamps.size(), 1U);
    const auto token = stamp::Token::parse(one.stamps[0].token);
    ASSERT_TRUE(token);
    intact.push_back(stamp::check(*token, one.stamps[0].imprint, {}).imprint_intact);
  }
  EXPECT_THAT(intact, testing::UnorderedElementsAre(true, false));
}

TEST_F(DssJades, CounterSignaturesOfBothAttacksAreThere) {
  for (const char* file : {"validation/jades-with-attached-counter-signature-replace-attack.json",
                           "validation/jades-with-broken-detached-counter-signature.json"}) {
    const auto document = read_sample(file);
    ASSERT_EQ(document.signatures.size(), 1U) << file;
    EXPECT_EQ(document.signatures[0].counter_signatures.size(), 1U) << file;
  }
}

TEST_F(DssJades, PolicyTypeAndPlaceAreTold) {
  for (const char* file :
       {"validation/jades-with-spdspec.json", "validation/jades-with-asn1policy-digPSp.json"}) {
    const auto document = read_sample(file);
    ASSERT_EQ(document.signatures.size(), 1U);
    EXPECT_EQ(document.signatures[0].policy, "1.2.3.4.5.6");
    EXPECT_EQ(document.signatures[0].content_type, "application/json");
  }
  const auto placed = read_sample("validation/jades-b-iat-and-sigt.json");
  EXPECT_EQ(placed.signatures.at(0).location, "2C, L-8287, Kehlen");
}

TEST_F(DssJades, SeveralCertificateDigestsNameTheSigner) {
  const auto document = read_sample("validation/jades-with-multiple-sign-cert-refs.json");
  ASSERT_EQ(document.signatures.size(), 1U);
  EXPECT_TRUE(document.signatures[0].reference_matches);
  EXPECT_EQ(document.signatures[0].level, Level::BB);
}

TEST_F(DssJades, WithoutTheObjectsNothingIsSaidToBeIntact) {
  const auto text = contents(kFolder / "validation/jades-detached-by-uri-hash-encoded-pars.json");
  const auto document = read(der::view_of(text), {});
  ASSERT_TRUE(document);
  const auto& references = document->signatures.at(0).references;
  ASSERT_EQ(references.size(), 3U);
  EXPECT_TRUE(references[0].intact);
  EXPECT_FALSE(references[1].found || references[1].intact);
  EXPECT_FALSE(references[2].found || references[2].intact);
}

}  // namespace
}  // namespace noroshi::jades
