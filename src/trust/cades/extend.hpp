// Takes signatures from level to level without changing an octet that is signed or stamped
// (EN 319 122-1 §5.3–5.5).
//
//   B-B ──signature-time-stamp──▶ B-T ──certificates, lists, answers──▶ B-LT
//       ──archive-time-stamp-v3──▶ B-LTA ──again, before the last one's algorithms age──▶ B-LTA
//
// What is added is looked at afterwards as a stranger would: a level that was not reached is an
// Error that says what is missing, and nothing is returned.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "trust/pki/path.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cades {

using der::Bytes;
using der::View;

struct ExtendSettings {
  stamp::StampSource* stamps = nullptr;  ///< needed for B-T and B-LTA
  pki::Digest digest = pki::Digest::Sha256;
  /// What proves the certificates of the signers and of the time stamps (for B-LT and B-LTA); what
  /// is there already is not repeated.
  pki::Material material{};
  std::optional<View> detached{};  ///< the content, where the document holds none
};

/// Every signature of the document reaches `target` at least.  With B-LTA each gets another archive
/// time stamp even if it has some, which is how a seal is kept alive.
Result<Bytes> extend(View document, signature::Level target, const ExtendSettings& settings);

}  // namespace noroshi::cades
