// `noroshi hub doctor|audit|upgrade`: what keeps a hub alive over years.
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "hub/upgrade.hpp"
#include "intel/archive/archive.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::cli {
namespace {

/// One line of the doctor's report.
struct Sign {
  bool well = true;
  std::string text;
};

Sign disk_sign(const std::string& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return {false, "the disk of the hub does not answer"};
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const double share = static_cast<double>(disk.f_bavail) / static_cast<double>(disk.f_blocks);
  const std::string text =
      fmt::format("disk: {:.1f} GiB free, {:.0f} %", free / (1U << 30), share * 100);
  return {free > (1U << 30) && share > 0.05, text};
}

Sign mode_sign(const std::string& file) {
  struct stat state {};
  if (::stat(file.c_str(), &state) != 0) return {false, fmt::format("{} is missing", file)};
  const bool closed = (state.st_mode & 077U) == 0;
  return {closed,
          fmt::format("{}: {}", file,
                      closed ? "for its owner only" : "others may read it; close it: chmod 600")};
}

void add_base(std::vector<Sign>& signs, const hub::ServeOptions& settings) {
  auto database = sql::Database::open(settings.database);
  if (!database) return signs.push_back({false, database.error().message});
  signs.push_back({true, (*database)->describe()});
  auto archive = archive::Archive::open(**database);
  if (!archive) return signs.push_back({false, archive.error().message});
  const auto faults = (*archive)->check();
  if (!faults) return signs.push_back({false, faults.error().message});
  for (const std::string& fault : *faults) signs.push_back({false, fault});
  if (faults->empty()) signs.push_back({true, "archive: tables and indexes agree"});
  if (const auto health = (*archive)->health()) {
    signs.push_back({true, fmt::format("archive: {} objects, {} revisions, {} wait for approval",
                                       health->objects, health->revisions, health->waiting)});
  }
  const auto trail = directory::Trail::open(**database, io::wall_clock);
  if (!trail) return signs.push_back({false, trail.error().message});
  const auto chain = (*trail)->check();
  signs.push_back({chain.has_value(), chain ? "audit trail: the chain holds"
                                            : "audit trail: " + chain.error().message});
}

}  // namespace

Result<int> run_hub_doctor(const Arguments& arguments, Context& context) {
  const std::string folder = hub_folder(arguments);
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  std::vector<Sign> signs;
  signs.push_back({true, fmt::format("settings: {}/hub.toml is sound", folder)});
  signs.push_back(disk_sign(folder));
  signs.push_back(mode_sign(settings.key));
  const auto print = http::fingerprint_of_file(settings.certificate);
  signs.push_back({print.has_value(),
                   print ? "certificate: " + *print : "certificate: " + print.error().message});
  add_base(signs, settings);
  bool well = true;
  for (const Sign& sign : signs) {
    well = well && sign.well;
    NOROSHI_CHECK(context.out.write(
        fmt::format("{}  {}\n",
                    sign.well ? styled("well", Style::Green, context.terminal.colour)
                              : styled("ILL ", Style::Red, context.terminal.colour),
                    sign.text)));
  }
  return well ? 0 : 1;
}

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
