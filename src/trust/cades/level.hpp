// The baseline level that a CAdES signature reaches by what it carries (EN 319 122-1 §6.3).
#pragma once

#include "trust/cades/subject.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::cades {

/// `found` has its certificate, material and stamps already.  Nothing is judged but presence.
signature::Level level_of(const Subject& subject, const signature::AdvancedSignature& found);

}  // namespace noroshi::cades
