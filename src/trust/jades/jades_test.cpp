#include <cjose/cjose.h>
#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "trust/jades/algorithm.hpp"
#include "trust/jades/base64.hpp"
#include "trust/jades/maker.hpp"
#include "trust/jades/reader.hpp"
#include "trust/jades/strict_json.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::jades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;

constexpr base::Micros kNow = key::kTestingFrom + 100 * base::kDay;
const std::string kPayload = "{ \"beacon\": \"狼煙\" }";

class Jades : public testing::Test {
 protected:
  void SetUp() override {
    auto made = stamp::testing_source(authority_.issue(key::time_stamper_wish()).signer,
                                      [this] { return now_ += base::kHour; });
    ASSERT_TRUE(made) << made.error().message;
    source_ = *std::move(made);
  }

  key::Issued sealer(key::TestingKey kind = key::TestingKey::P256,
                     key::RsaPadding padding = key::RsaPadding::Pkcs1) {
    auto wish = key::seal_wish();
    wish.key = kind;
    wish.padding = padding;
    return authority_.intermediate().issue(wish);
  }

  /// A sealed payload; the document as text.
  std::string sealed(SigningSettings settings, const key::Issued& by,
                     std::string_view payload = kPayload) {
    settings.signing_time = kNow;
    const auto text = sign(der::view_of(payload), *by.signer, settings);
    EXPECT_TRUE(text) << text.error().message;
    return text.value_or("");
  }

  pki::Material material() const {
    pki::Material all;
    all.certificates = authority_.chain();
    all.crls.push_back(authority_.crl({}));
    return all;
  }

  key::TestingAuthority& authority() { return authority_; }
  stamp::StampSource& source() { return *source_; }

 private:
  key::TestingAuthority authority_ = key::TestingAuthority::root();
  base::Micros now_ = kNow;
  std::unique_ptr<stamp::StampSource> source_;
};

AdvancedSignature only(std::string_view text, std::span<const signature::Detached> detached = {}) {
  auto document = read(der::view_of(text), detached);
  EXPECT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->signatures.size(), 1U);
  return document->signatures.at(0);
}

testing::AssertionResult holds(const AdvancedSignature& one, Level level) {
  if (one.malformed) return testing::AssertionFailure() << *one.malformed;
  if (!one.signature_intact) return testing::AssertionFailure() << "the value is not the key's";
  if (!one.certificate || !one.certificate_referenced || !one.reference_matches) {
    return testing::AssertionFailure() << "the certificate is not bound";
  }
  for (const auto& reference : one.references) {
    if (!reference.found || !reference.intact) {
      return testing::AssertionFailure() << reference.name << " is not intact";
    }
  }
  for (const auto& stamp : one.stamps) {
    const auto token = stamp::Token::parse(stamp.token);
    if (!token) return testing::AssertionFailure() << token.error().message;
    const auto checked = stamp::check(*token, stamp.imprint, one.material.certificates);
    if (!checked.imprint_intact || !checked.signature_intact) {
      return testing::AssertionFailure() << to_string(stamp.kind) << ": " << checked.why;
    }
  }
  if (one.level != level) {
    return testing::AssertionFailure() << "level " << to_string(one.level) << ": "
                                       << fmt::format("{}", fmt::join(one.remarks, "; "));
  }
  return testing::AssertionSuccess();
}

/// The document with its protected header changed and signed again by a signer of the test.
std::string with_header(const std::string& header, const key::Issued& by,
                        std::string_view payload = "cGF5bG9hZA") {
  const auto encoded = to_base64url(der::view_of(header));
  const auto input = fmt::format("{}.{}", encoded, payload);
  const auto* algorithm = *algorithm_of(*by.signer);
  const auto value = sign(*algorithm, *by.signer, der::view_of(input));
  return fmt::format("{}.{}", input, to_base64url(*value));
}

std::string header_of(const key::Issued& by, std::string_view more) {
  return fmt::format(R"({{"alg":"ES256","x5t#S256":"{}","x5c":["{}"]{}}})",
                     to_base64url(by.certificate.fingerprint()), to_base64(by.certificate.der()),
                     more);
}

TEST_F(Jades, EveryKeyAndSerialisationIsReadBack) {
  const std::vector<std::pair<key::Issued, std::string>> signers{
      {sealer(key::TestingKey::P256), "ECDSA with SHA-256"},
      {sealer(key::TestingKey::P384), "ECDSA with SHA-384"},
      {sealer(key::TestingKey::P521), "ECDSA with SHA-512"},
      {sealer(key::TestingKey::Rsa2048), "RSA with SHA-256"},
      {sealer(key::TestingKey::Rsa2048, key::RsaPadding::Pss), "RSASSA-PSS with SHA-256"},
      {sealer(key::TestingKey::RsaPss2048, key::RsaPadding::Pss), "RSASSA-PSS with SHA-256"},
      {sealer(key::TestingKey::Ed25519), "EdDSA"},
  };
  for (const auto& [signer, name] : signers) {
    for (const auto form :
         {Serialization::Compact, Serialization::Flattened, Serialization::General}) {
      const auto one = only(sealed({.serialization = form, .content_type = "json"}, signer));
      EXPECT_TRUE(holds(one, Level::BB)) << name;
      EXPECT_EQ(one.algorithm, name);
      EXPECT_EQ(one.claimed_time, kNow);
      EXPECT_EQ(one.content_type, "application/json");
    }
  }
}

TEST_F(Jades, AChangedPayloadIsSeen) {
  const auto signer = sealer();
  auto text = sealed({.encode = false}, signer, "payload as it is");
  EXPECT_TRUE(holds(only(text), Level::BB));
  text.replace(text.find("as it is"), 8, "as it was");
  const auto one = only(text);
  EXPECT_FALSE(one.signature_intact);
  EXPECT_TRUE(one.references.at(0).found);
  EXPECT_FALSE(one.references.at(0).intact);
}

TEST_F(Jades, ADetachedPayloadIsAskedFor) {
  const auto signer = sealer();
  const signature::Detached content{"any name", der::view_of(kPayload)};
  for (const bool encode : {true, false}) {
    const auto text = sealed({.attach = false, .encode = encode}, signer);
    EXPECT_TRUE(holds(only(text, {&content, 1}), Level::BB));
    const auto without = only(text);
    EXPECT_FALSE(without.references.at(0).found);
    EXPECT_FALSE(without.signature_intact);
    const signature::Detached other{"any name", der::view_of("another payload")};
    EXPECT_FALSE(only(text, {&other, 1}).signature_intact);
  }
}

TEST_F(Jades, ObjectsByHashAreEachHeldAgainstTheirDigest) {
  const auto signer = sealer();
  const std::vector<signature::Detached> objects{{"one.txt", der::view_of("first")},
                                                 {"two.txt", der::view_of("second")}};
  const auto text =
      sign_objects(objects, *signer.signer, {.signing_time = kNow, .content_type = "text/plain"});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_TRUE(holds(only(*text, objects), Level::BB));
  EXPECT_EQ(only(*text, objects).content_type, "text/plain");
  const std::vector<signature::Detached> changed{{"one.txt", der::view_of("first")},
                                                 {"two.txt", der::view_of("Second")}};
  const auto one = only(*text, changed);
  ASSERT_EQ(one.references.size(), 3U);
  EXPECT_TRUE(one.signature_intact);
  EXPECT_TRUE(one.references[1].intact);
  EXPECT_TRUE(one.references[2].found);
  EXPECT_FALSE(one.references[2].intact);
}

TEST_F(Jades, HttpFieldsAreSignedByName) {
  const auto signer = sealer();
  const auto header = header_of(
      signer, fmt::format(R"json(,"iat":{},"b64":false,"crit":["b64","sigD"],"sigD":{{"mId":)json"
                          R"json("http://uri.etsi.org/19182/HttpHeaders","pars":)json"
                          R"json(["(request-target)","content-type","x-note","digest"]}})json",
                          kNow / base::kSecond));
  const std::string body = "hello";
  const auto digest = "SHA-256=" + to_base64(pki::digest(pki::Digest::Sha256, der::view_of(body)));
  const auto lines =
      "(request-target): post /seal\ncontent-type: text/plain\nx-note: a, b\ndigest: " + digest;
  const auto encoded = to_base64url(der::view_of(header));
  const auto* algorithm = *algorithm_of(*signer.signer);
  const auto value = sign(*algorithm, *signer.signer, der::view_of(encoded + "." + lines));
  const auto text = encoded + ".." + to_base64url(*value);
  std::vector<signature::Detached> fields{{"(request-target)", der::view_of("post /seal")},
                                          {"Content-Type", der::view_of(" text/plain ")},
                                          {"X-Note", der::view_of("a")},
                                          {"X-Note", der::view_of("b")},
                                          {"Digest", der::view_of(digest)},
                                          {"body", der::view_of(body)}};
  EXPECT_TRUE(holds(only(text, fields), Level::BB));
  fields.back().octets = der::view_of("hallo");
  const auto changed = only(text, fields);
  EXPECT_TRUE(changed.signature_intact);
  EXPECT_FALSE(changed.references.at(1).intact);
}

TEST_F(Jades, LevelsGrowByWhatIsPutBeside) {
  const auto signer = sealer();
  const auto bare = sealed({}, signer);
  const auto stamped = stamp_signatures(bare, source(), pki::Digest::Sha256);
  ASSERT_TRUE(stamped) << stamped.error().message;
  EXPECT_TRUE(holds(only(*stamped), Level::BT));
  const auto filled = add_values(*stamped, material());
  ASSERT_TRUE(filled) << filled.error().message;
  EXPECT_TRUE(holds(only(*filled), Level::BLT));
  const auto archived = stamp_archive(*filled, {}, source(), pki::Digest::Sha512);
  ASSERT_TRUE(archived) << archived.error().message;
  EXPECT_TRUE(holds(only(*archived), Level::BLTA));
  auto more = material();
  more.crls = {authority().crl({.number = 2})};
  const auto renewed =
      stamp_archive(*add_values(*archived, more), {}, source(), pki::Digest::Sha512);
  ASSERT_TRUE(renewed) << renewed.error().message;
  const auto one = only(*renewed);
  EXPECT_TRUE(holds(one, Level::BLTA));
  EXPECT_EQ(one.stamps.size(), 3U);
  EXPECT_EQ(one.material.crls.size(), 2U);
  EXPECT_EQ(one.stamps.back().covered.crls.size(), 2U);
}

TEST_F(Jades, AnArchiveStampIsOverWhatStandsBeforeIt) {
  const auto signer = sealer();
  auto text = stamp_signatures(sealed({}, signer), source(), pki::Digest::Sha256);
  text = add_values(*text, material());
  text = stamp_archive(*text, {}, source(), pki::Digest::Sha256);
  ASSERT_TRUE(text);
  auto object = *parse_json(*text);
  auto& added = object["header"]["etsiU"];
  std::swap(added[1], added[2]);
  const auto one = only(object.dump());
  const auto token = stamp::Token::parse(one.stamps.back().token);
  ASSERT_TRUE(token);
  EXPECT_TRUE(stamp::check(*token, one.stamps.back().imprint, {}).imprint_found);
  EXPECT_FALSE(stamp::check(*token, one.stamps.back().imprint, {}).imprint_intact);
}

TEST_F(Jades, ClearComponentsAreCanonicalisedForTheirStamps) {
  const auto signer = sealer();
  auto text = stamp_signatures(sealed({}, signer), source(), pki::Digest::Sha256);
  text = add_values(*text, material());
  ASSERT_TRUE(text);
  auto object = *parse_json(*text);
  std::string canonical_components;
  for (auto& one : object["header"]["etsiU"]) {
    one = *parse_json(der::text_of(*from_base64url(one.get<std::string>())));
    canonical_components += canonical(one);
  }
  const auto octets = fmt::format("{}.{}.{}.{}", object["payload"].get<std::string>(),
                                  object["protected"].get<std::string>(),
                                  object["signature"].get<std::string>(), canonical_components);
  const auto token =
      source().stamp(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, der::view_of(octets)));
  ASSERT_TRUE(token);
  object["header"]["etsiU"].push_back(
      Json{{"arcTst", {{"tstTokens", Json::array({Json{{"val", to_base64(*token)}}})}}}});
  EXPECT_TRUE(holds(only(object.dump(2)), Level::BLTA));
}

TEST_F(Jades, SeveralSignersOfOnePayload) {
  const auto first = sealer();
  const auto second = sealer(key::TestingKey::Ed25519);
  auto text = add_signature(sealed({}, first), {}, *second.signer, {.signing_time = kNow});
  ASSERT_TRUE(text) << text.error().message;
  text = stamp_signatures(*text, source(), pki::Digest::Sha256);
  ASSERT_TRUE(text);
  const auto document = read(der::view_of(*text), {});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->signatures.size(), 2U);
  for (const auto& one : document->signatures) EXPECT_TRUE(holds(one, Level::BT));
  EXPECT_NE(document->signatures[0].id, document->signatures[1].id);
}

TEST_F(Jades, CounterSignaturesAreOverTheSignatureValue) {
  const auto first = sealer();
  const auto second = sealer(key::TestingKey::P384);
  const auto text =
      counter_sign(sealed({}, first), 0, *second.signer, {.signing_time = kNow + base::kDay});
  ASSERT_TRUE(text) << text.error().message;
  const auto one = only(*text);
  EXPECT_TRUE(holds(one, Level::BB));
  ASSERT_EQ(one.counter_signatures.size(), 1U);
  EXPECT_TRUE(holds(one.counter_signatures[0], Level::BB));
  EXPECT_FALSE(counter_sign(sealed({}, first), 1, *second.signer, {.signing_time = kNow}));
}

TEST_F(Jades, NoAlgorithmAndWrongAlgorithmsVerifyNothing) {
  const auto signer = sealer();
  const auto time = fmt::format(R"(,"iat":{})", kNow / base::kSecond);
  EXPECT_TRUE(holds(only(with_header(header_of(signer, time), signer)), Level::BB));
  for (const char* name : {"none", "HS256", "RS256", "ES384", "EdDSA", "es256", ""}) {
    auto header = header_of(signer, time);
    header.replace(header.find("ES256"), 5, name);
    EXPECT_FALSE(only(with_header(header, signer)).signature_intact) << name;
  }
  auto unsigned_text = with_header(header_of(signer, time), signer);
  unsigned_text.erase(unsigned_text.rfind('.') + 1);
  EXPECT_FALSE(only(unsigned_text).signature_intact);
}

TEST_F(Jades, CriticalHeadersAreUnderstoodOrRefused) {
  const auto signer = sealer();
  const auto verdict = [&](std::string_view more) {
    return only(with_header(header_of(signer, more), signer));
  };
  const auto iat = fmt::format(R"("iat":{})", kNow / base::kSecond);
  EXPECT_TRUE(holds(verdict(fmt::format(R"(,{},"crit":["iat"])", iat)), Level::BB));
  EXPECT_TRUE(
      verdict(fmt::format(R"(,{},"crit":["http://example.com/x"],"http://example.com/x":1)", iat))
          .malformed);
  for (const char* gap : {R"("crit":[])", R"("crit":["iat","iat"])", R"("crit":["alg"])",
                          R"("crit":["sigPl"])", R"("crit":["etsiU"])", R"("b64":true)"}) {
    const auto one = verdict(fmt::format(",{},{}", iat, gap));
    EXPECT_FALSE(one.malformed) << gap;
    EXPECT_TRUE(one.signature_intact) << gap;
    EXPECT_EQ(one.level, Level::None) << gap;
  }
  EXPECT_TRUE(verdict(fmt::format(R"(,{},"b64":false)", iat)).malformed);
  EXPECT_TRUE(verdict(fmt::format(R"(,{},"crit":"iat")", iat)).malformed);
}

TEST_F(Jades, AmbiguousDocumentsAreRefused) {
  const auto signer = sealer();
  const auto iat = fmt::format(R"(,"iat":{0},"iat":{0})", kNow / base::kSecond);
  const auto twice = only(with_header(header_of(signer, iat), signer));
  EXPECT_THAT(twice.malformed.value_or(""), testing::HasSubstr("\"iat\" stands twice"));
  EXPECT_FALSE(twice.signature_intact);

  auto object = *parse_json(sealed({.serialization = Serialization::Flattened}, signer));
  auto both = object;
  both["signatures"] = Json::array({object});
  EXPECT_TRUE(read(der::view_of(both.dump()), {})->signatures.at(0).malformed);
  auto in_both_headers = object;
  in_both_headers["header"] = Json{{"alg", "ES256"}};
  EXPECT_TRUE(only(in_both_headers.dump()).malformed);
  auto padded = object;
  padded["payload"] = object["payload"].get<std::string>() + "==";
  EXPECT_TRUE(only(padded.dump()).malformed);
}

TEST_F(Jades, AnotherCertificateInX5cIsNotTheSigner) {
  const auto signer = sealer();
  const auto other = sealer();
  auto header = header_of(other, fmt::format(R"(,"iat":{})", kNow / base::kSecond));
  EXPECT_FALSE(only(with_header(header, signer)).signature_intact);
  // The digest names one certificate, x5c holds another that made the signature.
  const auto mixed = fmt::format(R"({{"alg":"ES256","x5t#S256":"{}","x5c":["{}"],"iat":{}}})",
                                 to_base64url(other.certificate.fingerprint()),
                                 to_base64(signer.certificate.der()), kNow / base::kSecond);
  const auto one = only(with_header(mixed, signer));
  EXPECT_TRUE(one.certificate_referenced);
  EXPECT_FALSE(one.reference_matches);
}

TEST_F(Jades, ACertificateThatIsOnlyNamedIsTakenFromTheCaller) {
  const auto signer = sealer();
  // As some makers write digests: padded.
  const auto text =
      with_header(fmt::format(R"({{"alg":"ES256","x5t#S256":"{}=","iat":{}}})",
                              to_base64url(signer.certificate.fingerprint()), kNow / base::kSecond),
                  signer);
  const auto without = only(text);
  EXPECT_TRUE(without.certificate_referenced);
  EXPECT_FALSE(without.certificate || without.reference_matches || without.signature_intact);
  const std::vector<pki::Certificate> known{sealer().certificate, signer.certificate};
  const auto document = read(der::view_of(text), {}, known);
  ASSERT_TRUE(document);
  EXPECT_TRUE(holds(document->signatures.at(0), Level::BB));
}

TEST_F(Jades, BlanksAroundADocumentAreNotPartOfIt) {
  EXPECT_TRUE(holds(only("\r\n" + sealed({}, sealer()) + "\n"), Level::BB));
}

TEST_F(Jades, WhatCannotBeMadeIsSaid) {
  const auto signer = sealer();
  const SigningSettings plain{.signing_time = kNow, .encode = false};
  EXPECT_FALSE(sign(der::view_of("a.b"), *signer.signer, plain));
  EXPECT_FALSE(sign({}, *signer.signer, {.signing_time = kNow}));
  EXPECT_FALSE(sign(der::view_of("x"), *signer.signer, {}));
  EXPECT_FALSE(
      sign(der::view_of("\xff"), *signer.signer,
           {.signing_time = kNow, .serialization = Serialization::General, .encode = false}));
  EXPECT_FALSE(sign_objects({}, *signer.signer, {.signing_time = kNow}));
  EXPECT_FALSE(stamp_signatures("no signature", source(), pki::Digest::Sha256));
}

TEST(LooksLikeJades, TakesJsonAndThreeParts) {
  EXPECT_TRUE(looks_like_jades(der::view_of(" {\"a\":1}")));
  EXPECT_TRUE(looks_like_jades(der::view_of("eyJ.x.y\n")));
  EXPECT_FALSE(looks_like_jades(der::view_of("%PDF-1.7 . .")));
  EXPECT_FALSE(looks_like_jades({}));
}

// --- cjose as the outside judge -----------------------------------------------------------------

struct ReleaseKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct ReleaseToken {
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};

std::string number(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1);
  Bytes octets(static_cast<std::size_t>(BN_num_bytes(value)));
  BN_bn2bin(value, octets.data());
  BN_free(value);
  // Coordinates are as long as the field (RFC 7518 §6.2.1.2).
  if (std::string_view(name).starts_with("q") && octets.size() < 32) {
    octets.insert(octets.begin(), 32 - octets.size(), 0);
  }
  return to_base64url(octets);
}

std::string jwk_of(const pki::Certificate& certificate) {
  auto* key = X509_get0_pubkey(static_cast<X509*>(certificate.handle()));
  if (certificate.key_kind() == pki::KeyKind::Rsa) {
    return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"}})", number(key, OSSL_PKEY_PARAM_RSA_N),
                       number(key, OSSL_PKEY_PARAM_RSA_E));
  }
  return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}})",
                     number(key, OSSL_PKEY_PARAM_EC_PUB_X), number(key, OSSL_PKEY_PARAM_EC_PUB_Y));
}

bool cjose_verifies(const std::string& text, const pki::Certificate& certificate,
                    std::string& payload) {
  cjose_err error{};
  const auto jwk = jwk_of(certificate);
  const std::unique_ptr<cjose_jwk_t, ReleaseKey> key(
      cjose_jwk_import(jwk.data(), jwk.size(), &error));
  const std::unique_ptr<cjose_jws_t, ReleaseToken> token(
      cjose_jws_import(text.data(), text.size(), &error));
  if (!key || !token || !cjose_jws_verify(token.get(), key.get(), &error)) return false;
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(token.get(), &octets, &size, &error)) return false;
  payload.assign(reinterpret_cast<const char*>(octets), size);
  return true;
}

TEST_F(Jades, CjoseVerifiesOurCompactSignatures) {
  for (const auto& signer : {sealer(), sealer(key::TestingKey::Rsa2048),
                             sealer(key::TestingKey::Rsa2048, key::RsaPadding::Pss)}) {
    auto text = sealed({.content_type = "json"}, signer);
    std::string payload;
    EXPECT_TRUE(cjose_verifies(text, signer.certificate, payload));
    EXPECT_EQ(payload, kPayload);
    EXPECT_FALSE(cjose_verifies(text, sealer().certificate, payload));
  }
}

}  // namespace
}  // namespace noroshi::jades
