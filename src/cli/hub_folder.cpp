#include "cli/hub_folder.hpp"

#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>

#include "cli/secret_file.hpp"
#include "cli/whole_file.hpp"
#include "hub/settings.hpp"
#include "io/clock.hpp"
#include "trust/log/note.hpp"

namespace noroshi::cli {

std::string hub_folder(const Arguments& arguments) {
  std::string folder = arguments.word("--folder").value_or("noroshi-hub");
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder;
}

Result<hub::ServeOptions> hub_settings(const Arguments& arguments) {
  const std::string file = hub_folder(arguments) + "/hub.toml";
  auto settings = hub::load_settings(file);
  if (!settings && settings.error().code == Errc::NotFound) {
    return Error{Errc::NotFound,
                 fmt::format("{}: there is no hub yet; make one: noroshi hub init --folder {}",
                             file, hub_folder(arguments))};
  }
  return settings;
}

Result<HubDesk> HubDesk::open(const std::string& database) {
  HubDesk desk;
  desk.database = NOROSHI_TRY(sql::Database::open(database));
  desk.directory = NOROSHI_TRY(directory::Directory::open(*desk.database, io::wall_clock));
  desk.trail = NOROSHI_TRY(directory::Trail::open(*desk.database, io::wall_clock));
  return desk;
}

Status HubDesk::record(std::string_view action, std::string subject) const {
  directory::Entry entry;
  entry.account = "local";
  entry.action = action;
  entry.subject = std::move(subject);
  entry.outcome = "done";
  return trail->write(std::move(entry));
}

std::string made_password() {
  // 31 letters that people do not mistake for one another: 4.95 bits each, 118 in all.
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
  std::array<unsigned char, 24> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return {};
  }
  std::string password;
  for (const unsigned char octet : random) password += kLetters[octet % 31];
  return password;
}

Result<std::optional<std::string>> password_of(const Arguments& arguments) {
  const auto file = arguments.word("--password-file");
  if (!file) return std::optional<std::string>{};
  std::string text = NOROSHI_TRY(read_whole(*file, 4096));
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() >= 8) return std::optional(std::move(text));
  return Error{Errc::InvalidUsage,
               fmt::format("{}: its first line must be a password of at least 8 characters",
                           *file == "-" ? "standard input" : *file)};
}

Status draw_log_key(const std::string& path, std::string_view home, std::string_view more) {
  const auto scheme = home.find("://");
  if (scheme != std::string_view::npos) home.remove_prefix(scheme + 3);
  const auto key = NOROSHI_TRY(
      tlog::SecretKey::draw(fmt::format("{}/log{}", home, more), tlog::KeyType::Ed25519));
  return keep_secret(path, key.text() + "\n");
}

}  // namespace noroshi::cli
