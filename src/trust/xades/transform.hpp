// The transforms of a ds:Reference (XMLDSig §6.6): enveloped-signature, the canonical forms,
// base64, XPath 1.0 and XPath Filter 2.0.  XSLT is not done: it is a program of a stranger.
#pragma once

#include "trust/xades/reference.hpp"

namespace noroshi::xades {

/// Does what ds:Transforms of the reference asks for, in order.
Status transform(const Source& source, Node reference, Content& content);

}  // namespace noroshi::xades
