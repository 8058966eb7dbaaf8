#include "trust/jades/algorithm.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::jades {
namespace {

using pki::Digest;

constexpr std::string_view kP256 = "1.2.840.10045.3.1.7";
constexpr std::string_view kP384 = "1.3.132.0.34";
constexpr std::string_view kP521 = "1.3.132.0.35";
constexpr std::string_view kPss = "1.2.840.113549.1.1.10";
constexpr std::string_view kMgf1 = "1.2.840.113549.1.1.8";
constexpr std::string_view kEd25519 = "1.3.101.112";
constexpr std::string_view kEd448 = "1.3.101.113";

constexpr std::array kAlgorithms{
    Algorithm{"ES256", Scheme::Ecdsa, Digest::Sha256, kP256, 32, "1.2.840.10045.4.3.2"},
    Algorithm{"ES384", Scheme::Ecdsa, Digest::Sha384, kP384, 48, "1.2.840.10045.4.3.3"},
    Algorithm{"ES512", Scheme::Ecdsa, Digest::Sha512, kP521, 66, "1.2.840.10045.4.3.4"},
    Algorithm{"RS256", Scheme::RsaPkcs1, Digest::Sha256, "", 0, "1.2.840.113549.1.1.11"},
    Algorithm{"RS384", Scheme::RsaPkcs1, Digest::Sha384, "", 0, "1.2.840.113549.1.1.12"},
    Algorithm{"RS512", Scheme::RsaPkcs1, Digest::Sha512, "", 0, "1.2.840.113549.1.1.13"},
    Algorithm{"PS256", Scheme::RsaPss, Digest::Sha256, "", 0, kPss},
    Algorithm{"PS384", Scheme::RsaPss, Digest::Sha384, "", 0, kPss},
    Algorithm{"PS512", Scheme::RsaPss, Digest::Sha512, "", 0, kPss},
    Algorithm{"EdDSA", Scheme::EdDsa, Digest::Sha512, "", 0, kEd25519},
};

/// The named curve in a SubjectPublicKeyInfo (RFC 5480 §2.1.1); empty: none is named.
der::Oid curve_of(const pki::Certificate& certificate) {
  der::Reader outer(certificate.public_key_info());
  auto info = outer.enter(der::kSequence);
  if (!info) return {};
  auto algorithm = info->enter(der::kSequence);
  if (!algorithm || !algorithm->oid()) return {};
  const auto curve = algorithm->oid();
  return curve ? *curve : der::Oid{};
}

/// RSASSA-PSS-params with MGF1, its hash, and a salt as long as the hash (RFC 7518 §3.5).
Bytes pss_parameters(Digest digest) {
  const auto hash = der::sequence({der::oid(pki::oid_of(digest)), der::null()});
  const auto mask = der::sequence({der::oid(kMgf1), hash});
  const auto salt = der::integer(static_cast<std::int64_t>(pki::size_of(digest)));
  return der::sequence(
      {der::explicitly(0, hash), der::explicitly(1, mask), der::explicitly(2, salt)});
}

Bytes identifier_of(const Algorithm& algorithm, const pki::Certificate& certificate) {
  const auto type = der::oid(algorithm.signature);
  switch (algorithm.scheme) {
    case Scheme::RsaPkcs1:
      return der::sequence({type, der::null()});
    case Scheme::RsaPss:
      return der::sequence({type, pss_parameters(algorithm.digest)});
    case Scheme::Ecdsa:
      return der::sequence({type});
    case Scheme::EdDsa:
      break;
  }
  const bool large = certificate.key_kind() == pki::KeyKind::Ed448;
  return der::sequence({der::oid(large ? kEd448 : kEd25519)});
}

std::string_view scheme_text(Scheme scheme) {
  switch (scheme) {
    case Scheme::RsaPkcs1:
      return "RSA";
    case Scheme::RsaPss:
      return "RSASSA-PSS";
    case Scheme::Ecdsa:
      return "ECDSA";
    case Scheme::EdDsa:
      break;
  }
  return "EdDSA";
}

Result<der::Oid> type_in(View algorithm_identifier) {
  der::Reader outer(algorithm_identifier);
  auto inside = NOROSHI_TRY(outer.enter(der::kSequence));
  return inside.oid();
}

}  // namespace

const Algorithm* algorithm_named(std::string_view name) {
  const auto found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                  [&](const Algorithm& one) { return one.name == name; });
  return found == kAlgorithms.end() ? nullptr : &*found;
}

std::string describe(const Algorithm& algorithm) {
  if (algorithm.scheme == Scheme::EdDsa) return "EdDSA";
  return fmt::format("{} with {}", scheme_text(algorithm.scheme), to_string(algorithm.digest));
}

bool fits(const Algorithm& algorithm, const pki::Certificate& certificate) {
  const auto kind = certificate.key_kind();
  switch (algorithm.scheme) {
    case Scheme::RsaPkcs1:
      return kind == pki::KeyKind::Rsa;
    case Scheme::RsaPss:
      return kind == pki::KeyKind::Rsa || kind == pki::KeyKind::RsaPss;
    case Scheme::Ecdsa:
      return kind == pki::KeyKind::Ec && curve_of(certificate).dotted == algorithm.curve;
    case Scheme::EdDsa:
      break;
  }
  return kind == pki::KeyKind::Ed25519 || kind == pki::KeyKind::Ed448;
}

bool verifies(const Algorithm& algorithm, const pki::Certificate& certificate, View signing_input,
              View signature) {
  if (!fits(algorithm, certificate)) return false;
  const auto identifier = identifier_of(algorithm, certificate);
  if (algorithm.scheme != Scheme::Ecdsa) {
    return certificate.verifies(signing_input, signature, identifier);
  }
  if (signature.size() != 2 * algorithm.octets_each) return false;
  const auto as_der = key::ecdsa_to_der(signature);
  return as_der && certificate.verifies(signing_input, *as_der, identifier);
}

Result<const Algorithm*> algorithm_of(const key::Signer& signer) {
  const auto identifier = signer.algorithm_identifier();
  const auto type = NOROSHI_TRY(type_in(identifier));
  for (const auto& one : kAlgorithms) {
    if (type == der::Oid(one.signature) && fits(one, signer.certificate()) &&
        (one.scheme == Scheme::EdDsa || one.digest == signer.digest())) {
      return &one;
    }
  }
  return Error{
      Errc::InvalidUsage,
      fmt::format("JOSE has no name for signatures of this key ({}): seal as CAdES, or use "
                  "an RSA key, P-256, P-384, P-521 or Ed25519",
                  type.dotted)};
}

Result<Bytes> sign(const Algorithm& algorithm, const key::Signer& signer, View signing_input) {
  auto signature = NOROSHI_TRY(signer.sign(signing_input));
  if (algorithm.scheme != Scheme::Ecdsa) return signature;
  return key::ecdsa_to_raw(signature, algorithm.octets_each);
}

}  // namespace noroshi::jades
