// The story of one endpoint, for people: when, how often, what speaks for and against.
#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "detect/c2/hunt.hpp"

namespace noroshi::cli {

std::string story_text(const c2::Story& story, const Context& context, const Zone& zone);

}  // namespace noroshi::cli
