// The picture of the layers in ARCHITECTURE.md, drawn from layers.toml and never by hand.
#pragma once

#include <string>
#include <string_view>

#include "rules.hpp"

namespace noroshi::layers {

/// A Mermaid flowchart, the top leaf first.  An arrow that longer ways already imply is left out;
/// layers.toml has the full list.
std::string draw(const Rules& rules);

/// `document` with what stands between its two marker lines replaced by `diagram`.  A document
/// without the markers is an Error.
Result<std::string> with_diagram(std::string_view document, std::string_view diagram);

}  // namespace noroshi::layers
