// Files that are needed whole: lists of prefixes, answer keys, parts of a run between operators.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace noroshi::cli {

/// At most `largest` octets, decompressed if need be; "-" is standard input.
Result<std::string> read_whole(const std::string& path, std::uint64_t largest = 64 << 20);

}  // namespace noroshi::cli
