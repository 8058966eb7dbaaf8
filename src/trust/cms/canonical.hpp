// Canonical: a BER element written anew in DER (X.690 §10), to its depth.
//
// RFC 5652 §5.4 has signed attributes hashed in DER however they came.  Lengths become definite and
// shortest, strings in pieces become one, the members of every SET are put in DER's order (which is
// right for SET OF, the only set that CMS has).
#pragma once

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::cms {

Result<der::Bytes> canonical(der::View element);

}  // namespace noroshi::cms
