// validate: whether the signatures and stamps of a document prove what they claim, by the algorithm
// of ETSI EN 319 102-1 V1.3.1, §5.6.3 (signatures providing long-term availability), which holds
// §5.5 (with time) and §5.3 (basic) within it.
//
// Pure: no clock, no network, nothing but the document and the settings; the same always gives the
// same report.
//
//   basic (now) ──► with time (signature stamps) ──► past (archive stamps, newest first)
//        │ cannot be turned: the end      │ passed: the end       │ proofs of existence
#pragma once

#include "trust/signature/advanced_signature.hpp"
#include "trust/validate/report.hpp"
#include "trust/validate/settings.hpp"

namespace noroshi::validate {

Report validate(const signature::Document& document, const Settings& settings);

}  // namespace noroshi::validate
