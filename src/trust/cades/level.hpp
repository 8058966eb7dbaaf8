// The baseline level that a CAdES signature reaches by what it carries (EN 319 122-1 §6.3).
#pragma once

#include "trust/cades/subject.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::cades {

/// `found` has its certificate, material and stamps already.  Nothing is judged but presence.
signature::Level level_of(const Subject& subject, const signature::AdvancedSignature& found);

/// Somebody speaks of the signer's certificate, whose issuer is among the known ones.  Those above
/// it may be the verifier's anchors, which nobody need speak of: whether more is needed is the
/// validator's to say.
bool revocation_is_there(const pki::Certificate& signer, const std::vector<pki::Certificate>& known,
                         const pki::Material& by);

}  // namespace noroshi::cades
