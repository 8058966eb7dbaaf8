// Profile: what an authority's tokens say and which requests it takes (EN 319 421, EN 319 422).
#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::stamp {

/// The best-practices time-stamp policy of EN 319 421 (accuracy of one second or better).
inline constexpr const char* kBestPractices = "0.4.0.2023.1.1";

struct Profile {
  der::Oid policy = kBestPractices;       ///< of tokens for requests that name none
  std::vector<der::Oid> more_policies{};  ///< that a request may ask for besides
  base::Micros accuracy = base::kSecond;  ///< stated in each token; at most one second
  std::vector<pki::Digest> digests{pki::Digest::Sha256,   pki::Digest::Sha384,
                                   pki::Digest::Sha512,   pki::Digest::Sha3_256,
                                   pki::Digest::Sha3_384, pki::Digest::Sha3_512};
  bool names_authority = true;  ///< `tsa`: the subject of its certificate
  /// esi4-qtstStatement-1 (EN 319 422, Annex B).  It claims that the token is a qualified
  /// electronic time stamp of Regulation (EU) 910/2014; whether that is so is a matter of law.
  bool qualified = false;
  bool chain_in_token = true;  ///< the certificates above, but no root, go into tokens too

  [[nodiscard]] bool takes(const der::Oid& wanted) const;
  [[nodiscard]] bool takes(pki::Digest digest) const;
};

/// Why these tokens cannot be made with this key; nothing: they can.
Status check_profile(const Profile& profile, const pki::Certificate& certificate);

}  // namespace noroshi::stamp
