// Rules: layers.toml, read and ready to be asked.
//
// A leaf is a folder under src/ that layers.toml names; the longest named folder wins, so
// src/observe/flow/x.cpp belongs to "observe/flow".  The file lists the leaves from the bottom up,
// and the order counts: an arrow may only point to a leaf that stands before.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::layers {

struct Leaf {
  std::string name;                  ///< the folder below src/: "observe/flow"
  std::vector<std::string> may_use;  ///< leaves it may include and link, as written
  std::size_t line = 0;              ///< where layers.toml names it
};

struct Rules {
  std::vector<Leaf> leaves;            ///< bottom first
  std::vector<std::string> may_probe;  ///< leaves that may include `probe`

  /// The leaf of this name, or nullptr.
  [[nodiscard]] const Leaf* find(std::string_view name) const;

  /// The leaf that holds `path`, a file or folder relative to src/; nullptr if none does.
  [[nodiscard]] const Leaf* holder(std::string_view path) const;

  /// The leaf that CMake calls `name` ("observe_flow"), or nullptr.
  [[nodiscard]] const Leaf* find_target(std::string_view name) const;
};

/// "observe/flow" → "observe_flow": CMake targets have no slashes.
std::string target_name(std::string_view leaf);

/// Reads the text of layers.toml.  Keys that it does not know are an Error.
Result<Rules> parse_rules(std::string_view toml);

}  // namespace noroshi::layers
