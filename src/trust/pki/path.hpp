// Paths: from a certificate to an anchor, as RFC 5280 §6 judges them.
//
// Nothing is fetched: certificates, revocation lists and OCSP answers are what the caller has. The
// verdict names the certificate and the rule, so that EN 319 102-1's indications can be built on
// it. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki {

/// Whom the caller trusts: certificates that end a path.  A folder or file of PEM/DER.
struct TrustStore {
  std::vector<Certificate> anchors{};
  /// NotFound where there is nothing; an Error names the file that is no certificate.
  static Result<TrustStore> load(const std::string& path);
};

/// Everything that may serve to build and judge a path.
struct Material {
  std::vector<Certificate> certificates{};
  std::vector<Crl> crls{};
  std::vector<OcspResponse> ocsp{};
};

enum class RevocationCheck : std::uint8_t {
  None,       ///< not looked at
  WhereHeld,  ///< where material speaks of a certificate it counts; without any, it is not known
  Required,   ///< every certificate but the anchor needs fresh material
};

struct PathQuestion {
  base::Micros at = 0;  ///< the time for validity periods and freshness
  RevocationCheck revocation = RevocationCheck::Required;
  /// Initial inputs of RFC 5280 §6.1.1; empty policies: any.
  std::vector<der::Oid> policies{};
  bool explicit_policy = false;
  bool inhibit_policy_mapping = false;
  bool inhibit_any_policy = false;
  /// An extended key usage that the target must have, none: any.
  std::optional<der::Oid> purpose{};
  bool check_validity_period = true;  ///< off where the caller judges times himself (past paths)
};

enum class PathFault : std::uint8_t {
  None,
  NoChain,       ///< no way to an anchor
  BadSignature,  ///< of a certificate
  NotYetValid,
  Expired,
  Revoked,            ///< the target
  CaRevoked,          ///< one above it
  RevocationUnknown,  ///< material is missing, or nobody speaks of it
  RevocationStale,    ///< only material from before it mattered, or past its nextUpdate
  NotAuthority,       ///< basicConstraints, pathLen or keyCertSign
  NameConstraints,
  Policy,
  UnknownCritical,  ///< a critical extension that nobody here knows
  KeyUsage,
  WeakAlgorithm,  ///< MD5 and such: no certificate says anything by them
  Malformed,
};
std::string_view to_string(PathFault fault);  ///< "no-chain"

/// What was found about one certificate's revocation.  Who was revoked after the time that is asked
/// for was not yet so at it: `revoked` tells, and is no fault.  Material without nextUpdate counts
/// however old it is; `issued_at` is there for who wants it fresher.
struct RevocationFinding {
  std::optional<Revoked> revoked{};
  base::Micros issued_at = 0;  ///< thisUpdate or producedAt of what spoke; 0: nothing did
  std::string spoken_by{};     ///< "CRL of …", "OCSP of …"
};

struct PathVerdict {
  PathFault fault = PathFault::None;
  std::string why{};                 ///< empty when valid; otherwise names certificate and rule
  std::vector<Certificate> chain{};  ///< target first, anchor last; the best one found if invalid
  std::vector<RevocationFinding> revocation{};  ///< of each in `chain` but the anchor
  std::size_t culprit = 0;                      ///< index into `chain`, of a fault
  [[nodiscard]] bool valid() const { return fault == PathFault::None; }
};

PathVerdict judge_path(const Certificate& target, const TrustStore& trust, const Material& material,
                       const PathQuestion& question);

}  // namespace noroshi::pki
