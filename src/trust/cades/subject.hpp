// Subject: one SignerInfo in its SignedData, with the octets it signs: what time stamps are about.
//
// A cheap value; what it points to is shared and never changes.  A detached content is the caller's
// and must outlive it.
#pragma once

#include <memory>
#include <optional>

#include "trust/cms/signed_data.hpp"

namespace noroshi::cades {

using der::Bytes;
using der::View;

struct Subject {
  View document{};  ///< the ContentInfo; needed while it is read, not afterwards
  std::shared_ptr<const cms::SignedData> data{};
  std::shared_ptr<const cms::SignerInfo> signer{};
  std::shared_ptr<const Bytes> parent_signature{};  ///< that a counter-signature is over
  std::optional<View> content{};                    ///< none: detached, and not at hand
  std::string content_name{};

  [[nodiscard]] bool detached() const { return !data->content && !parent_signature; }
};

}  // namespace noroshi::cades
