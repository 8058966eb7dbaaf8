// GeneralName (RFC 5280 §4.2.1.6): what certificates and lists call somebody.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "trust/der/reader.hpp"
#include "trust/pki/name.hpp"

namespace noroshi::pki {

/// The tags of its CHOICE.
enum class NameKind : std::uint8_t {
  Other = 0,
  Mail = 1,
  Dns = 2,
  X400 = 3,
  Directory = 4,
  EdiParty = 5,
  Uri = 6,
  Address = 7,
  RegisteredId = 8,
};

struct GeneralName {
  NameKind kind = NameKind::Other;
  der::View value;  ///< contents of the tag; of a directory name: the whole Name
};

Result<GeneralName> read_general_name(der::Reader& names);

/// The directory names among GeneralNames, of which `names` reads the inside.
Result<std::vector<Name>> directory_names(der::Reader names);

}  // namespace noroshi::pki
