// Makes CAdES signatures of level B-B (EN 319 122-1 §6.3).
//
//   const Bytes sealed = NOROSHI_TRY(seal(content, *signer, {.signing_time = now}));
//
// Nothing is kept between seals, so a thousand contents under one key are a thousand calls, from as
// many threads as one likes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/cades/attributes.hpp"
#include "trust/key/signer.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cades {

using der::Bytes;
using der::View;

struct SealSettings {
  base::Micros signing_time = 0;
  bool detached = false;
  bool embed_chain = true;    ///< the certificates above the signer's, as far as they are known
  std::string mime_type{};    ///< empty: not said
  std::string description{};  ///< of the content, for content-hints; empty: none
  Location location{};
  std::vector<std::string> claimed_roles{};
  std::optional<Policy> policy{};
  /// Proves before the signature that the content was there (content-time-stamp); null: no proof.
  stamp::StampSource* content_stamps = nullptr;
};

/// A ContentInfo of one signature over the content.
Result<Bytes> seal(View content, const key::Signer& signer, const SealSettings& settings);
/// The same over a content of which only its digest (signer.digest()) is at hand; detached.
Result<Bytes> seal_digest(View digest, const key::Signer& signer, const SealSettings& settings);
/// Another signature beside those of a document, over the same content (parallel signatures).
/// `detached`: the content, where the document holds none.
Result<Bytes> add_seal(View document, const key::Signer& signer, const SealSettings& settings,
                       std::optional<View> detached = std::nullopt);

}  // namespace noroshi::cades
