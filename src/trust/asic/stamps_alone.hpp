// Evidence records and time-stamp tokens that stand beside the data they are about, as stamps that
// a validator knows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

struct RecordStamps {
  std::vector<signature::Stamp> stamps{};  ///< one an ArchiveTimeStamp, oldest first; not empty
  std::vector<std::string> uncovered{};    ///< names of objects that the record is not about
  pki::Material material{};                ///< that it brings along
  std::vector<std::string> remarks{};
};

/// Of a record in DER (RFC 4998) or in XML (RFC 6283).  Each renewal covers the stamps before it.
/// Ids begin with `prefix`.
Result<RecordStamps> record_stamps(der::View record, std::span<const signature::Detached> objects,
                                   std::string_view prefix);

/// A record that stands alone.
Result<signature::Document> read_evidence(der::View octets,
                                          std::span<const signature::Detached> objects);

/// A token over the one content.
Result<signature::Document> read_stamp(der::View octets,
                                       std::span<const signature::Detached> contents);

}  // namespace noroshi::asic
