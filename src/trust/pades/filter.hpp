// What streams hold, behind their filters (ISO 32000-2 §7.4): Flate with predictors, hexadecimal
// and base-85.  Those are what cross-references, object streams, certificates and revocation
// answers come in; pictures' filters are nobody's business here.
#pragma once

#include "base/result.hpp"
#include "trust/pades/object.hpp"

namespace noroshi::pades {

inline constexpr std::size_t kMostDecoded = 64U << 20U;  ///< octets of one stream

/// `dictionary` is the stream's, its Filter and DecodeParms without references.
Result<Bytes> decoded(const Object& stream);

}  // namespace noroshi::pades
