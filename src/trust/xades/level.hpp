// The baseline level that an XAdES signature reaches by what it carries (EN 319 132-1 §6.3).
#pragma once

#include "trust/xades/parts.hpp"

namespace noroshi::xades {

/// `found` has its certificate, material and stamps already.  Nothing is judged but presence; what
/// keeps it from a level whose elements it has begun to carry is told among its remarks.
signature::Level level_of(const Parts& parts, signature::AdvancedSignature& found);

}  // namespace noroshi::xades
