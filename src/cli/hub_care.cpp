// `noroshi hub audit|upgrade`: what a hub did, and what a new version will do to it.
#include <fmt/format.h>
#include <fstream>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "hub/upgrade.hpp"

namespace noroshi::cli {

Result<int> run_hub_audit(const Arguments& arguments, Context& context) {
  static constexpr Text kHolds{"{} entries: the chain holds\n", "{} 件: 連鎖は保たれています\n"};
  if (const auto path = arguments.word("--check")) {
    std::ifstream file(*path);
    if (!file) return base::system_error(fmt::format("opening {}", *path));
    const auto count = NOROSHI_TRY(directory::check_export([&](std::string& line) -> Result<bool> {
                                     return static_cast<bool>(std::getline(file, line));
                                   }).within(*path));
    NOROSHI_CHECK(context.out.write(kHolds.in(context.language, count)));
    return 0;
  }
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  const auto desk = NOROSHI_TRY(HubDesk::open(settings.database));
  const auto show = [&](std::string_view line) -> Status {
    NOROSHI_CHECK(context.out.write(line));
    return line.ends_with('\n') ? Status{} : context.out.write("\n");
  };
  NOROSHI_CHECK(desk.trail->export_to(show));
  return 0;
}

Result<int> run_hub_upgrade(const Arguments& arguments, Context& context) {
  static constexpr Text kNothing{"nothing to do: the tables are as this Noroshi wants them",
                                 "することはありません。テーブルはこの Noroshi に合っています"};
  static constexpr Text kWould{"{} to do; back up first: noroshi hub backup DIR",
                               "未実行: {} 件。先にバックアップを: noroshi hub backup DIR"};
  static constexpr Text kDone{"{} done", "{} 件を実行しました"};
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  const auto database = NOROSHI_TRY(sql::Database::open(settings.database));
  const auto steps = NOROSHI_TRY(hub::pending_steps(*database));
  for (const auto& step : steps) {
    NOROSHI_CHECK(context.out.write(fmt::format("{}: {}\n", step.part, step.title)));
  }
  const bool dry = arguments.given("--dry-run");
  if (!dry) NOROSHI_CHECK(hub::upgrade(*database));
  const Text& line = steps.empty() ? kNothing : dry ? kWould : kDone;
  context.note(line.in(context.language, steps.size()));
  return 0;
}

}  // namespace noroshi::cli
