// `noroshi hub backup|restore|doctor|audit`: what keeps a hub alive over years.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "intel/archive/archive.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

Status copy_over(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::copy_file(from, to + ".new", fs::copy_options::overwrite_existing, failure);
  if (!failure) fs::rename(to + ".new", to, failure);
  if (!failure) return {};
  return Error{Errc::Io, fmt::format("copying {} to {}: {}", from, to, failure.message())};
}

/// The file of a SQLite base; an Error for PostgreSQL, whose own tools do this.
Result<std::string> base_file(const hub::ServeOptions& settings, std::string_view tool) {
  if (settings.database.starts_with("postgres")) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("the base is PostgreSQL: use {} (docs/operations/hub-storage.md)", tool)};
  }
  return settings.database;
}

constexpr std::array kKept{"hub.toml", "hub.crt", "hub.key", "local.key"};

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

Result<int> run_hub_backup(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"backed up into {}", "{} にバックアップしました"};
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  NOROSHI_TRY(base_file(settings, "pg_dump"));
  const std::string& folder = arguments.positionals().front();
  std::error_code failure;
  if (fs::exists(folder + "/hub.toml")) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} holds a backup already; name a new folder", folder)};
  }
  fs::create_directories(folder, failure);
  if (failure || ::chmod(folder.c_str(), 0700) != 0) {
    return base::system_error(fmt::format("making {}", folder));
  }
  const auto database = NOROSHI_TRY(sql::Database::open(settings.database));
  NOROSHI_CHECK(database->back_up(folder + "/hub.db"));
  // hub.toml last: a folder without it is no backup.
  for (auto name = kKept.rbegin(); name != kKept.rend(); ++name) {
    const std::string from = hub_folder(arguments) + "/" + *name;
    if (fs::exists(from)) NOROSHI_CHECK(copy_over(from, folder + "/" + *name));
  }
  if (!arguments.given("--quiet")) context.note(kDone.in(context.language, folder));
  return 0;
}

Result<int> run_hub_restore(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"restored into {}; serve it: noroshi hub serve --folder {}",
                              "{} に復元しました。起動: noroshi hub serve --folder {}"};
  const std::string& backup = arguments.positionals().front();
  const std::string folder = hub_folder(arguments);
  if (!fs::exists(backup + "/hub.toml")) {
    return Error{Errc::NotFound, fmt::format("{}: this is no backup, it has no hub.toml", backup)};
  }
  if (fs::exists(folder + "/hub.toml")) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} holds a hub; restore into a new --folder", folder)};
  }
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure || ::chmod(folder.c_str(), 0700) != 0) {
    return base::system_error(fmt::format("making {}", folder));
  }
  NOROSHI_CHECK(copy_over(backup + "/hub.db", folder + "/hub.db"));
  for (auto name = kKept.rbegin(); name != kKept.rend(); ++name) {
    const std::string from = backup + "/" + *name;
    if (fs::exists(from)) NOROSHI_CHECK(copy_over(from, folder + "/" + *name));
  }
  // A backup is worth what it opens to.
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  const auto database = NOROSHI_TRY(sql::Database::open(settings.database));
  const auto archive = NOROSHI_TRY(archive::Archive::open(*database));
  const auto faults = NOROSHI_TRY(archive->check());
  if (!faults.empty()) return Error{Errc::InvalidInput, "the backup is damaged: " + faults.front()};
  if (!arguments.given("--quiet")) context.note(kDone.in(context.language, folder, folder));
  return 0;
}

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

}  // namespace noroshi::cli
