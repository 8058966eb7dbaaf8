// Signatures that OpenSSL made are right by the AlgorithmIdentifier that says how, and by no other.
#include "trust/pki/signature_algorithm.hpp"

#include <gtest/gtest.h>
#include <openssl/dsa.h>
#include <openssl/rsa.h>

#include "trust/pki/mint_test.hpp"

namespace noroshi::pki {
namespace {

const Bytes kMessage = der::copy_of(der::view_of("a message"));

bool right(const mint::Key& key, View signature, View identifier,
           std::optional<Digest> beside = std::nullopt, View message = kMessage) {
  const auto algorithm = parse_signature_algorithm(identifier);
  return algorithm && signature_is_right(key.get(), message, signature, *algorithm, beside);
}

Bytes identifier(std::string_view oid) { return der::sequence({der::oid(oid), der::null()}); }

const mint::Key& rsa() {
  static const mint::Key kKey(EVP_RSA_gen(2048));
  return kKey;
}

struct Named {
  std::string_view oid;
  const char* digest;
};

TEST(SignatureAlgorithm, RsaWithEveryDigestOfItsTime) {
  for (const Named& one : {Named{"1.2.840.113549.1.1.4", "MD5"},
                           {"1.2.840.113549.1.1.5", "SHA1"},
                           {"1.3.36.3.3.1.2", "RIPEMD160"},
                           {"1.2.840.113549.1.1.14", "SHA224"},
                           {"1.2.840.113549.1.1.11", "SHA256"},
                           {"1.2.840.113549.1.1.12", "SHA384"},
                           {"1.2.840.113549.1.1.13", "SHA512"},
                           {"2.16.840.1.101.3.4.3.14", "SHA3-256"}}) {
    SCOPED_TRACE(one.digest);
    const Bytes signature = rsa().sign(kMessage, one.digest);
    EXPECT_TRUE(right(rsa(), signature, identifier(one.oid)));
    EXPECT_FALSE(right(rsa(), signature, identifier(one.oid), {}, der::view_of("another")));
    const bool is_sha512 = std::string_view(one.digest) == "SHA512";
    EXPECT_EQ(right(rsa(), signature, identifier("1.2.840.113549.1.1.13")), is_sha512);
  }
}

TEST(SignatureAlgorithm, RsaEncryptionTakesTheDigestThatIsNamedBesideIt) {
  const Bytes signature = rsa().sign(kMessage, "SHA256");
  const Bytes plain = identifier("1.2.840.113549.1.1.1");
  EXPECT_TRUE(right(rsa(), signature, plain, Digest::Sha256));
  EXPECT_FALSE(right(rsa(), signature, plain, Digest::Sha1));
  EXPECT_FALSE(right(rsa(), signature, plain));
}

TEST(SignatureAlgorithm, TwoDigestsThatDisagreeAreWrong) {
  const Bytes signature = rsa().sign(kMessage, "SHA256");
  const Bytes full = identifier("1.2.840.113549.1.1.11");
  EXPECT_TRUE(right(rsa(), signature, full, Digest::Sha256));
  EXPECT_FALSE(right(rsa(), signature, full, Digest::Sha512));
}

Bytes pss_parameters(Digest digest, Digest mask, std::int64_t salt) {
  const Bytes hash = der::sequence({der::oid(oid_of(digest)), der::null()});
  const Bytes mask_hash = der::sequence({der::oid(oid_of(mask)), der::null()});
  const Bytes generator = der::sequence({der::oid("1.2.840.113549.1.1.8"), mask_hash});
  return der::sequence({der::oid("1.2.840.113549.1.1.10"),
                        der::sequence({der::explicitly(0, hash), der::explicitly(1, generator),
                                       der::explicitly(2, der::integer(salt))})});
}

Bytes sign_pss(const char* digest, const char* mask, int salt) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_DigestSignInit_ex(context, &parameters, digest, nullptr, nullptr, rsa().get(), nullptr);
  EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
  EVP_PKEY_CTX_set_rsa_mgf1_md_name(parameters, mask, nullptr);
  EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt);
  Bytes signature(256);
  std::size_t size = signature.size();
  EVP_DigestSign(context, signature.data(), &size, kMessage.data(), kMessage.size());
  EVP_MD_CTX_free(context);
  return signature;
}

TEST(SignatureAlgorithm, RsaPssByItsParameters) {
  const Bytes usual = sign_pss("SHA256", "SHA256", 32);
  EXPECT_TRUE(right(rsa(), usual, pss_parameters(Digest::Sha256, Digest::Sha256, 32)));
  EXPECT_FALSE(right(rsa(), usual, pss_parameters(Digest::Sha256, Digest::Sha256, 20)));
  EXPECT_FALSE(right(rsa(), usual, pss_parameters(Digest::Sha256, Digest::Sha1, 32)));
  EXPECT_TRUE(right(rsa(), sign_pss("SHA512", "SHA1", 10),
                    pss_parameters(Digest::Sha512, Digest::Sha1, 10)));
}

TEST(SignatureAlgorithm, RsaPssWithoutParametersIsWithSha1) {
  const Bytes defaults = der::sequence({der::oid("1.2.840.113549.1.1.10"), der::sequence({})});
  EXPECT_TRUE(right(rsa(), sign_pss("SHA1", "SHA1", 20), defaults));
  EXPECT_FALSE(right(rsa(), sign_pss("SHA256", "SHA256", 32), defaults));
}

TEST(SignatureAlgorithm, PssParametersOutOfBoundsAreRefused) {
  EXPECT_FALSE(parse_signature_algorithm(pss_parameters(Digest::Sha256, Digest::Sha256, -1)));
  EXPECT_FALSE(parse_signature_algorithm(pss_parameters(Digest::Sha256, Digest::Sha256, 1 << 30)));
}

TEST(SignatureAlgorithm, EcdsaInBothItsForms) {
  const mint::Key key;
  const Bytes signature = key.sign(kMessage);
  EXPECT_TRUE(right(key, signature, mint::algorithm("1.2.840.10045.4.3.2")));
  EXPECT_FALSE(right(key, signature, mint::algorithm("1.2.840.10045.4.3.3")));
  der::Reader parts = der::Reader(signature).enter(der::kSequence).value();
  Bytes plain;
  for (int i = 0; i < 2; ++i) {
    Bytes number = parts.integer().value();
    if (number.size() > 32) number.erase(number.begin());
    number.insert(number.begin(), 32 - number.size(), 0);
    der::append(plain, number);
  }
  EXPECT_TRUE(right(key, plain, mint::algorithm("0.4.0.127.0.7.1.1.4.1.3")));  // BSI's
  EXPECT_FALSE(right(key, plain, mint::algorithm("1.2.840.10045.4.3.2")));
  EXPECT_FALSE(right(key, signature, mint::algorithm("0.4.0.127.0.7.1.1.4.1.3")));
}

TEST(SignatureAlgorithm, EdwardsCurvesSignTheMessageItself) {
  const mint::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const Bytes signature = key.sign(kMessage, nullptr);
  EXPECT_TRUE(right(key, signature, mint::algorithm("1.3.101.112")));
  EXPECT_TRUE(right(key, signature, mint::algorithm("1.3.101.112"), Digest::Sha512));
  EXPECT_FALSE(right(key, signature, mint::algorithm("1.3.101.113")));
}

TEST(SignatureAlgorithm, AKeyOfAnotherKindIsWrong) {
  const mint::Key key;
  EXPECT_FALSE(right(key, key.sign(kMessage), identifier("1.2.840.113549.1.1.11")));
  EXPECT_FALSE(right(rsa(), rsa().sign(kMessage), mint::algorithm("1.2.840.10045.4.3.2")));
  EXPECT_FALSE(right(rsa(), {}, identifier("1.2.840.113549.1.1.11")));
}

TEST(SignatureAlgorithm, WhatNobodyKnowsIsRefusedByItsNumber) {
  const auto unknown = parse_signature_algorithm(mint::algorithm("1.2.3.4"));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("1.2.3.4"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::pki
