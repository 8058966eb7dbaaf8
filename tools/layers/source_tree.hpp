// What the files under src/ say of one another: their includes, and the links that CMake makes.
//
// Plain text scanning, no preprocessor and no CMake: an #include counts even where an #if would
// leave it out, a link even inside an if().  That is the safe side for a rule that forbids.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::layers {

struct Include {
  std::string path;  ///< as written between the quotes or angle brackets
  bool quoted = false;
  std::size_t line = 0;
};

/// Every #include of a C++ file.
std::vector<Include> includes_of(std::string_view text);

struct CmakeWord {
  std::string text;
  std::size_t line = 0;
};

/// One call: a command, and its words without quotes, comments and parentheses.
struct CmakeCall {
  std::string command;
  std::vector<CmakeWord> words;
};

/// Every call of a CMake file.
std::vector<CmakeCall> cmake_calls_of(std::string_view text);

/// Paths relative to `folder`, with '/', sorted, of the files whose names end in one of `endings`.
/// A folder that does not exist holds none.
std::vector<std::string> files_under(const std::filesystem::path& folder,
                                     const std::vector<std::string_view>& endings);

Result<std::string> read_text(const std::filesystem::path& path);

}  // namespace noroshi::layers
