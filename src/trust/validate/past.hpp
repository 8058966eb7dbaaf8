// Past certificate and past signature validation (EN 319 102-1 §5.6.2): was it right, then?
#pragma once

#include "trust/validate/basic.hpp"
#include "trust/validate/proofs.hpp"

namespace noroshi::validate {

struct PastCertificate {
  Conclusion conclusion{};
  base::Micros control_time = 0;  ///< until then all was well with the certificate
  std::vector<pki::Certificate> chain{};
};

/// §5.6.2.1, with the sliding of §5.6.2.2.
PastCertificate validate_past_certificate(const Grounds& grounds, const pki::Certificate& target,
                                          const Role& role, const Proofs& proofs);

/// §5.6.2.4.  `current`: what validation at the current time gave.
Conclusion validate_past_signature(const Grounds& grounds, const Candidate& candidate,
                                   const Role& role, const Basic& current, const Proofs& proofs);

/// Those indications of the current time that proofs may turn (§5.5.4 step 2, §5.6.3.4 step 3).
bool may_be_turned(const Conclusion& conclusion);

}  // namespace noroshi::validate
