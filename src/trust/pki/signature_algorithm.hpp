// Signature algorithms: what an AlgorithmIdentifier means, and whether a signature is right by it.
//
// Everything that was in use since the nineties can be checked (MD5, SHA-1, DSA too): whether one
// may still be believed at some time is decided elsewhere.  By OpenSSL; pure, any thread.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "trust/der/oid.hpp"
#include "trust/pki/digest.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace noroshi::pki {

enum class Scheme : std::uint8_t { RsaPkcs1, RsaPss, Dsa, Ecdsa, EcdsaPlain, Ed25519, Ed448 };

struct SignatureAlgorithm {
  Scheme scheme = Scheme::RsaPkcs1;
  std::optional<Digest> digest{};  ///< none: named beside it, or part of the scheme (EdDSA)
  // Of RSASSA-PSS (RFC 4055 §3.1):
  Digest mask_digest = Digest::Sha1;
  int salt_octets = 20;
};

/// By MD2, MD4 or MD5: anybody can make two messages with one signature, so that it binds nobody
/// (RFC 6151).
bool is_broken_algorithm(const der::Oid& signature_algorithm);

/// Of an AlgorithmIdentifier, whole element.
Result<SignatureAlgorithm> parse_signature_algorithm(View algorithm_identifier);

/// The key made the signature over the message.  `digest`: see Certificate::verifies.
bool signature_is_right(evp_pkey_st* key, View message, View signature,
                        const SignatureAlgorithm& algorithm, std::optional<Digest> digest);

}  // namespace noroshi::pki
