#include "trust/pki/signature_algorithm.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string_view>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::pki {
namespace {

struct Known {
  std::string_view oid;
  Scheme scheme;
  std::optional<Digest> digest;
};

constexpr std::string_view kRsaPss = "1.2.840.113549.1.1.10";
constexpr std::string_view kEcdsaSpecified = "1.2.840.10045.4.3";
constexpr std::string_view kMgf1 = "1.2.840.113549.1.1.8";

constexpr std::array<Known, 44> kAlgorithms{{
    // PKCS #1 (RFC 8017 A.2.4), with OIW's and TeleTrusT's names for the same.
    {"1.2.840.113549.1.1.1", Scheme::RsaPkcs1, std::nullopt},
    {"1.2.840.113549.1.1.4", Scheme::RsaPkcs1, Digest::Md5},
    {"1.2.840.113549.1.1.5", Scheme::RsaPkcs1, Digest::Sha1},
    {"1.3.14.3.2.29", Scheme::RsaPkcs1, Digest::Sha1},
    {"1.3.36.3.3.1.2", Scheme::RsaPkcs1, Digest::Ripemd160},
    {"1.2.840.113549.1.1.14", Scheme::RsaPkcs1, Digest::Sha224},
    {"1.2.840.113549.1.1.11", Scheme::RsaPkcs1, Digest::Sha256},
    {"1.2.840.113549.1.1.12", Scheme::RsaPkcs1, Digest::Sha384},
    {"1.2.840.113549.1.1.13", Scheme::RsaPkcs1, Digest::Sha512},
    {"2.16.840.1.101.3.4.3.13", Scheme::RsaPkcs1, Digest::Sha3_224},
    {"2.16.840.1.101.3.4.3.14", Scheme::RsaPkcs1, Digest::Sha3_256},
    {"2.16.840.1.101.3.4.3.15", Scheme::RsaPkcs1, Digest::Sha3_384},
    {"2.16.840.1.101.3.4.3.16", Scheme::RsaPkcs1, Digest::Sha3_512},
    {kRsaPss, Scheme::RsaPss, std::nullopt},
    // DSA (RFC 3279 §2.2.2, RFC 5758 §3.1).
    {"1.2.840.10040.4.1", Scheme::Dsa, std::nullopt},
    {"1.2.840.10040.4.3", Scheme::Dsa, Digest::Sha1},
    {"1.3.14.3.2.27", Scheme::Dsa, Digest::Sha1},
    {"2.16.840.1.101.3.4.3.1", Scheme::Dsa, Digest::Sha224},
    {"2.16.840.1.101.3.4.3.2", Scheme::Dsa, Digest::Sha256},
    {"2.16.840.1.101.3.4.3.3", Scheme::Dsa, Digest::Sha384},
    {"2.16.840.1.101.3.4.3.4", Scheme::Dsa, Digest::Sha512},
    // ECDSA (RFC 5758 §3.2, RFC 8692 for none of these: NIST's register for SHA-3); the key's own
    // identifier is met where SignedData names the digest apart.
    {"1.2.840.10045.2.1", Scheme::Ecdsa, std::nullopt},
    {kEcdsaSpecified, Scheme::Ecdsa, std::nullopt},
    {"1.2.840.10045.4.1", Scheme::Ecdsa, Digest::Sha1},
    {"1.2.840.10045.4.3.1", Scheme::Ecdsa, Digest::Sha224},
    {"1.2.840.10045.4.3.2", Scheme::Ecdsa, Digest::Sha256},
    {"1.2.840.10045.4.3.3", Scheme::Ecdsa, Digest::Sha384},
    {"1.2.840.10045.4.3.4", Scheme::Ecdsa, Digest::Sha512},
    {"2.16.840.1.101.3.4.3.9", Scheme::Ecdsa, Digest::Sha3_224},
    {"2.16.840.1.101.3.4.3.10", Scheme::Ecdsa, Digest::Sha3_256},
    {"2.16.840.1.101.3.4.3.11", Scheme::Ecdsa, Digest::Sha3_384},
    {"2.16.840.1.101.3.4.3.12", Scheme::Ecdsa, Digest::Sha3_512},
    // ECDSA in the plain format (BSI TR-03111 §5.2.1.1): r and s side by side.
    {"0.4.0.127.0.7.1.1.4.1.1", Scheme::EcdsaPlain, Digest::Sha1},
    {"0.4.0.127.0.7.1.1.4.1.2", Scheme::EcdsaPlain, Digest::Sha224},
    {"0.4.0.127.0.7.1.1.4.1.3", Scheme::EcdsaPlain, Digest::Sha256},
    {"0.4.0.127.0.7.1.1.4.1.4", Scheme::EcdsaPlain, Digest::Sha384},
    {"0.4.0.127.0.7.1.1.4.1.5", Scheme::EcdsaPlain, Digest::Sha512},
    {"0.4.0.127.0.7.1.1.4.1.6", Scheme::EcdsaPlain, Digest::Ripemd160},
    {"0.4.0.127.0.7.1.1.4.1.8", Scheme::EcdsaPlain, Digest::Sha3_224},
    {"0.4.0.127.0.7.1.1.4.1.9", Scheme::EcdsaPlain, Digest::Sha3_256},
    {"0.4.0.127.0.7.1.1.4.1.10", Scheme::EcdsaPlain, Digest::Sha3_384},
    {"0.4.0.127.0.7.1.1.4.1.11", Scheme::EcdsaPlain, Digest::Sha3_512},
    // RFC 8410.
    {"1.3.101.112", Scheme::Ed25519, std::nullopt},
    {"1.3.101.113", Scheme::Ed448, std::nullopt},
}};

Result<Digest> digest_in(der::Reader& fields) {
  der::Reader identifier = NOROSHI_TRY(fields.enter(der::kSequence));
  const der::Oid oid = NOROSHI_TRY(identifier.oid());
  if (const auto digest = digest_of(oid)) return *digest;
  return Error{Errc::InvalidInput, fmt::format("{} is no digest that is known here", oid.dotted)};
}

/// RSASSA-PSS-params; each field has its default (RFC 4055 §3.1).
Result<SignatureAlgorithm> parse_pss(der::Reader& identifier) {
  SignatureAlgorithm algorithm{.scheme = Scheme::RsaPss, .digest = Digest::Sha1};
  if (identifier.done()) return algorithm;
  der::Reader fields = NOROSHI_TRY(identifier.enter(der::kSequence));
  if (const auto hash = NOROSHI_TRY(fields.optional(der::context(0)))) {
    der::Reader inside = fields.inside(*hash);
    algorithm.digest = NOROSHI_TRY(digest_in(inside));
  }
  if (const auto mask = NOROSHI_TRY(fields.optional(der::context(1)))) {
    der::Reader inside = fields.inside(*mask);
    der::Reader generator = NOROSHI_TRY(inside.enter(der::kSequence));
    const der::Oid oid = NOROSHI_TRY(generator.oid());
    if (oid.dotted != kMgf1) {
      return Error{Errc::InvalidInput, "RSASSA-PSS with a mask generator other than MGF1"};
    }
    algorithm.mask_digest = NOROSHI_TRY(digest_in(generator));
  }
  if (const auto salt = NOROSHI_TRY(fields.optional(der::context(2)))) {
    der::Reader inside = fields.inside(*salt);
    const std::int64_t octets = NOROSHI_TRY(inside.small_integer());
    if (octets < 0 || octets > 4096) {
      return Error{Errc::InvalidInput, fmt::format("RSASSA-PSS with a salt of {} octets", octets)};
    }
    algorithm.salt_octets = static_cast<int>(octets);
  }
  if (const auto trailer = NOROSHI_TRY(fields.optional(der::context(3)))) {
    der::Reader inside = fields.inside(*trailer);
    if (NOROSHI_TRY(inside.small_integer()) != 1) {
      return Error{Errc::InvalidInput, "RSASSA-PSS with a trailer field other than 1"};
    }
  }
  NOROSHI_CHECK(fields.end("RSASSA-PSS-params"));
  return algorithm;
}

bool fits(int key_type, Scheme scheme) {
  switch (scheme) {
    case Scheme::RsaPkcs1:
      return key_type == EVP_PKEY_RSA;
    case Scheme::RsaPss:
      return key_type == EVP_PKEY_RSA || key_type == EVP_PKEY_RSA_PSS;
    case Scheme::Dsa:
      return key_type == EVP_PKEY_DSA;
    case Scheme::Ecdsa:
    case Scheme::EcdsaPlain:
      return key_type == EVP_PKEY_EC;
    case Scheme::Ed25519:
      return key_type == EVP_PKEY_ED25519;
    case Scheme::Ed448:
      return key_type == EVP_PKEY_ED448;
  }
  return false;
}

bool set_padding(EVP_PKEY_CTX* context, const SignatureAlgorithm& algorithm) {
  if (algorithm.scheme == Scheme::RsaPkcs1) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  if (algorithm.scheme != Scheme::RsaPss) return true;
  const std::string mask(to_string(algorithm.mask_digest));
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, mask.c_str(), nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, algorithm.salt_octets) == 1;
}

/// r and s side by side, as the SEQUENCE that OpenSSL reads.
Bytes from_plain(View signature) {
  const std::size_t half = signature.size() / 2;
  return der::sequence({der::unsigned_integer(signature.first(half)),
                        der::unsigned_integer(signature.subspan(half))});
}

}  // namespace

bool is_broken_algorithm(const der::Oid& signature_algorithm) {
  constexpr std::array<std::string_view, 4> kBroken{
      "1.2.840.113549.1.1.2",  // MD2
      "1.2.840.113549.1.1.3",  // MD4
      "1.2.840.113549.1.1.4",  // MD5
      "1.3.14.3.2.3",          // MD5, by OIW's name
  };
  return std::find(kBroken.begin(), kBroken.end(), signature_algorithm.dotted) != kBroken.end();
}

Result<SignatureAlgorithm> parse_signature_algorithm(View algorithm_identifier) {
  der::Reader outer(algorithm_identifier);
  der::Reader identifier = NOROSHI_TRY(outer.enter(der::kSequence));
  const der::Oid oid = NOROSHI_TRY(identifier.oid());
  if (oid.dotted == kRsaPss) return parse_pss(identifier);
  const auto found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                  [&](const Known& one) { return one.oid == oid.dotted; });
  if (found == kAlgorithms.end()) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} is no signature algorithm that is known here", oid.dotted)};
  }
  SignatureAlgorithm algorithm{.scheme = found->scheme, .digest = found->digest};
  if (oid.dotted == kEcdsaSpecified) algorithm.digest = NOROSHI_TRY(digest_in(identifier));
  return algorithm;
}

bool signature_is_right(EVP_PKEY* key, View message, View signature,
                        const SignatureAlgorithm& algorithm, std::optional<Digest> digest) {
  if (key == nullptr || !fits(EVP_PKEY_get_base_id(key), algorithm.scheme)) return false;
  const bool edwards = algorithm.scheme == Scheme::Ed25519 || algorithm.scheme == Scheme::Ed448;
  if (algorithm.digest && digest && *algorithm.digest != *digest) return false;
  const std::optional<Digest> with = algorithm.digest ? algorithm.digest : digest;
  if (!edwards && !with) return false;
  if (algorithm.scheme == Scheme::EcdsaPlain && signature.size() % 2 != 0) return false;
  const Bytes plain = algorithm.scheme == Scheme::EcdsaPlain ? from_plain(signature) : Bytes();
  if (!plain.empty()) signature = plain;

  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;  // owned by `context`
  const std::string name(edwards ? std::string_view() : to_string(*with));
  const bool right =
      EVP_DigestVerifyInit_ex(context.get(), &parameters, edwards ? nullptr : name.c_str(), nullptr,
                              nullptr, key, nullptr) == 1 &&
      set_padding(parameters, algorithm) &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                       message.size()) == 1;
  ERR_clear_error();  // OpenSSL's queue is the thread's: what is answered here shall not stay in it
  return right;
}

}  // namespace noroshi::pki
