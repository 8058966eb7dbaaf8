// Certificates, revocation lists and OCSP answers that an XAdES signature brings along: in KeyInfo,
// in the properties of the long forms, and in its time stamps' tokens.
#pragma once

#include <string>
#include <vector>

#include "trust/pki/path.hpp"
#include "trust/xades/source.hpp"

namespace noroshi::xades {

/// Of ds:KeyInfo.
void add_key_info(Node key_info, pki::Material& to, std::vector<std::string>& remarks);
/// Of an unsigned property, whatever encapsulated values it holds; tokens are not looked into.
void add_property_material(Node property, pki::Material& to, std::vector<std::string>& remarks);
/// Of a time-stamp token.
void add_token_material(View token, pki::Material& to, std::vector<std::string>& remarks);

}  // namespace noroshi::xades
