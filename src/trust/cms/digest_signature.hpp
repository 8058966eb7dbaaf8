// A signature over octets of which only the digest is at hand: RSA (PKCS #1 v1.5, and PSS with the
// digest's own mask), ECDSA and DSA.  Algorithms that sign the message itself say false.
#pragma once

#include "trust/pki/certificate.hpp"

namespace noroshi::cms {

bool verifies_digest(const pki::Certificate& certificate, pki::Digest digest, der::View octets,
                     der::View signature);

}  // namespace noroshi::cms
