// Whether a text is a pattern at all, apart from whether Noroshi can evaluate it.
//
// The standard's MATCHES takes regular expressions of PCRE, Noroshi's those of RE2, and patterns
// have limits here: what only that stands against is somebody else's good pattern.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace noroshi::pattern {

enum class Soundness : std::uint8_t {
  Runs,     ///< follows the grammar, and Noroshi evaluates it
  Foreign,  ///< follows the grammar as far as could be seen; Noroshi cannot evaluate it
  Broken    ///< does not follow the grammar
};

struct Verdict {
  Soundness soundness = Soundness::Runs;
  std::string reason;  ///< of Foreign and Broken, with its column
};

Verdict soundness_of(std::string_view text);

}  // namespace noroshi::pattern
