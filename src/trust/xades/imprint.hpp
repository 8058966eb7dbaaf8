// What the time stamps of an XAdES signature are computed over (EN 319 132-1 §5.2.8, §5.3, §5.5,
// A.1.5; TS 101 903 V1.3.2 and V1.4.2 §7 and §8 for their predecessors).
//
// Each container names the canonical form for the elements that it is over; where it names none it
// is Canonical XML 1.0.
#pragma once

#include <optional>

#include "trust/pki/digest.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/xades/parts.hpp"

namespace noroshi::xades {

enum class Container : std::uint8_t {
  AllDataObjects,
  IndividualDataObjects,
  Signature,
  SignatureAndReferences,
  ReferencesOnly,
  Archive,
};

/// A property that holds time stamps.
struct StampContainer {
  Node element{};
  Container kind = Container::Signature;
  /// How many unsigned properties stand before it; of signed ones: none.
  std::size_t before = 0;
  /// SigAndRefsTimeStampV2, RefsOnlyTimeStampV2, ArchiveTimeStamp of V1.4.1.
  bool newer = false;
};

/// None: no container of time stamps, or of a kind that is unknown.
std::optional<StampContainer> stamp_container(Node element, std::size_t before);

/// The digest of what its stamps are over; an Error says what of it is missing.
Result<Bytes> imprint_of(const Parts& parts, const StampContainer& container, pki::Digest digest);

/// Whether the unsigned property is in the imprint of the stamps of a container behind it.
bool covers(const StampContainer& container, Node property);

}  // namespace noroshi::xades
