// Which digest goes with a key, and how its signatures are named in an AlgorithmIdentifier.
//
// RFC 5758 (ECDSA), RFC 4055 (RSA; the NULL parameters that it asks for), RFC 8410 (Ed25519).
#pragma once

#include "base/result.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::key {

struct SignatureAlgorithm {
  pki::Digest digest = pki::Digest::Sha256;
  Bytes identifier;         ///< whole AlgorithmIdentifier
  bool over_digest = true;  ///< false: the algorithm takes the message itself
};

/// An Error for kinds of keys that Noroshi reads but does not sign with.
Result<SignatureAlgorithm> algorithm_for(pki::KeyKind kind, unsigned bits, RsaPadding padding);

}  // namespace noroshi::key
