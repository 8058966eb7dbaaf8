// Kind: which of the formats of seals a document is, told by its content and never by its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "trust/der/bytes.hpp"

namespace noroshi::seal {

enum class Kind : std::uint8_t {
  Cades,     ///< CMS SignedData (EN 319 122)
  Jades,     ///< JWS (TS 119 182-1)
  Pades,     ///< PDF (EN 319 142)
  Xades,     ///< XML (EN 319 132)
  Asic,      ///< ZIP of documents and what is signed about them (EN 319 162)
  Evidence,  ///< RFC 4998 record, or RFC 6283
  Stamp,     ///< an RFC 3161 token that stands alone
};

std::string_view to_string(Kind kind);  ///< "cades"
std::optional<Kind> kind_named(std::string_view name);

/// None: nothing that carries a seal.
std::optional<Kind> kind_of(der::View octets);

}  // namespace noroshi::seal
