// What the commands of `noroshi permit` share: texts that may have signatures under them.
#pragma once

#include <string>

#include "base/result.hpp"
#include "trust/permit/approvers.hpp"

namespace noroshi::cli {

inline constexpr std::uint64_t kLargestPermitText = 1 << 20;

/// A text, and the signature lines under it; none: a draft.
struct SignedText {
  std::string text;
  std::string signatures;
};

/// Takes a signed note apart without verifying it; anything else is a draft.
SignedText take_apart(std::string file);

Result<permit::Approvers> read_approvers(const std::string& path);

}  // namespace noroshi::cli
