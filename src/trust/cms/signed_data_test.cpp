#include "trust/cms/signed_data.hpp"

#include <gtest/gtest.h>

#include "trust/cms/extension.hpp"
#include "trust/cms/outside_judge_test.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

using testing::kP256;
using testing::kRsa;
using testing::openssl;
using testing::OpensslKey;

constexpr std::string_view kContent = "the evidence of case 4711\n";
const base::Micros kTime = base::Micros{1'790'000'000} * base::kSecond;

/// OpenSSL's verdict on a ContentInfo; `extra` names a detached content.
testing::Outcome verify(const OpensslKey& key, View octets, const std::string& extra = "") {
  testing::write_file(key.file("seal.p7m"), octets);
  return openssl("cms -verify -binary -purpose any -inform DER -in " + key.file("seal.p7m") +
                 " -CAfile " + key.certificate() + " -out " + key.file("out") + " " + extra);
}

SignedData sealed(const OpensslKey& key, bool embed = true) {
  auto made = sign(kData, der::view_of(kContent), *key.signer,
                   {.signing_time = kTime, .embed_content = embed});
  EXPECT_TRUE(made) << made.error().message;
  return *std::move(made);
}

SignerCheck checked(const SignedData& data, View content) {
  const auto certificates = data.readable_certificates();
  const auto index = signer_among(data.signers.at(0), certificates);
  EXPECT_TRUE(index);
  return index ? check(data.signers[0], data.content_type, content, certificates[*index])
               : SignerCheck{};
}

void expect_sound(const SignerCheck& check) {
  EXPECT_TRUE(check.content_type_ok);
  EXPECT_TRUE(check.digest_found);
  EXPECT_TRUE(check.digest_intact);
  EXPECT_TRUE(check.signature_intact);
}

/// What `openssl cms -sign` makes of the content.
SignedData by_openssl(const OpensslKey& key, const std::string& options) {
  testing::write_file(key.file("content"), der::view_of(kContent));
  const auto made = openssl("cms -sign -binary -outform DER -signer " + key.certificate() +
                            " -inkey " + key.key() + " -in " + key.file("content") + " -out " +
                            key.file("theirs.p7m") + " " + options);
  EXPECT_EQ(made.status, 0) << made.output;
  auto read = SignedData::parse(testing::read_file(key.file("theirs.p7m")));
  EXPECT_TRUE(read) << read.error().message;
  return *std::move(read);
}

class EveryKey : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryKey, MakesSealsThatOpensslAccepts) {
  const OpensslKey key(GetParam());
  const auto judged = verify(key, sealed(key).encode());
  EXPECT_EQ(judged.status, 0) << judged.output;
  EXPECT_EQ(der::text_of(testing::read_file(key.file("out"))), kContent);
}

TEST_P(EveryKey, ReadsItsOwnSeals) {
  const OpensslKey key(GetParam());
  const auto again = SignedData::parse(sealed(key).encode());
  ASSERT_TRUE(again);
  ASSERT_TRUE(again->content);
  const SignerCheck check = checked(*again, *again->content);
  expect_sound(check);
  EXPECT_TRUE(check.reference_present);
  EXPECT_TRUE(check.reference_matches);
  EXPECT_EQ(again->signers[0].claimed_time(), kTime);
}

TEST_P(EveryKey, ReadsOpensslsSeals) {
  const OpensslKey key(GetParam());
  const SignedData data = by_openssl(key, "-nodetach");
  ASSERT_TRUE(data.content);
  EXPECT_EQ(der::text_of(*data.content), kContent);
  expect_sound(checked(data, *data.content));
}

// Not Ed25519: OpenSSL 3.0 knows the algorithm, but not in CMS (RFC 8419).
INSTANTIATE_TEST_SUITE_P(Keys, EveryKey,
                         ::testing::Values(kP256, "ec -pkeyopt ec_paramgen_curve:P-384",
                                           "ec -pkeyopt ec_paramgen_curve:P-521", kRsa));

TEST(SignedData, Ed25519SignsTheAttributesThemselves) {
  const OpensslKey key("ed25519");
  const SignedData data = sealed(key);
  EXPECT_EQ(data.signers[0].digest, pki::Digest::Sha512) << "RFC 8419 3.1";
  expect_sound(checked(data, der::view_of(kContent)));
}

TEST(SignedData, ADetachedSealIsJudgedOverTheContentThatIsGiven) {
  const OpensslKey key(kP256);
  const SignedData data = sealed(key, false);
  EXPECT_FALSE(data.content);
  testing::write_file(key.file("content"), der::view_of(kContent));
  testing::write_file(key.file("other"), der::view_of("the evidence of case 4712\n"));
  EXPECT_EQ(verify(key, data.encode(), "-content " + key.file("content")).status, 0);
  EXPECT_NE(verify(key, data.encode(), "-content " + key.file("other")).status, 0);
  expect_sound(checked(data, der::view_of(kContent)));
  const SignerCheck other = checked(data, der::view_of("the evidence of case 4712\n"));
  EXPECT_FALSE(other.digest_intact);
  EXPECT_TRUE(other.signature_intact);
}

TEST(SignedData, ASealOverADigestIsTheOneOverItsContent) {
  const OpensslKey key(kRsa);
  const Bytes digest = pki::digest(key.signer->digest(), der::view_of(kContent));
  const auto data = sign_detached_digest(kData, digest, *key.signer, {});
  ASSERT_TRUE(data);
  expect_sound(checked(*data, der::view_of(kContent)));
  expect_sound(check_digest(data->signers[0], kData, digest, key.signer->certificate()));
  EXPECT_FALSE(sign_detached_digest(kData, der::view_of("short"), *key.signer, {}));
}

TEST(SignedData, OpensslsCadesReferenceNamesItsCertificate) {
  const OpensslKey key(kP256);
  const SignerCheck check = checked(by_openssl(key, "-nodetach -cades"), der::view_of(kContent));
  expect_sound(check);
  EXPECT_TRUE(check.reference_present);
  EXPECT_TRUE(check.reference_matches);
}

TEST(SignedData, ReadsIndefiniteLengthsAndContentInPieces) {
  const OpensslKey key(kRsa);
  const SignedData data = by_openssl(key, "-nodetach -stream");
  ASSERT_TRUE(data.content);
  EXPECT_EQ(data.encap_octets.at(1), 0x80) << "the sample should be BER";
  expect_sound(checked(data, *data.content));
}

TEST(SignedData, ReadsSignersNamedByTheirKey) {
  const OpensslKey key(kRsa);
  const SignedData data = by_openssl(key, "-nodetach -keyid");
  EXPECT_FALSE(data.signers.at(0).subject_key_id.empty());
  expect_sound(checked(data, *data.content));
}

TEST(SignedData, WithoutAttributesTheContentItselfIsSigned) {
  for (const char* kind : {kP256, kRsa}) {
    const OpensslKey key(kind);
    const SignedData data = by_openssl(key, "-noattr");
    EXPECT_FALSE(data.signers.at(0).has_signed_attributes);
    expect_sound(checked(data, der::view_of(kContent)));
    EXPECT_FALSE(checked(data, der::view_of("another")).signature_intact);
    const Bytes digest = pki::digest(*data.signers[0].digest, der::view_of(kContent));
    const auto& certificate = key.signer->certificate();
    expect_sound(check_digest(data.signers[0], kData, digest, certificate));
    const Bytes other = pki::digest(*data.signers[0].digest, der::view_of("another"));
    EXPECT_FALSE(check_digest(data.signers[0], kData, other, certificate).signature_intact);
  }
}

/// The seal with its signed attributes sent in the reverse of DER's order.
SignedData disordered(const OpensslKey& key, bool sign_what_is_sent) {
  SignedData data = sealed(key);
  SignerInfo& signer = data.signers[0];
  std::vector<Bytes> parts;
  der::Reader set(signer.signed_attributes_octets);
  der::Reader members = set.enter(der::kSet).value();
  while (!members.done()) parts.insert(parts.begin(), der::copy_of(members.next().value().whole));
  Bytes contents;
  for (const Bytes& part : parts) der::append(contents, part);
  signer.signed_attributes_octets = der::element(der::kSet, contents);
  if (sign_what_is_sent) {
    signer.signature = key.signer->sign(signer.signed_attributes_octets).value();
  }
  return SignedData::parse(data.encode()).value();
}

TEST(SignedData, AttributesOutOfOrderMaySignEitherOrder) {
  const OpensslKey key(kP256);
  expect_sound(checked(disordered(key, false), der::view_of(kContent)));
  expect_sound(checked(disordered(key, true), der::view_of(kContent)));
}

TEST(SignedData, AnAttributeThatWasChangedBreaksTheSignature) {
  const OpensslKey key(kP256);
  SignedData data = sealed(key);
  data.signers[0].signed_attributes_octets.back() ^= 1U;
  EXPECT_FALSE(checked(data, der::view_of(kContent)).signature_intact);
}

TEST(SignedData, AReferenceToAnotherCertificateDoesNotMatch) {
  const OpensslKey key(kP256);
  const OpensslKey other(kP256);
  const SignedData data = sealed(key);
  const SignerCheck check =
      cms::check(data.signers[0], kData, der::view_of(kContent), other.signer->certificate());
  EXPECT_TRUE(check.reference_present);
  EXPECT_FALSE(check.reference_matches);
  EXPECT_FALSE(check.signature_intact);
}

TEST(SignedData, ABrokenSignerIsKeptBesideASoundOne) {
  const OpensslKey key(kP256);
  const Bytes broken = der::sequence({der::integer(1), der::null()});
  const auto octets = extended(sealed(key).encode(), {.signers = {broken}});
  ASSERT_TRUE(octets);
  const auto data = SignedData::parse(*octets);
  ASSERT_TRUE(data) << data.error().message;
  ASSERT_EQ(data->signers.size(), 2U);
  EXPECT_TRUE(data->signers[0].flaw.empty());
  EXPECT_FALSE(data->signers[1].flaw.empty());
  expect_sound(checked(*data, der::view_of(kContent)));
  EXPECT_EQ(data->encode(), *octets);
  const SignerCheck nothing =
      check(data->signers[1], kData, der::view_of(kContent), key.signer->certificate());
  EXPECT_FALSE(nothing.signature_intact);
  EXPECT_FALSE(nothing.digest_found);
}

TEST(SignedData, WhatIsNoSignedDataIsRefusedWithItsType) {
  const Bytes data = der::sequence(
      {der::oid(kData), der::explicitly(0, der::octet_string(der::view_of("plain")))});
  const auto read = SignedData::parse(data);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find(kData), std::string::npos);
  EXPECT_FALSE(SignedData::parse({}));
  Bytes followed = sealed(OpensslKey(kP256)).encode();
  followed.push_back(0);
  EXPECT_FALSE(SignedData::parse(followed)) << "octets behind the ContentInfo";
}

TEST(Extension, AddsWithoutTouchingWhatIsThere) {
  const OpensslKey key(kRsa);
  (void)by_openssl(key, "-nodetach -stream");
  const Bytes before = testing::read_file(key.file("theirs.p7m"));
  const Bytes answer = der::element(der::context(1), der::oid("1.3.6.1.5.5.7.16.2"));
  Addition addition;
  addition.certificates = {OpensslKey(kP256).signer->certificate().der()};
  addition.crls = {answer};
  addition.unsigned_attributes = {{attribute("1.2.3.4", der::null())}};
  const auto after = extended(before, addition);
  ASSERT_TRUE(after) << after.error().message;

  const auto data = SignedData::parse(*after);
  ASSERT_TRUE(data) << data.error().message;
  const SignedData old = SignedData::parse(before).value();
  EXPECT_EQ(data->encap_octets, old.encap_octets);
  EXPECT_EQ(data->version, 5) << "RFC 5652 5.1: other revocation information";
  EXPECT_EQ(data->certificates.size(), 2U);
  EXPECT_EQ(data->certificates[0], old.certificates[0]);
  EXPECT_EQ(data->other_revocation, std::vector<Bytes>{answer});
  ASSERT_NE(data->signers[0].unsigned_attribute("1.2.3.4"), nullptr);
  expect_sound(checked(*data, *data->content));
}

TEST(Extension, OpensslStillAcceptsTheSeal) {
  const OpensslKey key(kP256);
  Addition addition;
  addition.unsigned_attributes = {{attribute("1.2.3.4", der::null())}};
  const auto once = extended(sealed(key).encode(), addition);
  ASSERT_TRUE(once);
  const auto twice = extended(*once, addition);
  ASSERT_TRUE(twice);
  EXPECT_EQ(SignedData::parse(*twice).value().signers[0].unsigned_attributes.size(), 2U);
  const auto judged = verify(key, *twice);
  EXPECT_EQ(judged.status, 0) << judged.output;
}

}  // namespace
}  // namespace noroshi::cms
