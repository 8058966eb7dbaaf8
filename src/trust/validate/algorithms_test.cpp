#include "trust/validate/algorithms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/key/testing_authority.hpp"

namespace noroshi::validate {
namespace {

using pki::Digest;
using pki::KeyKind;
using testing::HasSubstr;

base::Micros day(std::string_view date) {
  return base::parse_rfc3339(std::string(date) + "T00:00:00Z").value();
}

TEST(AlgorithmTable, WeakerOfDigestAndKeyDecides) {
  const auto& table = AlgorithmTable::cryptrec();
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Ec, 256}), kNoEnd);
  EXPECT_EQ(table.until({Digest::Sha1, KeyKind::Ec, 256}), day("2012-08-01"));
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Rsa, 1024}), day("2019-10-01"));
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Rsa, 512}), kNever);
}

TEST(AlgorithmTable, JapanKeepsRsa2048UntilTheEndOf2030) {
  EXPECT_EQ(AlgorithmTable::cryptrec().until({Digest::Sha256, KeyKind::Rsa, 2048}),
            day("2031-01-01"));
  EXPECT_EQ(AlgorithmTable::etsi().until({Digest::Sha256, KeyKind::Rsa, 2048}), day("2026-04-01"));
}

TEST(AlgorithmTable, PaddingMakesADifferenceWhereTheTableSaysSo) {
  const auto& table = AlgorithmTable::etsi();
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Rsa, 3072, false}), day("2034-01-01"));
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Rsa, 3072, true}), kNoEnd);
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::RsaPss, 3072}), kNoEnd);
}

TEST(AlgorithmTable, WhatNobodyNamedWasNeverReliable) {
  const auto& table = AlgorithmTable::cryptrec();
  EXPECT_EQ(table.until({}), kNever);
  EXPECT_EQ(table.until({Digest::Sha256, KeyKind::Other, 4096}), kNever);
  EXPECT_EQ(table.until({std::nullopt, KeyKind::Ec, 256}), kNever);
}

TEST(AlgorithmTable, EdwardsKeysHashForThemselves) {
  EXPECT_EQ(AlgorithmTable::cryptrec().until({std::nullopt, KeyKind::Ed25519, 256}), kNoEnd);
}

TEST(AlgorithmTable, ReadsAnOwnTable) {
  const auto table = AlgorithmTable::parse(R"(
[algorithms]
name = "Example Ministry"
[[algorithms.digest]]
algorithm = "SHA-256"
[[algorithms.digest]]
algorithm = "SHA-1"
until = "2012-08-01"
[[algorithms.key]]
scheme = "rsa"
least-bits = 2048
until = "2031-01-01"
)",
                                           "table.toml");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->name, "Example Ministry");
  EXPECT_EQ(table->until({Digest::Sha256, KeyKind::Rsa, 4096}), day("2031-01-01"));
  EXPECT_EQ(table->until({Digest::Sha1}), day("2012-08-01"));
  EXPECT_EQ(table->until({Digest::Sha512}), kNever);
}

TEST(AlgorithmTable, NamesEveryProblemOfAnOwnTable) {
  const auto table = AlgorithmTable::parse(R"(
[algorithms]
[[algorithms.digest]]
algorithm = "SHA-257"
until = "tomorrow"
[[algorithms.key]]
scheme = "lattice"
)",
                                           "table.toml");
  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().message, HasSubstr("not a hash function"));
  EXPECT_THAT(table.error().message, HasSubstr("not a date"));
  EXPECT_THAT(table.error().message, HasSubstr("scheme"));
}

TEST(AlgorithmTable, EmptyTableIsRefused) { EXPECT_FALSE(AlgorithmTable::parse("", "table.toml")); }

TEST(AlgorithmUse, SeesWhatACertificateWasSignedWith) {
  const auto root = key::TestingAuthority::root("Root", key::TestingKey::Rsa2048);
  const auto issued = root.issue(key::seal_wish());
  const auto use = signed_with(issued.certificate.der(), root.certificate(), "the certificate");
  EXPECT_EQ(use.name(), "SHA-256 with RSA 2048");
  const auto curve = key::TestingAuthority::root("Root", key::TestingKey::P384);
  EXPECT_EQ(signed_with(curve.certificate().der(), curve.certificate(), "").name(),
            "SHA-384 with ECDSA 384");
  const auto edwards = key::TestingAuthority::root("Root", key::TestingKey::Ed25519);
  EXPECT_EQ(signed_with(edwards.certificate().der(), edwards.certificate(), "").name(), "Ed25519");
}

}  // namespace
}  // namespace noroshi::validate
