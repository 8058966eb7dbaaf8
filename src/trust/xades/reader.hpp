// XAdES signatures out of an XML document, as far as the octets can say (EN 319 132-1, and TS 101
// 903 from v1.1.1 on; XMLDSig).
//
// Reads what others made with twenty years of tools.  A signature that is broken is told of as
// malformed beside the sound ones; only a text that is no XML, or holds no ds:Signature, is an
// Error.  Nothing is fetched: a reference outside the document is looked for in `detached` alone.
// Nothing here judges certificates or times.
#pragma once

#include <span>
#include <vector>

#include "trust/signature/advanced_signature.hpp"

namespace noroshi::xades {

using der::View;

/// `detached`: the objects that references may name (by URI, percent-encoded or not, relative to
/// the container's root; an address by its last part).  One alone may have no name.  They must
/// outlive the Document, whose imprints are computed when they are asked for.  `more`: certificates
/// that signers left out.
Result<signature::Document> read(View octets, std::span<const signature::Detached> detached,
                                 const std::vector<pki::Certificate>& more = {});

}  // namespace noroshi::xades
