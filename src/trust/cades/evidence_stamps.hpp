// Evidence records within a CAdES signature (RFC 4998 annex A, TS 119 122-3): each of their archive
// time stamps as one that a validator knows.
#pragma once

#include <string>
#include <vector>

#include "trust/cades/subject.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::cades {

/// Adds them, and what they bring along to `material`.  `to` has the signature's other stamps
/// already: those are covered too.
void add_evidence(const Subject& subject, pki::Material& material,
                  std::vector<signature::Stamp>& to, std::vector<std::string>& remarks);

}  // namespace noroshi::cades
