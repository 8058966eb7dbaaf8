// A look at octets before libxml2 reads them: 2.9 compares each attribute of an element with each
// other, so that one tag with a million of them would keep it busy for hours.
#pragma once

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::xml {

inline constexpr std::size_t kMostAttributes = 1000;  ///< of one element

/// An Error where a tag has more.  Encodings in which an octet of "<" may be part of another letter
/// cannot be looked through so: of those, short texts alone pass.
Status within_attribute_bound(der::View octets);

}  // namespace noroshi::xml
