// Settings: what a validation believes and demands.  A value; nothing is read behind its back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "trust/pki/path.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/validate/algorithms.hpp"

namespace noroshi::validate {

/// How the organisation in a seal's certificate must be named (organizationIdentifier, 2.5.4.97).
struct OrganizationProfile {
  std::string prefix = "NTRJP-";  ///< VAT-like: "NTR", the country, a dash (EN 319 412-1 §5.1.4)
  bool required = false;          ///< a seal without it is not accepted
  bool corporate_number = true;   ///< behind the prefix stands a 法人番号 with its check digit
};

struct Settings {
  base::Micros at = 0;         ///< the validation time, which everything is judged at
  pki::TrustStore seals{};     ///< anchors of those who seal
  pki::TrustStore stampers{};  ///< anchors of time-stamping authorities; empty: those of seals
  pki::Material more{};        ///< certificates and revocation material beside the document
  AlgorithmTable algorithms = AlgorithmTable::cryptrec();

  pki::RevocationCheck revocation = pki::RevocationCheck::Required;
  /// How old word of a status may be (5.2.5); none: as long as it says itself (nextUpdate).
  std::optional<base::Micros> freshness{};

  OrganizationProfile organization{};
  signature::Level least_level = signature::Level::None;
  /// A signing time must be claimed, and the first stamp not later than so long after it.
  std::optional<base::Micros> stamp_delay{};
  /// Signature policies that are accepted; none: all are, and their rules are not applied.
  std::optional<std::vector<std::string>> policies{};
  /// Whether a signed attribute must name the signer's certificate (AdES levels do).
  bool certificate_reference = true;
};

}  // namespace noroshi::validate
