// What a command is: its words, its texts, its options.  Plain constants, no behaviour.
//
// Everything that people can ask about a command (parsing, --help, man pages, shell completion)
// is made from these structs, so the four cannot disagree.  The table itself is commands.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"

namespace noroshi::cli {

class Arguments;
struct Context;

/// What the value of an option or an argument must look like; checked before a command runs.
enum class Takes : std::uint8_t {
  Nothing,   ///< a flag
  Choice,    ///< one of the words of the metavar: "table|json|jsonl|csv"
  Word,      ///< any text
  File,      ///< a path; completed by the shell
  Folder,    ///< a path of a folder
  Count,     ///< a whole number from 1 to 4,294,967,295
  Seed,      ///< a whole number from 0 to 2⁶⁴ − 1
  Ratio,     ///< a number from 0 to 1
  Duration,  ///< "30min", "60s", "1h30min"
  Prefix,    ///< "192.0.2.0/24"
  Endpoint,  ///< "192.0.2.7:443/tcp"
  Instant,   ///< RFC 3339
  Filter,    ///< words of a flow filter; completed by `noroshi complete filter`
  Zone       ///< a time zone: "UTC", "local", "+09:00", "Asia/Tokyo"
};

struct Option {
  std::string_view name;  ///< with its dashes: "--threshold"
  Takes takes = Takes::Nothing;
  std::string_view metavar;  ///< how help writes the value: "P", "FILE", "en|ja"
  Text text;
  std::string_view fallback;  ///< the value when it is not given; empty: there is none
  bool repeatable = false;
  bool required = false;
};

struct Positional {
  std::string_view metavar;  ///< "FILE"; empty: the command takes no arguments
  Takes takes = Takes::Word;
  Text text;
  bool required = false;
  bool repeatable = false;
};

struct Example {
  Text why;
  std::string_view line;  ///< as typed, without the prompt
};

/// What a command returns: an exit status (exit_status.hpp), or why it could not.
using Run = Result<int> (*)(const Arguments&, Context&);

struct Command {
  std::string_view path;  ///< "c2 hunt"; a noun alone ("c2") groups its verbs and has no `run`
  Text summary;           ///< one line, no full stop
  Text description;       ///< paragraphs parted by an empty line
  std::span<const Option> options;
  Positional positional;
  std::span<const Example> examples;
  Run run = nullptr;
  bool hidden = false;  ///< for our own scripts: in no help, man page or completion
};

/// "noroshi c2 hunt", or "noroshi" for the whole program (empty path).
std::string full_name(const Command& command);

/// The words of a Choice metavar: "en|ja" → en, ja.  Calls `visit` with each.
template <class Visit>
void each_choice(std::string_view metavar, Visit visit) {
  while (!metavar.empty()) {
    const auto bar = metavar.find('|');
    visit(metavar.substr(0, bar));
    metavar.remove_prefix(bar == std::string_view::npos ? metavar.size() : bar + 1);
  }
}

}  // namespace noroshi::cli
