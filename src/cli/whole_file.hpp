// Small files that are needed whole: lists of prefixes, answer keys.
#pragma once

#include <string>

#include "base/result.hpp"

namespace noroshi::cli {

/// At most 64 MiB, decompressed if need be; "-" is standard input.
Result<std::string> read_whole(const std::string& path);

}  // namespace noroshi::cli
