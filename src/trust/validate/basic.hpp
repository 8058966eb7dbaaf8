// The validation of basic signatures and of time stamps (EN 319 102-1 §5.3 and §5.4): does it hold,
// judged at one time and with no proof of an earlier one?
#pragma once

#include "trust/validate/candidate.hpp"
#include "trust/validate/certificate_check.hpp"

namespace noroshi::validate {

struct Basic {
  Conclusion conclusion{};
  CheckedCertificate path{};     ///< empty chain: it did not come so far
  std::vector<Weakness> weak{};  ///< of the candidate's own algorithms
};

Basic validate_basic(const Grounds& grounds, const Candidate& candidate, const Role& role,
                     base::Micros at);

/// §5.2.8 at a time: its own algorithms and what the settings demand of it.
Conclusion accept_signature(const Settings& settings, const Candidate& candidate, base::Micros at);
std::vector<Weakness> own_weaknesses(const AlgorithmTable& table, const Candidate& candidate,
                                     base::Micros at);

}  // namespace noroshi::validate
