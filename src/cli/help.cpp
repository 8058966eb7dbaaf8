#include "cli/help.hpp"

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kDeep = 6;          // of the text below an option
constexpr std::size_t kWidestProse = 90;  // longer lines are hard to read, however wide the screen

constexpr Text kUsage{"Usage", "書式"};
constexpr Text kCommands{"Commands", "コマンド"};
constexpr Text kArguments{"Arguments", "引数"};
constexpr Text kOptions{"Options", "オプション"};
constexpr Text kExamples{"Examples", "使用例"};
constexpr Text kDefault{"[{}]", "[既定値 {}]"};
constexpr Text kMore{"More about one: noroshi {}COMMAND --help",
                     "それぞれの説明: noroshi {}COMMAND --help"};
constexpr Text kStatus{
    "Exit status: 0 done, 1 could not do it, 2 wrong usage, 3 findings (--fail-on-findings).",
    "終了状態: 0 完了、1 実行できず、2 使い方の誤り、3 検出あり (--fail-on-findings)。"};

std::string heading(const Text& text, Language language) {
  return fmt::format("\n{}:\n", text.in(language));
}

// What does not fit stands deeper, so that one command still reads as one.
std::string usage(const Command& command, std::size_t columns) {
  std::string out;
  for (const auto& line : wrap(usage_line(command), columns - kDeep)) {
    out += fmt::format("{:{}}{}\n", "", out.empty() ? kIndent : kDeep, line);
  }
  return out;
}

std::string list_of_commands(const Command& parent, Language language, std::size_t columns) {
  const auto below = children(parent);
  if (below.empty()) return {};
  std::size_t widest = 0;
  for (const auto* child : below) widest = std::max(widest, last_word(*child).size());
  auto out = heading(kCommands, language);
  for (const auto* child : below) {
    const auto indent = kIndent + widest + 2;
    auto text = wrapped(child->summary.in(language), columns, indent);
    const auto name = std::string(kIndent, ' ') + pad_right(last_word(*child), widest + 2);
    out += text.replace(0, indent, name);
  }
  const auto prefix = parent.path.empty() ? "" : std::string(parent.path) + " ";
  return out + wrapped(kMore.in(language, prefix), columns, kIndent);
}

std::string list_of_arguments(const Positional& positional, Language language,
                              std::size_t columns) {
  if (positional.metavar.empty()) return {};
  return heading(kArguments, language) + fmt::format("{:{}}{}\n", "", kIndent, positional.metavar) +
         wrapped(positional.text.in(language), columns, kDeep);
}

std::string list_of_options(const Command& command, Language language, std::size_t columns) {
  auto out = heading(kOptions, language);
  for (const auto& option : command.options) {
    std::string text(option.text.in(language));
    if (!option.fallback.empty()) text += " " + kDefault.in(language, option.fallback);
    out += fmt::format("{:{}}{}\n", "", kIndent, spelling(option));
    out += wrapped(text, columns, kDeep);
  }
  return out;
}

std::string list_of_examples(const Command& command, Language language, std::size_t columns) {
  if (command.examples.empty()) return {};
  auto out = heading(kExamples, language);
  for (const auto& example : command.examples) {
    for (const auto& line : wrap(example.why.in(language), columns - kIndent - 2)) {
      out += fmt::format("{:{}}# {}\n", "", kIndent, line);
    }
    out += fmt::format("{:{}}$ {}\n", "", kIndent, example.line);
  }
  return out;
}

}  // namespace

std::string spelling(const Option& option) {
  if (option.takes == Takes::Nothing) return std::string(option.name);
  return fmt::format("{} {}", option.name, option.metavar);
}

std::string usage_line(const Command& command) {
  auto line = full_name(command);
  if (command.run == nullptr) return line + " COMMAND …";
  for (const auto& option : command.options) {
    if (option.required) line += " " + spelling(option);
  }
  line += " [OPTION…]";
  const auto& positional = command.positional;
  if (positional.metavar.empty()) return line;
  const auto words = fmt::format("{}{}", positional.metavar, positional.repeatable ? "…" : "");
  return line + (positional.required ? " " + words : " [" + words + "]");
}

std::string help_text(const Command& command, Language language, std::size_t columns) {
  columns = std::min(columns, kWidestProse);
  auto out =
      wrapped(fmt::format("{} - {}", full_name(command), command.summary.in(language)), columns, 0);
  out += heading(kUsage, language);
  out += usage(command, columns) + "\n";
  out += wrapped(command.description.in(language), columns, 0);
  out += list_of_commands(command, language, columns);
  out += list_of_arguments(command.positional, language, columns);
  out += list_of_options(command, language, columns);
  out += list_of_examples(command, language, columns);
  return out + "\n" + wrapped(kStatus.in(language), columns, 0);
}

}  // namespace noroshi::cli
