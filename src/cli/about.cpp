// `noroshi help`, `noroshi version`, `noroshi completion`.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/exit_status.hpp"
#include "cli/help.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"

namespace noroshi::cli {

Result<int> run_help(const Arguments& arguments, Context& context) {
  static constexpr Text kUnknown{"there is no command \"{}\"; see: noroshi --help",
                                 "「{}」というコマンドはありません。参照: noroshi --help"};
  if (const auto folder = arguments.word("--man")) {
    NOROSHI_CHECK(write_man_pages(*folder));
    return kDone;
  }
  const auto path = fmt::format("{}", fmt::join(arguments.positionals(), " "));
  const auto* command = find_command(path);
  if (command == nullptr) {
    return Error{Errc::InvalidUsage, kUnknown.in(context.language, path)};
  }
  NOROSHI_CHECK(context.out.write(help_text(*command, context.language, context.terminal.columns)));
  return kDone;
}

Result<int> run_version(const Arguments&, Context& context) {
  NOROSHI_CHECK(context.out.write(fmt::format("noroshi {}\n", kVersion)));
  return kDone;
}

Result<int> run_completion(const Arguments& arguments, Context& context) {
  const auto& shell = arguments.positionals().front();
  NOROSHI_CHECK(context.out.write(shell == "bash"  ? bash_completion()
                                  : shell == "zsh" ? zsh_completion(context.language)
                                                   : fish_completion(context.language)));
  return kDone;
}

}  // namespace noroshi::cli
