// What a signature's ByteRange covers (ISO 32000-2 §12.8.1): it must be everything up to the end of
// a revision, but for the gap in which the signature itself stands, to the octet.
//
// What differs was found to be an attack: ranges that begin late, wrap, overlap or leave a gap wide
// enough for other objects (Mladenov et al., "1 Trillion Dollar Refund", CCS 2019: signature
// wrapping, universal forgery).
#pragma once

#include <optional>
#include <string>

#include "trust/pades/signature_field.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::pades {

struct Coverage {
  View before{};        ///< the octets before the gap …
  View after{};         ///< … and behind it; both empty where the ranges lead nowhere
  std::size_t end = 0;  ///< of the signed revision
  bool readable = false;
  /// Why it may not be believed; empty: it is as it must be.
  std::string flaw{};

  [[nodiscard]] Bytes digest(pki::Digest algorithm) const;
};

Coverage coverage_of(const SignatureDictionary& dictionary, View pdf);

}  // namespace noroshi::pades
