// Man pages, in the `man` macros: man_page and write_man_pages of help.hpp.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/version.hpp"

namespace noroshi::cli {
namespace {

constexpr Text kName{"NAME", "名前"};
constexpr Text kSynopsis{"SYNOPSIS", "書式"};
constexpr Text kDescription{"DESCRIPTION", "説明"};
constexpr Text kCommands{"COMMANDS", "コマンド"};
constexpr Text kArguments{"ARGUMENTS", "引数"};
constexpr Text kOptions{"OPTIONS", "オプション"};
constexpr Text kExamples{"EXAMPLES", "使用例"};
constexpr Text kStatus{"EXIT STATUS", "終了状態"};
constexpr Text kSeeAlso{"SEE ALSO", "関連項目"};
constexpr Text kDefault{"The default is {}.", "既定値は {} です。"};

constexpr Text kStatuses{
    ".TP\n0\nThe command did what it was asked.\n"
    ".TP\n1\nIt could not: a file, the disk or the data stood in the way.\n"
    ".TP\n2\nThe command line makes no sense.\n"
    ".TP\n3\nSomething was found, and \\-\\-fail\\-on\\-findings asked for this status.\n"
    ".TP\n130\nInterrupted.\n"
    ".TP\n141\nWhoever read the output left.\n",
    ".TP\n0\n依頼どおりに完了した。\n"
    ".TP\n1\nファイル、ディスク、またはデータのために実行できなかった。\n"
    ".TP\n2\nコマンドの使い方が誤っている。\n"
    ".TP\n3\n検出があり、\\-\\-fail\\-on\\-findings が指定されていた。\n"
    ".TP\n130\n中断された。\n"
    ".TP\n141\n出力の読み手がいなくなった。\n"};

// Text that roff shows as it is: no escapes, no requests at the start of a line.
std::string escaped(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (;;) {
    const auto end = text.find("\n\n");
    out += fmt::format(".PP\n{}\n", escaped(text.substr(0, end)));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 2);
  }
}

std::string section(const Text& title, Language language) {
  return fmt::format(".SH {}\n", title.in(language));
}

std::string page_name(const Command& command) {
  auto name = full_name(command);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string options(const Command& command, Language language) {
  auto out = section(kOptions, language);
  for (const auto& option : command.options) {
    out += fmt::format(".TP\n.B {}\n{}\n", escaped(spelling(option)),
                       escaped(option.text.in(language)));
    if (!option.fallback.empty()) out += escaped(kDefault.in(language, option.fallback)) + "\n";
  }
  return out;
}

std::string commands_below(const Command& command, Language language) {
  const auto below = children(command);
  if (below.empty()) return {};
  auto out = section(kCommands, language);
  for (const auto* child : below) {
    out += fmt::format(".TP\n.B {}\n{}\n", escaped(full_name(*child)),
                       escaped(child->summary.in(language)));
  }
  return out;
}

std::string examples(const Command& command, Language language) {
  if (command.examples.empty()) return {};
  auto out = section(kExamples, language);
  for (const auto& example : command.examples) {
    out += fmt::format(".PP\n{}\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n",
                       escaped(example.why.in(language)), escaped(example.line));
  }
  return out;
}

// The command above, its siblings and those below.
std::string see_also(const Command& command, Language language) {
  std::vector<const Command*> others = children(command);
  if (!command.path.empty()) {
    const auto space = command.path.rfind(' ');
    const auto* parent =
        find_command(space == std::string_view::npos ? "" : command.path.substr(0, space));
    others.insert(others.begin(), parent);
  }
  std::string list;
  for (const auto* other : others) {
    list += fmt::format("{}.BR {} (1)", list.empty() ? "" : " ,\n", escaped(page_name(*other)));
  }
  return section(kSeeAlso, language) + list + "\n";
}

Status write_page(const std::filesystem::path& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return base::system_error("writing " + path.string());
  return {};
}

}  // namespace

std::string man_page(const Command& command, Language language) {
  auto out = fmt::format(".TH {} 1 \"\" \"noroshi {}\"\n", escaped(page_name(command)), kVersion);
  if (language == Language::Japanese) out += ".ad l\n";  // no gaps between Japanese words
  out += section(kName, language);
  out += fmt::format("{} \\- {}\n", escaped(page_name(command)),
                     escaped(command.summary.in(language)));
  out += section(kSynopsis, language) + ".B " + escaped(usage_line(command)) + "\n";
  out += section(kDescription, language) + paragraphs(command.description.in(language));
  out += commands_below(command, language);
  if (const auto& positional = command.positional; !positional.metavar.empty()) {
    out += section(kArguments, language) + fmt::format(".TP\n.B {}\n{}\n", positional.metavar,
                                                       escaped(positional.text.in(language)));
  }
  out += options(command, language);
  out += examples(command, language);
  out += section(kStatus, language) + std::string(kStatuses.in(language));
  return out + see_also(command, language);
}

Status write_man_pages(const std::filesystem::path& folder) {
  for (const auto& command : commands()) {
    if (command.hidden) continue;
    const auto file = page_name(command) + ".1";
    NOROSHI_CHECK(write_page(folder / "man1" / file, man_page(command, Language::English)));
    NOROSHI_CHECK(write_page(folder / "ja" / "man1" / file, man_page(command, Language::Japanese)));
  }
  return {};
}

}  // namespace noroshi::cli
