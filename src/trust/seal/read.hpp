// read: the signatures and stamps of any sealed document, whatever its format.
#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"
#include "trust/seal/kind.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::seal {

using der::Bytes;
using der::View;

/// What a file holds when it is a PEM text around a seal: the octets within; otherwise it as it is.
Result<Bytes> unwrapped(Bytes file);

/// `detached`: contents that are not in the document, by name.  They and `octets` must outlive the
/// Document, whose imprints are computed when they are asked for.  `more`: certificates that
/// signers left out.  An Error: nothing of a known format.
Result<signature::Document> read(View octets, std::span<const signature::Detached> detached,
                                 const std::vector<pki::Certificate>& more = {});

}  // namespace noroshi::seal
