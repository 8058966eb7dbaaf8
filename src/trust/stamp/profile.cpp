#include "trust/stamp/profile.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/stamp/purpose.hpp"

namespace noroshi::stamp {

bool Profile::takes(const der::Oid& wanted) const {
  return wanted.empty() || wanted == policy ||
         std::find(more_policies.begin(), more_policies.end(), wanted) != more_policies.end();
}

bool Profile::takes(pki::Digest digest) const {
  return std::find(digests.begin(), digests.end(), digest) != digests.end();
}

Status check_profile(const Profile& profile, const pki::Certificate& certificate) {
  if (const auto flaw = purpose_flaw(certificate); !flaw.empty()) {
    return Error{Errc::InvalidUsage, fmt::format("{} cannot make time stamps: {} (RFC 3161 §2.3)",
                                                 certificate.subject().text(), flaw)};
  }
  if (profile.accuracy <= 0 || profile.accuracy > base::kSecond) {
    return Error{Errc::InvalidUsage,
                 fmt::format("an accuracy of {}: EN 319 421 asks for one second or better",
                             base::humane(profile.accuracy))};
  }
  if (profile.policy.empty() || profile.digests.empty()) {
    return Error{Errc::InvalidUsage, "tokens need a policy, and at least one digest to stamp"};
  }
  return {};
}

}  // namespace noroshi::stamp
