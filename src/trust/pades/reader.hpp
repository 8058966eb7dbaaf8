// PAdES signatures and document time stamps out of a PDF (EN 319 142-1), as far as the octets can
// say; what later updates did to the document is said with each signature.
//
// A ByteRange that is not exact, a signature that its own revision does not know, and pages that
// changed after signing stand in `malformed`: such a document shows something that was not signed.
// Everything else that came later is a remark, and says so where the author's certification
// (DocMDP) or a locked field (FieldMDP) forbids it.
#pragma once

#include <vector>

#include "trust/pades/object.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::pades {

/// `Document::stamps` are all document time stamps; those over a signature stand in its `stamps`
/// too, under the same id.  The octets must outlive the Document, since imprints are computed when
/// they are asked for.  `more`: certificates that signers left out.
Result<signature::Document> read(View pdf, const std::vector<pki::Certificate>& more = {});

}  // namespace noroshi::pades
