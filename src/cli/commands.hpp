// The one visible table of everything that `noroshi` can do.
//
// To add a command: its texts and options in the file of its noun (commands_c2.hpp, …), its name in
// the table (commands.cpp), a `run` in its own file (subcommands.hpp), a golden test.  Parsing,
// --help, man pages and shell completion follow.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace noroshi::cli {

/// All commands: the program itself first (empty path), then nouns, each before its verbs.
std::span<const Command> commands();

/// The command of exactly this path, or null.
const Command* find_command(std::string_view path);

/// The commands one word below `parent`: "c2" → c2 hunt, c2 explain, …
std::vector<const Command*> children(const Command& parent);

/// The last word of its path: "c2 hunt" → "hunt".
std::string_view last_word(const Command& command);

}  // namespace noroshi::cli
