// The sections of the channels, read from TOML.
#include <filesystem>

#include "act/channel/bounces.hpp"
#include "act/channel/channels.hpp"

namespace noroshi::channel {
namespace {

using Section = base::Config::Section;

std::string path(Section& section, std::string_view key, const std::string& folder) {
  auto text = section.text(key, "");
  if (text.empty()) return text;
  return (std::filesystem::path(folder) / text).lexically_normal().string();
}

std::string needed_path(Section& section, std::string_view key, const std::string& folder) {
  auto text = path(section, key, folder);
  if (text.empty()) section.problem(key, "needed");
  return text;
}

std::string needed(Section& section, std::string_view key) {
  auto text = section.text(key, "");
  if (text.empty()) section.problem(key, "needed");
  return text;
}

}  // namespace

MailSettings read_mail_settings(Section section, const std::string& folder) {
  using Tls = MailSettings::Tls;
  MailSettings settings;
  settings.server = needed(section, "server");
  const auto tls = section.choice("tls", "starttls", {"starttls", "implicit", "none"});
  settings.tls = tls == "none" ? Tls::None : tls == "implicit" ? Tls::Implicit : Tls::Starttls;
  const auto usual = settings.tls == Tls::Implicit ? 465 : settings.tls == Tls::None ? 25 : 587;
  settings.port = static_cast<std::uint16_t>(section.whole("port", usual, 1, 65535));
  settings.ca_file = path(section, "ca_file", folder);
  settings.user = section.text("user", "");
  settings.password_file = path(section, "password_file", folder);
  if (settings.user.empty() != settings.password_file.empty()) {
    section.problem("user", "goes together with password_file");
  }
  settings.from = needed(section, "from");
  settings.bounces = section.text("bounces", "");
  settings.verp = section.flag("verp", false);
  settings.key_file = needed_path(section, "key", folder);
  settings.timeout = section.duration("timeout", base::kMinute, base::kSecond, 10 * base::kMinute);
  return settings;
}

LetterSettings read_letter_settings(Section section, const std::string& folder) {
  return {needed_path(section, "folder", folder), {}};
}

PortalSettings read_portal_settings(Section section, const std::string& folder) {
  return {needed_path(section, "folder", folder)};
}

GardenSettings read_garden_settings(Section section, const std::string& folder) {
  GardenSettings settings;
  settings.program = section.texts("program");
  if (!settings.program.empty()) {
    auto& name = settings.program.front();
    name = (std::filesystem::path(folder) / name).lexically_normal().string();
  }
  settings.url = section.text("url", "");
  settings.token_file = path(section, "token_file", folder);
  settings.ca_file = path(section, "ca_file", folder);
  settings.timeout = section.duration("timeout", 30 * base::kSecond, base::kSecond, base::kHour);
  if (settings.program.empty() == settings.url.empty()) {
    section.problem("program", "needed: either program or url");
  }
  return settings;
}

BounceSettings read_bounce_settings(Section section, const std::string& folder) {
  const auto maildir = section.text("maildir", "");
  return {needed_path(section, "key", folder),
          maildir.empty() ? "" : needed_path(section, "maildir", folder)};
}

}  // namespace noroshi::channel
