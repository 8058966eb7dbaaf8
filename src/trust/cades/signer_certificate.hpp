// Whose signature it is: the certificate that SignerInfo and the signed attributes name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/cms/signed_data.hpp"

namespace noroshi::cades {

struct SignerCertificate {
  std::optional<pki::Certificate> certificate{};  ///< none: nobody has it
  bool referenced = false;                        ///< signing-certificate(-v2) is there …
  bool reference_matches = false;                 ///< … and its first reference is of this one
  std::optional<pki::Digest> reference_digest{};
  std::vector<std::string> remarks{};
};

SignerCertificate signer_certificate(const cms::SignerInfo& signer,
                                     const std::vector<pki::Certificate>& candidates);

}  // namespace noroshi::cades
