// The validation of signatures with time and with long-term validation material (§5.5).
#pragma once

#include <string>
#include <vector>

#include "trust/validate/basic.hpp"

namespace noroshi::validate {

/// A stamp and what is thought of it so far.
struct JudgedStamp {
  StampCandidate read{};
  Basic basic{};            ///< §5.4, at the validation time
  Conclusion conclusion{};  ///< with proofs, once all newer stamps are judged
};

struct WithTime {
  Conclusion conclusion{};
  base::Micros best_time = 0;
  std::string best_time_by{};
};

WithTime validate_with_time(const Grounds& grounds, const Candidate& candidate, const Basic& basic,
                            const std::vector<JudgedStamp>& stamps,
                            std::optional<base::Micros> claimed_time);

/// §5.5.4 step 5, against the earliest proof.
Conclusion check_delay(const Settings& settings, std::optional<base::Micros> claimed_time,
                       base::Micros best_time);

}  // namespace noroshi::validate
