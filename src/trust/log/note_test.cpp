#include "trust/log/note.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::tlog {
namespace {

using testing::HasSubstr;

// The example in the documentation of Go's golang.org/x/mod/sumdb/note.
constexpr std::string_view kVerifier =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kSigner =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kLine =
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

std::string note_of(std::string_view text, std::string_view lines) {
  return std::string(text).append("\n").append(lines);
}

TEST(Note, OfGoIsVerifiedAndSignedAlike) {
  const auto key = PublicKey::parse(kVerifier);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->text(), kVerifier);
  const auto note = parse_note(note_of(kText, kLine));
  ASSERT_TRUE(note);
  const auto verified = verify(*note, {*key});
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->size(), 1U);
  const auto secret = SecretKey::parse(kSigner);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->sign(kText), kLine);
  EXPECT_EQ(secret->text(), kSigner);
}

TEST(Note, ChangedTextIsRefused) {
  std::string text(kText);
  text[3] = 'Y';
  const auto note = parse_note(note_of(text, kLine));
  ASSERT_TRUE(note);
  EXPECT_FALSE(verify(*note, {*PublicKey::parse(kVerifier)}));
}

TEST(Note, UnknownSignersAreIgnored) {
  const auto other = *SecretKey::draw("other.example", KeyType::Ed25519);
  const auto note = parse_note(note_of(kText, std::string(kLine) + other.sign(kText)));
  ASSERT_TRUE(note);
  EXPECT_EQ(verify(*note, {*PublicKey::parse(kVerifier)})->size(), 1U);
  EXPECT_EQ(verify(*note, {other.open(), *PublicKey::parse(kVerifier)})->size(), 2U);
  EXPECT_EQ(verify(*note, {SecretKey::draw("third", KeyType::Ed25519)->open()})->size(), 0U);
}

TEST(Note, SameSignerCountsOnce) {
  const auto note = parse_note(note_of(kText, std::string(kLine) + std::string(kLine)));
  EXPECT_EQ(verify(*note, {*PublicKey::parse(kVerifier)})->size(), 1U);
}

TEST(Note, CosignatureSaysWhen) {
  const auto witness = *SecretKey::draw("witness.example/w1", KeyType::Cosignature);
  const auto note = parse_note(note_of(kText, witness.sign(kText, 1'768'348'800)));
  const auto verified = verify(*note, {witness.open()});
  ASSERT_TRUE(verified);
  ASSERT_EQ(verified->size(), 1U);
  EXPECT_EQ(verified->front().time, 1'768'348'800U);
}

TEST(Note, CosignatureWithAnotherTimeIsRefused) {
  const auto witness = *SecretKey::draw("witness.example/w1", KeyType::Cosignature);
  auto note = *parse_note(note_of(kText, witness.sign(kText, 1'768'348'800)));
  note.signatures[0].octets[7] ^= 1;
  EXPECT_FALSE(verify(note, {witness.open()}));
}

TEST(Note, OneKeyHasTwoIdsForItsTwoPurposes) {
  const auto key = SecretKey::draw("both.example", KeyType::Ed25519)->open();
  EXPECT_NE(key.id(), key.as(KeyType::Cosignature).id());
}

TEST(Note, LastEmptyLinePartsTextAndSignatures) {
  const std::string text = "one\n\ntwo\n";
  const auto key = *SecretKey::draw("a.example", KeyType::Ed25519);
  const auto note = parse_note(note_of(text, key.sign(text)));
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, text);
  EXPECT_EQ(verify(*note, {key.open()})->size(), 1U);
}

TEST(Note, OtherFormsAreRefused) {
  const std::string good = note_of(kText, kLine);
  ASSERT_TRUE(parse_note(good));
  for (const std::string& bad :
       {std::string(), std::string(kText), note_of(kText, ""), note_of(kText, "- a Zm9vYmFy\n"),
        good.substr(0, good.size() - 1), note_of("tab\there\n", kLine), note_of("\xC3\n", kLine),
        note_of(kText, "\xE2\x80\x94 name Zm9v\n"),
        note_of(kText, "\xE2\x80\x94 na+me Zm9vYmFyYg==\n")}) {
    EXPECT_FALSE(parse_note(bad)) << bad;
  }
}

TEST(Keys, WrongOnesAreSaid) {
  EXPECT_THAT(PublicKey::parse("a+b").error().message, HasSubstr("name+id+base64"));
  std::string changed(kVerifier);
  changed[0] = 'Q';
  EXPECT_THAT(PublicKey::parse(changed).error().message, HasSubstr("does not follow"));
  EXPECT_FALSE(SecretKey::parse(kVerifier));
  EXPECT_FALSE(SecretKey::draw("with blank", KeyType::Ed25519));
  EXPECT_FALSE(
      SecretKey::draw("with\xE3\x80\x80"
                      "blank",
                      KeyType::Ed25519));
}

TEST(Keys, DrawnOnesDifferAndAreReadBack) {
  const auto one = *SecretKey::draw("log.example", KeyType::Ed25519);
  const auto two = *SecretKey::draw("log.example", KeyType::Ed25519);
  EXPECT_NE(one.text(), two.text());
  EXPECT_EQ(SecretKey::parse(one.text())->open().text(), one.open().text());
}

}  // namespace
}  // namespace noroshi::tlog
