// Distribution points: which revocation list is responsible for which certificates (RFC 5280
// §4.2.1.13, §5.2.5, §6.3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki {

/// Bits of ReasonFlags, bit 0 being of no use; a list without reasons covers them all.
using Reasons = std::uint16_t;
inline constexpr Reasons kAllReasons = 0x1FE;

/// Names of a place: each comparable text stands for one GeneralName.
using PointNames = std::vector<std::string>;

struct DistributionPoint {
  PointNames names{};  ///< empty: none given
  Reasons reasons = kAllReasons;
  std::vector<Name> crl_issuers{};  ///< empty: the certificate's issuer
};

/// Of the certificate; none where it has no such extension, an Error where that cannot be read.
Result<std::vector<DistributionPoint>> distribution_points(const Certificate& certificate);
/// The one that RFC 5280 §6.3.3 takes for granted: the issuer's own list for all reasons.
DistributionPoint default_point(const Certificate& certificate);

/// IssuingDistributionPoint of a list; as its defaults where the list has none.
struct CrlScope {
  PointNames names{};
  bool only_users = false;
  bool only_authorities = false;
  bool only_attributes = false;
  bool indirect = false;
  Reasons reasons = kAllReasons;
};
Result<CrlScope> crl_scope(const Crl& list);

/// Two lists have the same IssuingDistributionPoint, or both none, and name the same key.
bool same_scope(const Crl& a, const Crl& b);

/// The list speaks of this certificate by this point (§6.3.3 b).
bool is_responsible(const Crl& list, const CrlScope& scope, const Certificate& certificate,
                    const DistributionPoint& point);

}  // namespace noroshi::pki
