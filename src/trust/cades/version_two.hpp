// Archive time stamps of version 2 cover SignedData's certificates and lists as they stand (TS 101
// 733 §6.4.1): adding to them would break what they prove.
#pragma once

#include "base/result.hpp"
#include "trust/cades/names.hpp"
#include "trust/cms/signed_data.hpp"

namespace noroshi::cades {

/// An Error where such a stamp is there.
inline Status refuse_version_two(const cms::SignedData& data) {
  for (const cms::SignerInfo& signer : data.signers) {
    if (signer.unsigned_attribute(kArchiveTimeStampV2) == nullptr) continue;
    return Error{Errc::InvalidUsage,
                 "an archive time stamp of version 2 covers the document's certificates and lists, "
                 "so none can be added; preserve the document by an evidence record instead"};
  }
  return {};
}

}  // namespace noroshi::cades
