// Who vouches for the evidence of notices, as notify.toml says: this machine's clock, a
// transparency log, a time-stamping authority (docs/formats/case.md).
#pragma once

#include <memory>

#include "act/notify/settings.hpp"
#include "act/notify/take.hpp"
#include "base/result.hpp"

namespace noroshi::cli {

/// A log is locked for this process as long as the seal lives.
Result<std::unique_ptr<notify::Seal>> open_seal(const notify::SealSettings& settings);

/// That a seal is over its chain: the log holds the commitment at its index, or the token's imprint
/// is the chain's and its signature holds.  Whether log and authority are believed is for policies
/// and anchors elsewhere.
Status check_seal(const notify::SealSettings& settings, const notify::KeptSeal& seal);

}  // namespace noroshi::cli
