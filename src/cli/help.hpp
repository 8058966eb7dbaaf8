// Help texts and man pages, made from the command table.
#pragma once

#include <filesystem>
#include <string>

#include "base/language.hpp"
#include "base/result.hpp"
#include "cli/command.hpp"

namespace noroshi::cli {

/// What `--help` prints, in lines of at most `columns`.
std::string help_text(const Command& command, Language language, std::size_t columns);

/// "noroshi c2 hunt [OPTION]… [FILE]…"
std::string usage_line(const Command& command);

/// The option and its value: "--threshold P".
std::string spelling(const Option& option);

/// A page for man(1), in the `man` macros (groff_man(7)).
std::string man_page(const Command& command, Language language);

/// Writes all pages: <folder>/man1/noroshi-c2-hunt.1 in English, <folder>/ja/man1/… in Japanese.
Status write_man_pages(const std::filesystem::path& folder);

}  // namespace noroshi::cli
