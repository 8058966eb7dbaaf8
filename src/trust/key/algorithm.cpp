#include "trust/key/algorithm.hpp"

#include <fmt/format.h>

#include "trust/der/writer.hpp"

namespace noroshi::key {
namespace {

constexpr unsigned kSmallestRsa = 2048;  // bits; ETSI TS 119 312 §6.2 and CRYPTREC alike

pki::Digest digest_for_curve(unsigned bits) {
  if (bits <= 256) return pki::Digest::Sha256;
  return bits <= 384 ? pki::Digest::Sha384 : pki::Digest::Sha512;
}

const char* ecdsa_with(pki::Digest digest) {
  if (digest == pki::Digest::Sha256) return "1.2.840.10045.4.3.2";
  return digest == pki::Digest::Sha384 ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.4";
}

// RSASSA-PSS-params (RFC 4055 §3.1) for SHA-256 throughout and a salt as long as the digest.
Bytes pss_identifier() {
  const Bytes sha256 = der::sequence({der::oid(pki::oid_of(pki::Digest::Sha256)), der::null()});
  const Bytes mask = der::sequence({der::oid("1.2.840.113549.1.1.8"), sha256});
  const Bytes parameters = der::sequence({der::explicitly(0, sha256), der::explicitly(1, mask),
                                          der::explicitly(2, der::integer(std::int64_t{32}))});
  return der::sequence({der::oid("1.2.840.113549.1.1.10"), parameters});
}

}  // namespace

Result<SignatureAlgorithm> algorithm_for(pki::KeyKind kind, unsigned bits, RsaPadding padding) {
  switch (kind) {
    case pki::KeyKind::Ec: {
      const pki::Digest digest = digest_for_curve(bits);
      return SignatureAlgorithm{digest, der::sequence({der::oid(ecdsa_with(digest))})};
    }
    case pki::KeyKind::Rsa:
    case pki::KeyKind::RsaPss:
      if (bits < kSmallestRsa) {
        return Error{Errc::InvalidInput,
                     fmt::format("an RSA key of {} bits signs nothing here: at least {} are needed",
                                 bits, kSmallestRsa)};
      }
      if (kind == pki::KeyKind::RsaPss || padding == RsaPadding::Pss) {
        return SignatureAlgorithm{pki::Digest::Sha256, pss_identifier()};
      }
      return SignatureAlgorithm{pki::Digest::Sha256,
                                der::sequence({der::oid("1.2.840.113549.1.1.11"), der::null()})};
    case pki::KeyKind::Ed25519:
      return SignatureAlgorithm{pki::Digest::Sha512, der::sequence({der::oid("1.3.101.112")}),
                                false};
    case pki::KeyKind::Dsa:
    case pki::KeyKind::Ed448:
    case pki::KeyKind::Other:
      break;
  }
  return Error{Errc::InvalidInput,
               "signing needs a key on an elliptic curve, RSA, or Ed25519; this one is of another "
               "kind"};
}

}  // namespace noroshi::key
