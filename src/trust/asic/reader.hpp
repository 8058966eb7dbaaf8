// Associated signature containers (ASiC, EN 319 162-1): a ZIP file of documents and of what is
// signed about them in META-INF.
//
//   ASiC-S   one data object; META-INF/signature.p7s | signatures.xml | timestamp.tst |
//   evidencerecord.ers ASiC-E   any number of them; META-INF/*signature*.p7s with
//   ASiCManifest*.xml, *signatures*.xml,
//            *timestamp*.tst and *evidencerecord*.ers with their manifests
//
// What a manifest lists becomes references of the signature over it, so a document that was
// changed, taken out or slipped in beside the signed ones is told of by name.  Nothing here judges
// certificates or times; unpacking is bounded in number, size and ratio.
#pragma once

#include <vector>

#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

using der::View;

/// True for a ZIP file, whatever it holds.
bool is_container(View octets);

/// The container's octets may go: the Document keeps what it needs.  An Error: no ZIP file, no
/// container of ASiC's, or one that can be read in two ways (entries of one name, paths that leave
/// the container).
Result<signature::Document> read(View octets, const std::vector<pki::Certificate>& more = {});

}  // namespace noroshi::asic
