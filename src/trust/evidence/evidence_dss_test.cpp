// Every RFC 4998 sample of the DSS library, held against what its own tests assert.
//
// The data objects are the ones that the upstream tests give: small octet strings, or digests of
// documents.  Nothing of a sample is in this file.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "trust/evidence/check.hpp"

namespace noroshi::evidence {
namespace {

using Truth = nlohmann::json;

const std::filesystem::path kFolder =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures" / "dss-evidence-record-asn1";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes from_base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Bytes octets;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char letter : text) {
    if (letter == '=') break;
    bits = (bits << 6U | static_cast<unsigned>(kAlphabet.find(letter))) & 0xffffffU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    octets.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return octets;
}

/// A document of which only digests are known.
DataObject of_digests(std::string name, std::map<pki::Digest, std::string> digests) {
  return {std::move(name), [digests](pki::Digest digest) -> Result<Bytes> {
            const auto found = digests.find(digest);
            if (found == digests.end()) return Error{Errc::NotFound, "no such digest"};
            return from_base64(found->second);
          }};
}

DataObject of_sha256(std::string name, std::string digest) {
  return of_digests(std::move(name), {{pki::Digest::Sha256, std::move(digest)}});
}

DataObject of_text(std::string name, std::string_view text) {
  return data_object(std::move(name), der::view_of(text));
}

std::vector<DataObject> six_documents() {
  std::vector<DataObject> objects;
  for (const char* digest : {"EPRF0uQcTYjnF+PyR1a52z9fXpKZEAUx3d+jQAFfPos=",
                             "Oida+g+rN0DmsVgqZOgAex7lYghgYcgQth4CXl5idH0=",
                             "ZAiUg2B6CyVNPSiMgeaR4utRLwD3PPvMMBwXt0r3L7E=",
                             "go+iO1ByVKxsnCPfTfTkZ9WYK45d52Dc7mrV1lUl6Ho=",
                             "kG60U/JtBW9QHmxPX2+FH+I3q6FvtwS0G0kE1j6BT4Q=",
                             "zFMwgPw86LH0Py/DPEAqMA3uqMgatCJe0UwKJxifjD8="}) {
    objects.push_back(of_sha256(std::to_string(objects.size() + 1), digest));
  }
  return objects;
}

/// What an upstream test gives and asserts.
struct Case {
  std::string file;
  std::vector<DataObject> objects;
  std::vector<Role> roles;     ///< of the stamps, in order
  std::vector<bool> imprints;  ///< intact
  std::size_t found = 0;       ///< hash values of the first list that are of the objects …
  std::size_t orphans = 0;     ///< … and of nobody
  bool intact = true;          ///< the record as a whole
};

std::vector<Case> cases() {
  constexpr auto kFirst = Role::Initial;
  constexpr auto kStamp = Role::StampRenewal;
  constexpr auto kTree = Role::TreeRenewal;
  const auto one = of_text("data", "123456");
  const auto three = of_text("data", "\x03");
  const auto first = of_sha256("first", "odTntQ2Wk/mjGy6UhOpq36WFg3cw/iupTROl1MgcMt8=");
  const auto second = of_sha256("second", "2Eg+KWYIINZGWWKP1rUlW4zrtlKk5Ws2VEVJA6fSSgQ=");
  const auto alien = of_sha256("alien", "t+btFtQajsHkMsByflnnYdSUwKbYnlRhV4rVJsoiw2o=");
  const auto other = of_sha256("other", "nOrPvuvr+9Pj2QlFxQ3o4Oxzn9iVqadG31KDHNRlgKY=");
  return {
      {"1_0_Initial.er", {one}, {kFirst}, {true}, 1, 0},
      {"1_2_Renew_Unsorted.er", {one}, {kFirst, kTree, kTree}, {true, true, true}, 1, 0},
      {"BIN-1_ER.ers", {first, second}, {kFirst}, {true}, 2, 0},
      {"BIN-1_ER.ers", {first, alien}, {kFirst}, {true}, 1, 1, false},
      {"BIN-1_ER.ers", {other, alien}, {kFirst}, {true}, 0, 2, false},
      {"BIN-1_ER.ers", {}, {kFirst}, {true}, 0, 2, false},
      {"LKSG_4.ers",
       {of_digests("LKSG_4.pdf",
                   {{pki::Digest::Sha256, "SMP/0kaannOThgfDF1Dly2qUG2Zbj5YMyNLSRZHWkO0="},
                    {pki::Digest::Sha384,
                     "EfWPNqRRVrdEffJtLzF/l13oPz9qGQ5IR/sbRZxglqIzS95wy128Yi/KBEGKaIIX"}})},
       {kFirst, kTree},
       {true, true},
       1,
       1},
      {"er-asn1-chain-renewal-invalid.ers",
       {of_text("doc1", "\t")},
       {kFirst, kTree},
       {true, false},
       1,
       0,
       false},
      {"er-asn1-full-renewal-five-ats-chain.ers",
       {three},
       {kFirst, kStamp, kTree, kTree, kTree, kTree, kTree},
       {true, true, true, true, true, true, true},
       1,
       1},
      {"er-asn1-full-renewal-tst-renewal-chain-renewal.ers",
       {three},
       {kFirst, kStamp, kTree, kStamp, kStamp, kStamp, kTree},
       {true, true, true, true, true, true, true},
       1,
       1},
      {"er-asn1-full-renewal-two-ats-chain.ers",
       {three},
       {kFirst, kStamp, kTree, kTree},
       {true, true, true, true},
       1,
       1},
      {"er-asn1-simple-invalid.ers",
       {of_sha256("doc1", "nOPX01D5QYQHQ58MoR3MEquffNsV+ezF7Kk1SCYCuHI="),
        of_sha256("doc2", "7s1NM1LA6WX9iHle39GmDFrAmzwRAMBS67auC9NDKyY=")},
       {kFirst},
       {false},
       2,
       0,
       false},
      {"er-asn1-tst-renewal-invalid.ers",
       {of_sha256("doc1", "nOLX01D5QYQHQ58MoR3MEquffNsV+ezF7Kk1SCYCuHI="),
        of_sha256("doc2", "7sxNM1LA6WX9iHle39GmDFrAmzwRAMBS67auC9NDKyY=")},
       {kFirst, kStamp},
       {true, false},
       2,
       0,
       false},
      {"evidencerecord.ers", six_documents(), {kFirst}, {true}, 6, 0},
      {"evidencerecord.ers", {six_documents()[1]}, {kFirst}, {true}, 1, 5},
  };
}

/// d-trust.tsr, over which the record of this file is, is not among the samples.
constexpr const char* kOverAToken = "er-asn1-on-tst.ers";

class DssEvidence : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder / "truth.json")) {
      GTEST_SKIP() << "skipped: the DSS samples are not there: " << kFolder;
    }
  }
};

Record parsed(const std::string& file) {
  const auto octets = contents(kFolder / file);
  auto record = Record::parse(der::view_of(octets));
  EXPECT_TRUE(record) << file << (record ? "" : record.error().message);
  return record ? *std::move(record) : Record{};
}

std::size_t count_found(const Finding& finding) {
  const auto& all = finding.objects();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Reference& one) { return one.intact; }));
}

void check_case(const Case& one) {
  const auto record = parsed(one.file);
  ASSERT_FALSE(record.chains.empty());
  const auto finding = check(record, one.objects);
  std::vector<Role> roles;
  std::vector<bool> imprints;
  for (const auto& stamp : finding.stamps) {
    roles.push_back(stamp.role);
    imprints.push_back(stamp.imprint_intact);
    EXPECT_TRUE(stamp.imprint_found) << stamp.why;
    ASSERT_TRUE(stamp.token) << stamp.why;
    const auto token = stamp::check(*stamp.token, {}, finding.material.certificates);
    EXPECT_TRUE(token.signature_intact) << token.why;
  }
  EXPECT_EQ(roles, one.roles);
  EXPECT_EQ(imprints, one.imprints);
  EXPECT_EQ(count_found(finding), one.found);
  EXPECT_EQ(finding.objects().size() - count_found(finding), one.orphans);
  EXPECT_EQ(finding.intact(), one.intact)
      << testing::PrintToString(finding.uncovered) << finding.stamps.back().why;
}

TEST_F(DssEvidence, EverySampleIsJudgedAsUpstreamJudgesIt) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one.file + ", " + std::to_string(one.objects.size()) + " objects");
    check_case(one);
  }
}

TEST_F(DssEvidence, NoSampleIsLeftOut) {
  std::set<std::string> judged{kOverAToken};
  for (const auto& one : cases()) judged.insert(one.file);
  const auto truth = Truth::parse(contents(kFolder / "truth.json"));
  for (const auto& sample : truth) {
    EXPECT_TRUE(judged.contains(sample.at("file").get<std::string>())) << sample.at("file");
  }
  EXPECT_EQ(judged.size(), truth.size());
}

TEST_F(DssEvidence, ARecordOverATokenIsFollowedToItsImprint) {
  const auto record = parsed(kOverAToken);
  const auto text = of_text("what the token is over", "Test123");
  const auto finding = check(record, {&text, 1});
  ASSERT_EQ(finding.stamps.size(), 1U);
  EXPECT_TRUE(finding.stamps[0].imprint_found);
  EXPECT_TRUE(finding.stamps[0].imprint_intact) << finding.stamps[0].why;
  EXPECT_EQ(finding.objects().size(), 2U);
}

TEST_F(DssEvidence, AGroupIsProvedOnlyAsAWhole) {
  const auto record = parsed("evidencerecord.ers");
  const auto all = six_documents();
  EXPECT_TRUE(check(record, all, true).intact());
  EXPECT_TRUE(check(record, std::span(all).first(1)).intact());
  EXPECT_FALSE(check(record, std::span(all).first(5), true).intact());
}

TEST_F(DssEvidence, WhatWasReadIsWrittenAgainAsItCame) {
  for (const auto& one : cases()) {
    EXPECT_EQ(der::text_of(parsed(one.file).encode()), contents(kFolder / one.file)) << one.file;
  }
}

}  // namespace
}  // namespace noroshi::evidence
