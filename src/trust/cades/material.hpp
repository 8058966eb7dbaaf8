// Certificates, revocation lists and OCSP answers that a CAdES signature brings along, wherever it
// keeps them: SignedData, the attributes of the long forms, and its time stamps' tokens.
#pragma once

#include <string>
#include <vector>

#include "trust/cms/signed_data.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::cades {

using der::Bytes;
using der::View;

/// Adds what `data` holds itself; what cannot be read is told in `remarks`.
void add_material(const cms::SignedData& data, pki::Material& to,
                  std::vector<std::string>& remarks);
/// Adds what certificate-values and revocation-values among these attributes hold.
void add_material(const std::vector<cms::Attribute>& attributes, pki::Material& to,
                  std::vector<std::string>& remarks);
/// Adds what is not there yet.
void add_material(const pki::Material& from, pki::Material& to);

/// An OCSP answer as RevocationInfoChoice: [1] OtherRevocationInfoFormat (RFC 5940).
Bytes revocation_choice(const pki::OcspResponse& answer);

}  // namespace noroshi::cades
