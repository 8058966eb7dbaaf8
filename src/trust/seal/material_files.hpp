// Certificates, revocation lists and OCSP answers out of files, told apart by their content.
#pragma once

#include <string>

#include "base/result.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::seal {

/// A file, or every file of a folder that is not hidden, in PEM or DER.  An Error names the file
/// that is none of the three.
Result<pki::Material> load_material(const std::string& path);

/// Adds what `from` has.
void add(const pki::Material& from, pki::Material& to);

}  // namespace noroshi::seal
