// `noroshi hub audit|upgrade`: what a hub did, and what a new version will do to it.
#include <fmt/format.h>
#include <fstream>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "hub/trail_log.hpp"
#include "hub/upgrade.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {

namespace {

/// Two files: the line, and the proof that opens the log's entry to it.
Result<int> prove_line(const Arguments& arguments, Context& context, std::uint64_t number) {
  static constexpr Text kDone{
      "{0}.jsonl is line {1}; check it: noroshi log verify {0}.tlog-proof --entry {0}.jsonl "
      "--policy POLICY",
      "{0}.jsonl が {1} 行目です。検証: noroshi log verify {0}.tlog-proof --entry {0}.jsonl "
      "--policy POLICY"};
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  if (!settings.trail_log) {
    return Error{Errc::InvalidUsage, "this hub's trail is in no log: see [log] of hub.toml"};
  }
  const auto desk = NOROSHI_TRY(HubDesk::open(settings.database));
  const auto proof = NOROSHI_TRY(
      hub::prove_line(*settings.trail_log, *desk.trail, static_cast<std::int64_t>(number)));
  const std::string stem = arguments.word("--out").value_or(fmt::format("trail-{}", number));
  NOROSHI_CHECK(io::replace_file(stem + ".jsonl", proof.line, io::Durable::No));
  NOROSHI_CHECK(io::replace_file(stem + ".tlog-proof", proof.file, io::Durable::No));
  context.note(kDone.in(context.language, stem, number));
  return 0;
}

}  // namespace

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
  if (const auto number = arguments.count("--prove")) {
    return prove_line(arguments, context, *number);
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
