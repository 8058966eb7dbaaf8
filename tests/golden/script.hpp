// A golden script: commands, and what they print; read from a .cli file or a Markdown page.
//
//   # Why this must be so.
//
//   $ noroshi c2 hunt tests/scenarios/beacon.log --format csv
//   rank,kind,…
//   [exit 2]
//
// A line that begins with "$ " is a command (continued by lines that begin with "> "); the lines
// after it, up to the next command or "# " comment, are all that it prints, standard output and
// standard error as a terminal would show them.  Blank lines at the end do not count.  "[exit N]"
// as the last line says that it fails; without it, it must succeed.  "..." alone stands for any
// lines, also none; inside a line, for any characters, at least one.
//
// Of a Markdown page, the blocks fenced by ```console are the script, one after the other.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace noroshi::golden {

/// One command of a script, with its place so that it can be updated.
struct Step {
  std::size_t line = 0;   ///< of the command, from 1
  std::size_t first = 0;  ///< index of the first expected line in the file
  std::size_t last = 0;   ///< one past the last, trailing blank lines left out
  std::string command;
  std::vector<std::string> expected;  ///< without "[exit N]"
  int status = 0;
};

std::vector<std::string> split_lines(const std::string& text);

/// The steps of a file; `markdown` says which kind it is.
std::vector<Step> read_steps(const std::vector<std::string>& lines, bool markdown);

/// Does what was printed fit what is expected, wildcards considered?
bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual);
bool line_matches(const std::string& expected, const std::string& actual);

}  // namespace noroshi::golden
