// X.509 certificate validation (EN 319 102-1 §5.2.6) and the revocation freshness checker (§5.2.5).
//
// pki::judge_path finds the chain; which sub-indication follows is decided here, since revocation
// must be known of certificates that have expired, and expiry of those that were revoked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/validate/indication.hpp"
#include "trust/validate/settings.hpp"
#include "trust/validate/statuses.hpp"

namespace noroshi::validate {

/// What all building blocks stand on.
struct Grounds {
  const Settings& settings;
  const pki::Material& pool;  ///< what the document and the caller bring along
  Statuses& statuses;
};

/// Which certificates may do this.
struct Role {
  const pki::TrustStore* anchors;
  std::optional<der::Oid> purpose{};  ///< extended key usage
  bool seal = false;                  ///< the profile of organisations applies

  static Role sealer(const Settings& settings);
  static Role stamper(const Settings& settings);
};

/// Something made with an algorithm that was not reliable at the time in question.
struct Weakness {
  der::Bytes octets{};  ///< whose existence before `until` would help
  AlgorithmUse use{};
  base::Micros until = kNever;
};

struct CheckedCertificate {
  Conclusion conclusion{};
  std::vector<pki::Certificate> chain{};          ///< target first, anchor last
  std::vector<std::optional<Status>> statuses{};  ///< what counted, of each but the anchor
  std::size_t culprit = 0;                        ///< index into `chain`
  std::optional<base::Micros> revoked_at{};       ///< of the culprit
  bool suspended = false;
  std::vector<Weakness> weak{};
};

CheckedCertificate check_certificate(const Grounds& grounds, const pki::Certificate& target,
                                     const Role& role, base::Micros at);

/// §5.2.5: how long word of a status may be believed, by the caller's demand or by what it says
/// itself.  Word from after the time in question is always fresh for it.
base::Micros fresh_until(const Status& status, std::optional<base::Micros> freshness);
bool fresh(const Status& status, std::optional<base::Micros> freshness, base::Micros at);
/// Good news from after a certificate's end: lists forget what has expired, so it says nothing.
bool speaks_of_expired(const Status& status, const pki::Certificate& certificate);
/// Whether the settings ask for word of this certificate's status.
bool revocation_demanded(const Settings& settings, const pki::Certificate& certificate);
/// What of this chain and its statuses was made with unreliable algorithms.
std::vector<Weakness> weaknesses(const AlgorithmTable& table, const CheckedCertificate& checked,
                                 base::Micros at);
Conclusion weak_conclusion(const Weakness& weakness, base::Micros at);

/// How reports call a certificate: its common name, or the whole subject.
std::string name_of(const pki::Certificate& certificate);
/// A time as reports write it: RFC 3339, "never", "for ever".
std::string time_text(base::Micros instant);

}  // namespace noroshi::validate
