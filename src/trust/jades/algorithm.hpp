// The signature algorithms of JOSE (RFC 7518 §3, RFC 8037) that JAdES signatures use.
//
// "none" and HMAC are not among them and never will be.  The name alone says digest, padding and
// curve; a key of another kind or curve is a mismatch and verifies nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "trust/jades/base64.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::jades {

enum class Scheme : std::uint8_t { RsaPkcs1, RsaPss, Ecdsa, EdDsa };

struct Algorithm {
  std::string_view name;  ///< "ES256"
  Scheme scheme;
  pki::Digest digest;           ///< of EdDSA: what is reported, SHA-512
  std::string_view curve;       ///< OID, of ECDSA
  std::size_t octets_each = 0;  ///< of r and of s
  std::string_view signature;   ///< OID within its AlgorithmIdentifier; of EdDSA that of Ed25519
};

/// Null: unknown, or not for signatures of public keys.
const Algorithm* algorithm_named(std::string_view name);

/// "ECDSA with SHA-256"
std::string describe(const Algorithm& algorithm);

/// Whether this key may be used with it.
bool fits(const Algorithm& algorithm, const pki::Certificate& certificate);

/// Whether the JWS signature value over `signing_input` is this certificate's.
bool verifies(const Algorithm& algorithm, const pki::Certificate& certificate, View signing_input,
              View signature);

/// The algorithm that a signer's signatures have; an Error when JOSE has no name for it.
Result<const Algorithm*> algorithm_of(const key::Signer& signer);
/// A signature as JOSE carries it.
Result<Bytes> sign(const Algorithm& algorithm, const key::Signer& signer, View signing_input);

}  // namespace noroshi::jades
