#include "intel/registry/signature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/registry/registry_testing.hpp"

namespace noroshi::registry {
namespace {

TEST(RegistrySignature, KeysSurviveTheirFiles) {
  const auto key = make_signing_key();
  EXPECT_EQ(public_key_from_text(public_key_text(key.public_key)).value(), key.public_key);
  const auto again = signing_key_from_text("# keep this secret\r\n" + secret_key_text(key)).value();
  EXPECT_EQ(again.public_key, key.public_key);
  EXPECT_EQ(again.secret_key, key.secret_key);
}

TEST(RegistrySignature, ThePublicKeyFollowsFromTheSeedAsRfc8032Says) {
  // RFC 8032, section 7.1, test 1.
  const auto key = signing_key_from_text(
                       "noroshi-registry-secret-key 1 "
                       "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
                       .value();
  EXPECT_EQ(fingerprint(key.public_key),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(RegistrySignature, KeyFilesOfAnotherKindAreRefused) {
  const auto key = test_key();
  EXPECT_FALSE(public_key_from_text(secret_key_text(key)));
  EXPECT_FALSE(signing_key_from_text(public_key_text(key.public_key)));
  EXPECT_FALSE(public_key_from_text(""));
  EXPECT_FALSE(public_key_from_text("noroshi-registry-public-key 1 00ff"));
  EXPECT_FALSE(
      public_key_from_text(public_key_text(key.public_key) + public_key_text(key.public_key)));
}

TEST(RegistrySignature, LinesThatAreNotWellFormedAreErrors) {
  for (const auto* text : {"#signature \n", "#signature 00 00\n", "a = 1\n#signature x\n",
                           "#signature 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d"
                           "1e1f AAAA\n"}) {
    EXPECT_FALSE(split_signatures(text)) << text;
  }
  EXPECT_EQ(split_signatures("# a comment\na = 1\n")->signatures.size(), 0U);
}

TEST(RegistrySignature, TheBodyIsEverythingBeforeTheFirstSignatureLine) {
  const std::string body = "a = 1\r\nb = 2\r\n";
  const auto text = signed_by_test_key(body);
  const auto parts = split_signatures(text).value();
  EXPECT_EQ(parts.body, body);
  EXPECT_TRUE(verify(parts, {test_key().public_key}));
  EXPECT_FALSE(verify(parts, {}));
}

}  // namespace
}  // namespace noroshi::registry
