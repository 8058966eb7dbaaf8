// What ETSI TS 119 182-1 asks of a JAdES signature's headers.
//
// `faults`: the structure is not the one that the standard's schema has, or a critical extension is
// unknown; the signature cannot be read as JAdES.  `gaps`: readable, but not what baseline
// signatures (clause 6.3) must be; the level is none then.  Internal to the leaf.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "trust/jades/jws.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::jades {

struct HeaderVerdict {
  std::vector<std::string> faults{};
  std::vector<std::string> gaps{};
};

HeaderVerdict judge_header(const Jws& jws, bool counter_signature);

/// iat or sigT; none: neither, both, or unreadable.
std::optional<base::Micros> claimed_time(const Jws& jws);

/// A digest by algorithm and value: x5t#S256, x5t#o and the members of sigX5ts.
struct CertificateDigest {
  std::optional<pki::Digest> algorithm{};  ///< none: unknown here
  Bytes value{};
};
/// In the order in which they stand.
std::vector<CertificateDigest> certificate_digests(const Jws& jws);

}  // namespace noroshi::jades
