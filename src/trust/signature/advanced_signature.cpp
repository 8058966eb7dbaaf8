#include "trust/signature/advanced_signature.hpp"

#include <array>
#include <span>

#include "base/hex.hpp"

namespace noroshi::signature {

std::string_view to_string(Format format) {
  constexpr std::array<std::string_view, 4> kNames{"CAdES", "JAdES", "PAdES", "XAdES"};
  return kNames.at(static_cast<std::size_t>(format));
}

std::string_view to_string(Level level) {
  constexpr std::array<std::string_view, 5> kNames{"none", "B-B", "B-T", "B-LT", "B-LTA"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::string_view to_string(StampKind kind) {
  constexpr std::array<std::string_view, 6> kNames{"content", "signature", "references",
                                                   "archive", "document",  "evidence-record"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string id_of(std::string_view prefix, View octets) {
  const Bytes digest = pki::digest(pki::Digest::Sha256, octets);
  return std::string(prefix) + base::to_hex(std::span(digest).first(8), base::HexCase::Capital);
}

}  // namespace noroshi::signature
