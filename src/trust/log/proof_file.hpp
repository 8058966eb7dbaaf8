// Proof files (C2SP tlog-proof, `.tlog-proof`): that an entry is in a log, to be checked offline
// and for ever with nothing but the policy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "trust/log/merkle.hpp"
#include "trust/log/policy.hpp"

namespace noroshi::tlog {

struct ProofFile {
  std::optional<std::string> extra{};  ///< opaque, covered by no signature
  std::uint64_t index = 0;
  Proof proof{};
  std::string checkpoint;  ///< the signed note, as it was
};

std::string to_text(const ProofFile& file);

/// Strict: any other form is an Error.
Result<ProofFile> parse_proof_file(std::string_view text);

/// That the entry whose leaf hash this is stands in a log of the policy.  What is returned says who
/// vouches for it and since when.
Result<Policy::Accepted> check(const ProofFile& file, const Hash& leaf, const Policy& policy);

}  // namespace noroshi::tlog
