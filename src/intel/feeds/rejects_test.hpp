// What the tests of readers ask of rejects.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "io/rejects.hpp"

namespace noroshi::feeds {

/// How often each reason occurred.
inline std::map<std::string, std::uint64_t> counts(
    const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies) {
  std::map<std::string, std::uint64_t> result;
  for (const auto& [reason, tally] : tallies) result[reason] = tally.count;
  return result;
}

}  // namespace noroshi::feeds
