// What one judgement of a path shares with those that it calls for: a revocation list is believed
// for its signer's own path, and that has lists again.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "trust/pki/path.hpp"
#include "trust/pki/signing_key.hpp"

namespace noroshi::pki {

struct PathContext {
  const TrustStore& trust;
  const Material& material;
  /// Certificates whose revocation is being asked for: who hangs on himself is not known.
  std::vector<Certificate> asked{};
  /// Signatures of certificates that were computed, by signer and signed.
  std::map<std::pair<const void*, const void*>, bool> signatures{};
  /// What may still be tried; material that others chose must not keep us for ever.
  unsigned effort = 4'000;

  /// Takes one step of it; false: there is none left.
  bool spend() { return effort > 0 && effort-- > 0; }
};

/// As judge_path; for any certificate on the way.
PathVerdict judge(PathContext& context, const Certificate& target, const PathQuestion& question);

struct RevocationStanding {
  enum class Kind : std::uint8_t { Good, Revoked, Unknown, Stale } kind = Kind::Unknown;
  RevocationFinding finding{};
  std::string why{};  ///< of what is not good
};

/// Of chain[index], which is not the anchor; the chain keeps every rule of path_rules.hpp.
RevocationStanding revocation_standing(PathContext& context, const std::vector<Certificate>& chain,
                                       const std::vector<SigningKey>& keys, std::size_t index,
                                       const PathQuestion& question);

}  // namespace noroshi::pki
