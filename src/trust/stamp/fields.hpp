// What requests and TSTInfo have in common (RFC 3161 §2.4): message imprint and extensions.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "trust/der/reader.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::stamp {

using der::Bytes;
using der::View;

struct MessageImprint {
  std::optional<pki::Digest> digest{};  ///< none: an algorithm that is unknown here
  der::Oid algorithm;
  bool parameters_ok = true;  ///< absent or NULL
  Bytes octets{};
};

Result<MessageImprint> read_imprint(der::Reader& fields);
Bytes write_imprint(pki::Digest digest, View octets);

/// `list`: within Extensions.
Result<std::vector<pki::Extension>> read_extensions(der::Reader list);

}  // namespace noroshi::stamp
