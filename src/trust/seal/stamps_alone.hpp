// Evidence records and time-stamp tokens that stand beside the data they are about, as Documents of
// stamps alone.
#pragma once

#include <span>

#include "base/result.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::seal {

/// One stamp an ArchiveTimeStamp; each renewal covers the stamp before it.
Result<signature::Document> read_evidence(der::View octets,
                                          std::span<const signature::Detached> objects);

/// A token over the one content.
Result<signature::Document> read_stamp(der::View octets,
                                       std::span<const signature::Detached> contents);

}  // namespace noroshi::seal
