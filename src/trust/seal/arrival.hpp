// Arrival: what a detached seal says of a text that has just come in.
//
// The same verdict as `noroshi seal verify`, boiled down to what whoever takes the text in must
// decide and keep: may it be believed, who sealed it, since when is that proved.  Anchors are read
// once; `inspect` is pure and may be called from any thread.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/validate/report.hpp"
#include "trust/validate/settings.hpp"

namespace noroshi::seal {

struct ArrivalSettings {
  std::string anchors;        ///< certificates of those who may seal: a file or a folder
  std::string tsa_anchors{};  ///< of time-stamping authorities; empty: the same
  std::string material{};     ///< revocation lists and certificates; empty: none
  std::string prefix{};       ///< of the organizationIdentifier that a seal must have; empty: any
  pki::RevocationCheck revocation = pki::RevocationCheck::WhereHeld;
};

struct Arrival {
  bool valid = false;
  std::string verdict;   ///< "TOTAL-PASSED", "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND"
  std::string why;       ///< the reason, in English
  std::string sealer{};  ///< the certificate's subject; empty: nobody can be named
  std::optional<std::string> organization{};      ///< organizationIdentifier
  std::optional<std::string> corporate_number{};  ///< 法人番号, its check digit verified
  base::Micros since =
      0;                 ///< proved to be sealed by then; the time of the inspection without stamps
  bool stamped = false;  ///< `since` is a time stamp's
  signature::Level level = signature::Level::None;
};

class Inspector {
 public:
  static Result<Inspector> open(const ArrivalSettings& settings);

  /// `seal`: CMS (DER or PEM) or JWS, detached, of one signature or several that must all hold; the
  /// first one names the sealer.  An Error: it is no seal at all.
  [[nodiscard]] Result<Arrival> inspect(der::View text, der::View seal, base::Micros at) const;

 private:
  explicit Inspector(validate::Settings settings) : settings_(std::move(settings)) {}
  validate::Settings settings_;
};

}  // namespace noroshi::seal
