// A page in its file: what a program writes anew, and what people wrote below it.
#pragma once

#include <string>

#include "base/result.hpp"

namespace noroshi::bench {

/// All of a file; empty if it cannot be read.
std::string text_of(const std::string& path);

/// Writes `generated`, and below it what people wrote in the page as it was.
Status write_page(const std::string& path, std::string generated);

}  // namespace noroshi::bench
