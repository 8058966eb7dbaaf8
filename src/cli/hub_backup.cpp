// `noroshi hub backup|restore`: a hub as one folder that can be carried away, and brought back.
//
// A backup holds the base as "hub.db", the settings, and the files beside them that the settings
// name; hub.toml is written last, so a folder without it is neither a backup nor a hub.
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "hub/settings.hpp"
#include "intel/archive/archive.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBase = "hub.db";  // in a backup, whatever it is called in the hub
constexpr std::string_view kSettings = "hub.toml";

Status copy_over(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::copy_file(from, to + ".new", fs::copy_options::overwrite_existing, failure);
  if (!failure) fs::rename(to + ".new", to, failure);
  if (!failure) return {};
  return Error{Errc::Io, fmt::format("copying {} to {}: {}", from, to, failure.message())};
}

/// A folder for its owner only, without a hub.toml in it yet.
Status make_folder(const std::string& folder) {
  if (fs::exists(fs::path(folder) / kSettings)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} holds a hub or a backup already; name a new folder", folder)};
  }
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{Errc::Io, fmt::format("making {}: {}", folder, failure.message())};
  if (::chmod(folder.c_str(), 0700) != 0) return base::system_error("making " + folder);
  return {};
}

/// Certificate, keys and whatever else the settings name, where it lies in the folder of the hub:
/// names relative to it.
std::vector<std::string> files_beside(const std::string& folder,
                                      const hub::ServeOptions& settings) {
  std::vector<std::string> wanted{settings.certificate, settings.key, folder + "/local.key"};
  // Not the log and its key: two hubs that go on with one log would contradict one another.
  if (settings.trail_log) {
    wanted.insert(wanted.end(), {settings.trail_log->secret, settings.trail_log->policy});
  }
  if (settings.zone) {
    wanted.insert(wanted.end(), settings.zone->key_files.begin(), settings.zone->key_files.end());
  }
  std::error_code none;
  if (!settings.warning_lists.empty()) {
    for (const auto& file : fs::recursive_directory_iterator(settings.warning_lists, none)) {
      if (file.is_regular_file()) wanted.push_back(file.path().string());
    }
  }
  std::vector<std::string> names;
  for (const std::string& file : wanted) {
    const std::string name = fs::path(file).lexically_relative(folder).string();
    const bool inside = !name.empty() && !name.starts_with("..");
    if (inside && fs::is_regular_file(file, none)) names.push_back(name);
  }
  return names;
}

Status copy_file(const std::string& name, const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::create_directories(fs::path(to + "/" + name).parent_path(), failure);
  return copy_over(from + "/" + name, to + "/" + name);
}

/// A backup is worth what it opens to.
Status check_base(const std::string& base) {
  const auto database = NOROSHI_TRY(sql::Database::open(base));
  const auto archive = NOROSHI_TRY(archive::Archive::open(*database));
  const auto faults = NOROSHI_TRY(archive->check());
  if (faults.empty()) return {};
  return Error{Errc::InvalidInput, "the backup is damaged: " + faults.front()};
}

/// A restored base may be older than what its log has signed, so it begins another log, which takes
/// the whole trail again.
Status begin_log(const hub::TrailLogSettings& log, const std::string& home) {
  if (fs::exists(log.key)) return {};
  return draw_log_key(log.key, home, "/" + base::to_rfc3339(io::wall_clock()));
}

}  // namespace

Result<int> run_hub_backup(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"backed up into {}", "{} にバックアップしました"};
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  const std::string& to = arguments.positionals().front();
  const std::string folder = hub_folder(arguments);
  const auto database = NOROSHI_TRY(sql::Database::open(settings.database));
  if (database->dialect() != sql::Dialect::Sqlite) {
    return Error{Errc::InvalidUsage,
                 "the base is PostgreSQL: use pg_dump, and keep the folder with it "
                 "(docs/operations/hub-storage.md)"};
  }
  NOROSHI_CHECK(make_folder(to));
  NOROSHI_CHECK(database->back_up(fmt::format("{}/{}", to, kBase)));
  for (const std::string& name : files_beside(folder, settings)) {
    NOROSHI_CHECK(copy_file(name, folder, to));
  }
  NOROSHI_CHECK(copy_file(std::string(kSettings), folder, to));
  if (!arguments.given("--quiet")) context.note(kDone.in(context.language, to));
  return 0;
}

Result<int> run_hub_restore(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"restored into {}; serve it: noroshi hub serve --folder {}",
                              "{} に復元しました。起動: noroshi hub serve --folder {}"};
  const std::string& backup = arguments.positionals().front();
  const std::string folder = hub_folder(arguments);
  if (!fs::exists(fs::path(backup) / kSettings)) {
    return Error{Errc::NotFound, fmt::format("{}: this is no backup, it has no hub.toml", backup)};
  }
  NOROSHI_CHECK(make_folder(folder));
  const std::string draft = folder + "/hub.toml.restored";
  NOROSHI_CHECK(copy_over(fmt::format("{}/{}", backup, kSettings), draft));
  const auto settings = NOROSHI_TRY(hub::load_settings(draft));
  if (fs::exists(settings.database)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} is there already; it may be a hub's base: move it away first",
                             settings.database)};
  }
  NOROSHI_CHECK(copy_over(fmt::format("{}/{}", backup, kBase), settings.database));
  NOROSHI_CHECK(check_base(settings.database));
  const auto kept = NOROSHI_TRY(hub::load_settings(fmt::format("{}/{}", backup, kSettings)));
  for (const std::string& name : files_beside(backup, kept)) {
    NOROSHI_CHECK(copy_file(name, backup, folder));
  }
  if (settings.trail_log) NOROSHI_CHECK(begin_log(*settings.trail_log, settings.home));
  std::error_code failure;
  fs::rename(draft, fmt::format("{}/{}", folder, kSettings), failure);
  if (failure) return Error{Errc::Io, fmt::format("{}: {}", draft, failure.message())};
  if (!arguments.given("--quiet")) context.note(kDone.in(context.language, folder, folder));
  return 0;
}

}  // namespace noroshi::cli
