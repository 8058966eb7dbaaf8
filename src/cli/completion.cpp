#include "cli/completion.hpp"

#include <fmt/format.h>
#include <set>

#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

std::string joined_choices(std::string_view metavar) {
  std::string words;
  each_choice(metavar, [&](std::string_view word) {
    words += fmt::format("{}{}", words.empty() ? "" : " ", word);
  });
  return words;
}

bool completes_files(Takes takes) { return takes == Takes::File || takes == Takes::Folder; }

// ' ends a quoted word of any shell; the texts of the table may hold some.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// What bash offers as the value of an option: its choices, files, or nothing.
std::string bash_values(std::string_view path, const Option& option) {
  if (option.takes == Takes::Nothing) return {};
  const auto pattern = fmt::format("    '{} {}')", path, option.name);
  if (option.takes == Takes::Choice) {
    return fmt::format("{} COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", pattern,
                       joined_choices(option.metavar));
  }
  const auto* files =
      completes_files(option.takes) ? " COMPREPLY=($(compgen -f -- \"$word\"));" : "";
  return fmt::format("{}{} return ;;\n", pattern, files);
}

// What bash offers otherwise: verbs, options, choices of the argument; files if it takes any.
std::string bash_words(const Command& command) {
  std::string words;
  for (const auto* child : children(command)) words += fmt::format("{} ", last_word(*child));
  for (const auto& option : command.options) words += fmt::format("{} ", option.name);
  if (command.positional.takes == Takes::Choice)
    words += joined_choices(command.positional.metavar);
  const bool files =
      !command.positional.metavar.empty() && completes_files(command.positional.takes);
  const bool filter = command.positional.takes == Takes::Filter;
  return fmt::format("    '{}') words='{}'{} ;;\n", command.path, words,
                     files    ? " files=1"
                     : filter ? " filter=1"
                              : "");
}

// Options whose value is the next word, of whatever command: '--top'|'--format'|…
std::string valued_pattern() {
  std::set<std::string_view> names;
  for (const auto& command : commands()) {
    for (const auto& option : command.options) {
      if (option.takes != Takes::Nothing) names.insert(option.name);
    }
  }
  return fmt::format("{}", fmt::join(names, "|"));
}

// A line of zsh's _arguments: '--format[text]:value:(table json)'.
std::string zsh_option(const Option& option, Language language) {
  std::string text;
  for (const char c : option.text.in(language)) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') text += '\\';
    text += c;
  }
  auto spec = fmt::format("{}{}[{}]", option.repeatable ? "*" : "", option.name, text);
  if (option.takes == Takes::Choice) {
    spec += fmt::format(":value:({})", joined_choices(option.metavar));
  } else if (completes_files(option.takes)) {
    spec += ":file:_files";
  } else if (option.takes != Takes::Nothing) {
    spec += fmt::format(":{}: ", option.metavar.substr(0, option.metavar.find(':')));
  }
  return quoted(spec);
}

std::string zsh_positional(const Positional& positional) {
  if (positional.metavar.empty()) return {};
  if (positional.takes == Takes::Choice) {
    return quoted(fmt::format("1:value:({})", joined_choices(positional.metavar)));
  }
  if (positional.takes == Takes::Filter) return quoted("*:filter:_noroshi_filter");
  if (completes_files(positional.takes)) return quoted("*:file:_files");
  return {};
}

std::string zsh_case(const Command& command, Language language) {
  auto out = fmt::format("    '{}')\n", command.path);
  if (const auto below = children(command); !below.empty()) {
    out += "      local -a verbs=(";
    for (const auto* child : below) {
      out += "\n        " +
             quoted(fmt::format("{}:{}", last_word(*child), child->summary.in(language)));
    }
    out += ")\n      _describe command verbs\n";
  }
  out += "      _arguments";
  for (const auto& option : command.options) out += " \\\n        " + zsh_option(option, language);
  if (const auto spec = zsh_positional(command.positional); !spec.empty()) {
    out += " \\\n        " + spec;
  }
  return out + " ;;\n";
}

std::string fish_line(const Command& command, const Option& option, Language language) {
  auto line = fmt::format("complete -c noroshi -n '__noroshi_at {}' -l {} -d {}", command.path,
                          option.name.substr(2), quoted(option.text.in(language)));
  if (option.takes == Takes::Choice) {
    line += fmt::format(" -x -a {}", quoted(joined_choices(option.metavar)));
  } else if (completes_files(option.takes)) {
    line += " -r -F";
  } else if (option.takes != Takes::Nothing) {
    line += " -x";
  }
  return line + "\n";
}

// Patterns of the paths that the first words of a command line may make: 'c2'|'c2 hunt'|…
std::string paths_pattern() {
  std::string out;
  for (const auto& command : commands()) {
    if (!command.path.empty()) out += fmt::format("{}'{}'", out.empty() ? "" : "|", command.path);
  }
  return out;
}

}  // namespace

std::string bash_completion() {
  std::string out = R"(# bash completion of noroshi; made by `noroshi completion bash`
_noroshi() {
  local word="${COMP_WORDS[COMP_CWORD]}" last="${COMP_WORDS[COMP_CWORD-1]}" path='' one words='' files='' filter=''
  local typed='' before='' head=''
  COMPREPLY=()
  for one in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "${path:+$path }$one" in
)";
  out += fmt::format("      {}) path=\"${{path:+$path }}$one\" ;;\n", paths_pattern());
  out += fmt::format(
      "      *) case \"$before\" in {}) ;; *) [[ $one == -* ]] || typed+=\"$one \" ;; esac ;;\n",
      valued_pattern());
  out += "    esac\n    before=$one\n  done\n  case \"$path $last\" in\n";
  for (const auto& command : commands()) {
    for (const auto& option : command.options) out += bash_values(command.path, option);
  }
  out += "  esac\n  case \"$path\" in\n";
  for (const auto& command : commands()) out += bash_words(command);
  // A filter may stand in quotes, as one word: what is before its last word goes before the
  // candidates.
  out += R"(  esac
  if [[ -n $filter && $word != -* ]]; then
    head="${word#[\"\']}"
    typed="${typed//[\"\']/}$head"
    case "$head" in
      *[\ \(]*) head="${head%"${head##*[ (]}"}" ;;
      *) head='' ;;
    esac
    while read -r one; do COMPREPLY+=("$head$one"); done < <("${COMP_WORDS[0]}" complete -- "$typed" 2>/dev/null)
  elif [[ -n $files && $word != -* ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o filenames -F _noroshi noroshi
)";
  return out;
}

std::string zsh_completion(Language language) {
  std::string out = R"zsh(#compdef noroshi
# zsh completion of noroshi; made by `noroshi completion zsh`
_noroshi_filter() {
  local -a found=(${(f)" $(noroshi complete-- "${(Q)PREFIX}" 2 > / dev / null) "})
                                                                compset -
                                                                P '*[ (]' compadd -
                                                                a found} _noroshi() {
  local path_='' one
  for one in "${(@)words[2,CURRENT-1]}";
  do
    case "${path_:+$path_ }$one" in
)zsh";
  out += fmt::format("      {}) path_=\"${{path_:+$path_ }}$one\" ;;\n", paths_pattern());
  out += "    esac\n  done\n  case \"$path_\" in\n";
  for (const auto& command : commands()) out += zsh_case(command, language);
  return out + "  esac\n}\ncompdef _noroshi noroshi\n";
}

std::string fish_completion(Language language) {
  std::string out = R"(# fish completion of noroshi; made by `noroshi completion fish`
function __noroshi_at
    set -l path
    for word in (commandline -opc)[2..]
        switch "$path $word"
)";
  std::string patterns;
  for (const auto& command : commands()) {
    if (!command.path.empty()) patterns += fmt::format(" ' {}'", command.path);
  }
  out += fmt::format("            case{}\n                set path \"$path $word\"\n", patterns);
  out +=
      "        end\n    end\n    test \"$path\" = (test -n \"$argv\"; and echo \" $argv\"; or echo "
      "\"\")\nend\n";
  out += R"(function __noroshi_filter
    set -l typed (string trim -l -c '\'"' -- (commandline -ct))
    for word in (noroshi complete -- "$typed" 2>/dev/null)
        echo -- (string replace -r '[^ (]*$' '' -- "$typed")$word
    end
end
)";
  out += "complete -c noroshi -f\n";
  for (const auto& command : commands()) {
    for (const auto* child : children(command)) {
      out += fmt::format("complete -c noroshi -n '__noroshi_at {}' -a {} -d {}\n", command.path,
                         last_word(*child), quoted(child->summary.in(language)));
    }
    for (const auto& option : command.options) out += fish_line(command, option, language);
    if (command.positional.takes == Takes::Filter) {
      out += fmt::format("complete -c noroshi -n '__noroshi_at {}' -a '(__noroshi_filter)'\n",
                         command.path);
    }
    if (completes_files(command.positional.takes) && !command.positional.metavar.empty()) {
      out += fmt::format("complete -c noroshi -n '__noroshi_at {}' -F\n", command.path);
    }
  }
  return out;
}

}  // namespace noroshi::cli
