// The folder of a hub, as the commands on the same machine use it: its settings, its base, its
// directory, without a server.  What they do goes into the same audit trail.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "hub/directory/directory.hpp"
#include "hub/directory/trail.hpp"
#include "hub/serve.hpp"
#include "intel/archive/archive.hpp"
#include "io/sql/database.hpp"

namespace noroshi::cli {

/// --folder: where the hub is; its file is "<folder>/hub.toml".
std::string hub_folder(const Arguments& arguments);
Result<hub::ServeOptions> hub_settings(const Arguments& arguments);

/// The parts of a hub that commands change while it may be running.
struct HubDesk {
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<directory::Directory> directory;
  std::unique_ptr<directory::Trail> trail;

  static Result<HubDesk> open(const std::string& database);
  Status record(std::string_view action, std::string subject) const;
};

/// The key of the log that the trail is committed to.  The log is named after the hub:
/// "hub.example:8443/log", and what `more` adds.
Status draw_log_key(const std::string& path, std::string_view home, std::string_view more);

/// A password of 24 letters and digits, 118 bits, from the system's generator.
std::string made_password();
/// The first line of --password-file ("-": standard input); nothing if it was not given.
Result<std::optional<std::string>> password_of(const Arguments& arguments);

}  // namespace noroshi::cli
