// Holds the source tree against the rules, and says where it breaks them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rules.hpp"

namespace noroshi::layers {

struct Violation {
  std::string place;  ///< "src/net/prefix.cpp:7", relative to the project
  std::string text;   ///< what is wrong, and what would be allowed

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// The rules themselves: arrows that point up, circles, names that are no leaf, `probe` for leaves
/// that may not have it.
std::vector<Violation> check_rules(const Rules& rules);

/// The project under `root`: every include and every link under src/ has its arrow, every folder
/// with code is a named leaf, every named leaf is a folder that src/CMakeLists.txt builds.
Result<std::vector<Violation>> check_tree(const Rules& rules, const std::filesystem::path& root);

}  // namespace noroshi::layers
