// Completion scripts for shells, made from the command table.
#pragma once

#include <string>

#include "base/language.hpp"

namespace noroshi::cli {

std::string bash_completion();
std::string zsh_completion(Language language);   ///< shows summaries, in this language
std::string fish_completion(Language language);  ///< the same

}  // namespace noroshi::cli
