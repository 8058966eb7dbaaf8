// CAdES signatures out of a CMS document, as far as the octets can say (EN 319 122-1).
//
// Reads what others made with twenty years of tools: BER, attributes out of order, SHA-1
// references, CAdES-C, X and A of the older standards.  A signature that is broken is told of as
// malformed beside the sound ones; only a document in which no SignerInfo can be found at all is an
// Error. Nothing here judges certificates or times.
#pragma once

#include <span>
#include <vector>

#include "trust/signature/advanced_signature.hpp"

namespace noroshi::cades {

using der::View;

/// `detached`: contents that signatures without one of their own may be over; a signature takes
/// that whose digest it names, or the only one.  They, and they alone, must outlive the Document,
/// since its imprints are computed when they are asked for.  `more`: certificates that signers left
/// out.
Result<signature::Document> read(View octets, std::span<const signature::Detached> detached,
                                 const std::vector<pki::Certificate>& more = {});

}  // namespace noroshi::cades
