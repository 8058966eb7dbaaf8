#include "trust/signature/advanced_signature.hpp"

#include <array>

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

}  // namespace noroshi::signature
