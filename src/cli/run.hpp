// From the words of a command line to an exit status.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal.hpp"

namespace noroshi::cli {

/// Finds the command that `words` name (without the program's own name), reads its options, runs
/// it, and tells the user about errors.  `context.language` is what the environment asks for;
/// --lang comes before it.
int run(const std::vector<std::string>& words, Context& context);

/// What `--lang` among the words says, wherever it stands; else `otherwise`.  Known before
/// anything else is read, so that errors about the command line speak the right language.
Language language_of(const std::vector<std::string>& words, Language otherwise);

}  // namespace noroshi::cli
