// Decay: how much of a score is left as of now.
//
// An address that served malware last year is somebody else's today.  The polynomial of MISP's
// decaying models: score(t) = base × (1 − (t/τ)^(1/δ)), t since the thing was last seen.  Source:
// S. Mokaddem, G. Wagener, A. Dulaunoy, A. Iklody, "Taxonomy driven indicator scoring in MISP
// threat intelligence platforms" (arXiv:1902.03914).  Parameters: MISP/misp-decaying-models,
// nids-simple-model.json and phishing-model.json.
//
// Pure functions: the caller says what time it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace noroshi::archive {

struct DecayModel {
  std::string_view name;
  base::Micros lifetime = 0;  ///< τ: after so long nothing is left; 0: never decays
  double speed = 1;           ///< δ: above 1 it falls fast at first
  double cutoff = 0;          ///< below it, MISP calls the thing decayed
  double base = 0;            ///< where nobody said how sure they are
};

enum class Decay : std::uint8_t {
  Never,     ///< hashes, malware, reports: a fact stays one
  Network,   ///< addresses, names, and indicators of them: 120 days
  Phishing,  ///< URLs, and indicators of nothing else: 3 days
};

const DecayModel& model_of(Decay decay);

/// Of an object that observes, by its STIX type.
Decay decay_of_type(std::string_view stix_type);

/// What is left of `base` (0–100) when `age` has passed.  Ages below 0 count as 0.
double decayed(const DecayModel& model, double base, base::Micros age);

/// How sure a source can be said to be, 0–100, by the Admiralty code: the mean of what is known of
/// reliability ('A'–'E') and credibility (1–5), in the steps of STIX 2.1, appendix A; nothing where
/// neither can be judged.
std::optional<double> admiralty_score(char reliability, int credibility);

}  // namespace noroshi::archive
