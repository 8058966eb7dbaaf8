// What an attribute of MISP, by its type, is in STIX.
//
// The types are those of MISP's describeTypes; docs/formats/misp.md has the table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "intel/mapping/term.hpp"

namespace noroshi::mapping {

struct MispMeaning {
  enum class Kind : std::uint8_t {
    Watchable,      ///< `term`
    Rule,           ///< an indicator in the pattern language `word`
    Vulnerability,  ///< `word` is its name, as published
    Actor,
    Campaign,
    Link,  ///< an external reference of the report
    Note,  ///< text for people
    None   ///< `reason` says why
  };
  Kind kind = Kind::None;
  Term term{};
  std::string word{};
  std::string_view reason{};  ///< constant
  bool malformed = false;     ///< the value is none of its type
};

MispMeaning meaning_of(std::string_view type, std::string_view value);

/// "SHA-256" for "sha256", …; empty for types that are no digest of a file.
std::string_view file_algorithm(std::string_view type);
/// The same for the fingerprints of certificates.
std::string_view certificate_algorithm(std::string_view type);

/// What stands before and behind the bar of a composite value.
std::pair<std::string_view, std::string_view> halves(std::string_view text);

/// A registry key that begins with its hive in full, as STIX asks for (section 6.17).
std::string full_registry_key(std::string_view key);

}  // namespace noroshi::mapping
