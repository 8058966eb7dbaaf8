// Whose signature it is: the certificate that SigningCertificate(V2) names by digest, among those
// at hand (EN 319 132-1 §5.2.2).
#pragma once

#include "trust/xades/algorithm.hpp"
#include "trust/xades/parts.hpp"

namespace noroshi::xades {

/// `input`: what the value was made over.  Where no property names a certificate, KeyInfo's that
/// made the value is taken; a KeyInfo that is signed names its certificates, too.
struct SignerQuestion {
  const std::vector<pki::Certificate>& more;
  const SignatureMethod* method = nullptr;  ///< null: unknown
  View input{};
};

/// Sets the certificate and what is said of references to it.
void find_signer(const Parts& parts, const SignerQuestion& question,
                 signature::AdvancedSignature& to);

/// The certificates of KeyInfo.
std::vector<pki::Certificate> key_info_certificates(const Parts& parts);

}  // namespace noroshi::xades
