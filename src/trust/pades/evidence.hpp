// The document security store (ISO 32000-2 §12.8.4.3): certificates, revocation lists and OCSP
// answers that a document brings along for its signatures.
#pragma once

#include <string>
#include <vector>

#include "trust/pades/pdf.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::pades {

/// Whether there is one at all.
bool has_evidence(Pdf& pdf);
/// What it holds, be it for all signatures or for one (VRI); what cannot be read is remarked.
pki::Material evidence_of(Pdf& pdf, std::vector<std::string>& remarks);

}  // namespace noroshi::pades
