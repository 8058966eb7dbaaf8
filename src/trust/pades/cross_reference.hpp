// Where each object of a PDF stands (ISO 32000-2 §7.5.4, §7.5.8): classic tables, cross-reference
// streams and files with both, along the chain of Prev from the newest to the oldest.
//
// Where that chain is broken the octets are searched for objects instead, and that is said.
// Bounded: sections by kMostSections, entries by what the octets could hold.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "trust/pades/parser.hpp"

namespace noroshi::pades {

inline constexpr std::size_t kMostSections = 4096;

struct Place {
  enum class Kind : std::uint8_t { Free, InFile, InStream };
  Kind kind = Kind::Free;
  std::uint64_t at = 0;          ///< offset, or the number of the object stream
  std::uint32_t generation = 0;  ///< or the index within the object stream
  bool operator==(const Place&) const = default;
};

/// One update's part: a table or a stream.
struct Section {
  std::size_t at = 0;
  bool is_stream = false;
};

struct CrossReference {
  std::unordered_map<std::uint32_t, Place> places{};
  Object trailer{};                 ///< the newest; of a stream its dictionary
  std::vector<Section> sections{};  ///< newest first; empty after a repair
  std::size_t start = 0;            ///< what startxref says
  std::string repaired{};           ///< why the octets had to be searched; empty: they had not
};

/// As the file says it.
Result<CrossReference> stated_cross_reference(View octets);
/// As a search for objects shows it; `why` becomes `repaired`.
Result<CrossReference> searched_cross_reference(View octets, std::string why);

}  // namespace noroshi::pades
