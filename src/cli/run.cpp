#include "cli/run.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <new>

#include "base/nearest.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

using Words = std::vector<std::string>;

constexpr Text kInterrupted{"noroshi: interrupted; nothing is left half-written",
                            "noroshi: 中断しました。書きかけのものは残していません"};

Error wrong(std::string message) { return {Errc::InvalidUsage, std::move(message)}; }

Result<int> show_help(const Command& command, const Context& context) {
  NOROSHI_CHECK(context.out.write(help_text(command, context.language, context.terminal.columns)));
  return kDone;
}

// The path that the first words make ("c2 hunt"); those words are removed.  Options of the
// program itself may stand before them: `noroshi --lang ja c2 hunt`.
const Command& take_command(Words& words) {
  const Command* command = &commands().front();
  std::size_t place = 0;
  while (place < words.size()) {
    if (words[place] == "--lang") {
      place += 2;
      continue;
    }
    if (words[place].starts_with('-')) {
      ++place;
      continue;
    }
    const auto path =
        command->path.empty() ? words[place] : fmt::format("{} {}", command->path, words[place]);
    const auto* below = find_command(path);
    if (below == nullptr) break;
    command = below;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(place));
    if (command->run != nullptr) break;
  }
  return *command;
}

// The first word that is no option and no value of --lang; empty if there is none.
std::string first_plain_word(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--lang") {
      ++i;
    } else if (!words[i].starts_with('-')) {
      return words[i];
    }
  }
  return {};
}

// A noun (or the program) with a verb that it does not know, or with none.
Error no_such_command(const Command& parent, const std::string& word, Language language) {
  static constexpr Text kUnknown{"there is no command \"{}\"; see: {} --help",
                                 "「{}」というコマンドはありません。参照: {} --help"};
  static constexpr Text kMeant{"there is no command \"{}\"; did you mean \"{}\"?",
                               "「{}」というコマンドはありません。「{}」ですか?"};
  static constexpr Text kNone{"which command? One of: {}", "コマンドを指定してください: {}"};
  std::vector<std::string_view> known;
  for (const auto* child : children(parent)) known.push_back(last_word(*child));
  const auto meant = base::nearest(word, known);
  if (word.empty()) {
    return wrong(kNone.in(language, fmt::format("{}", fmt::join(known, ", "))));
  }
  if (!meant.empty()) return wrong(kMeant.in(language, word, meant));
  return wrong(kUnknown.in(language, word, full_name(parent)));
}

// A noun alone, or the program: its help, its version, or what is wrong with the words.
Result<int> run_group(const Command& command, const Words& words, Context& context) {
  const bool help = std::find(words.begin(), words.end(), "--help") != words.end();
  const bool program = command.path.empty();
  if (help) return show_help(command, context);
  const auto word = first_plain_word(words);
  if (!word.empty()) return no_such_command(command, word, context.language);
  const auto arguments = NOROSHI_TRY(Arguments::parse(command, words, context.language));
  if (program && arguments.given("--version")) return run_version(arguments, context);
  if (program) return show_help(command, context);
  return no_such_command(command, word, context.language);
}

Result<int> run_command(const Command& command, const Words& words, Context& context) {
  if (command.run == nullptr) return run_group(command, words, context);
  const auto arguments = NOROSHI_TRY(Arguments::parse(command, words, context.language));
  if (arguments.given("--help")) return show_help(command, context);
  return command.run(arguments, context);
}

// Memory can end, and the standard library says so by exceptions only.
Result<int> run_guarded(const Command& command, const Words& words, Context& context) {
  try {
    return run_command(command, words, context);
  } catch (const std::bad_alloc&) {
    return Error{Errc::Limit, "out of memory; try fewer files at once, or a larger machine"};
  }
}

}  // namespace

Language language_of(const Words& words, Language otherwise) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view value;
    if (words[i].starts_with("--lang=")) value = std::string_view(words[i]).substr(7);
    if (words[i] == "--lang" && i + 1 < words.size()) value = words[i + 1];
    if (value == "en") return Language::English;
    if (value == "ja") return Language::Japanese;
  }
  return otherwise;
}

int run(const Words& all_words, Context& context) {
  context.language = language_of(all_words, context.language);
  auto words = all_words;
  const auto& command = take_command(words);
  auto result = run_guarded(command, words, context);
  if (result.has_value()) {
    if (auto flushed = context.out.flush(); !flushed.has_value()) {
      result = std::move(flushed).error();
    }
  }
  if (context.out.broken_pipe()) return kBrokenPipe;
  if (interrupted()) {
    context.note(kInterrupted.in(context.language));
    return kInterruptedStatus;
  }
  if (result.has_value()) return result.value();
  context.note(fmt::format("{}: {}", full_name(command), result.error().message));
  return result.error().code == Errc::InvalidUsage ? kWrongUsage : kCouldNot;
}

}  // namespace noroshi::cli
