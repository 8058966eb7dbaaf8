// The channels there are, and what the operator sets for each (docs/operations/notice-channels.md).
//
//   auto texts = Texts::load(folder, …);            // or Texts::built_in()
//   auto mail = make_mail_channel(settings, texts);
//   mail->send(notice, recipient);
//
// `read_…_settings` reads a section of TOML; what is wrong with it is kept for Config::finish.
// Texts must outlive the channels.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "act/channel/channel.hpp"
#include "act/channel/texts.hpp"
#include "base/config.hpp"

namespace noroshi::channel {

/// Mail by SMTP (RFC 5321) to the operator's own relay.
struct MailSettings {
  enum class Tls : std::uint8_t {
    Starttls,  ///< RFC 3207; without it nothing is sent
    Implicit,  ///< RFC 8314, port 465
    None,      ///< for a relay on this machine
  };
  std::string server;  ///< name or address
  std::uint16_t port = 587;
  Tls tls = Tls::Starttls;
  std::string ca_file;        ///< empty: the system's
  std::string user;           ///< empty: no AUTH
  std::string password_file;  ///< its first line
  std::string from;           ///< "abuse@isp.example"
  std::string bounces;        ///< envelope sender; empty: as `from`
  bool verp = false;          ///< bounces+NOTICE@…: the relay knows sub-addresses
  std::string key_file;  ///< 64 hexadecimal digits: a bounce counts only if it carries our mark
  base::Micros timeout = base::kMinute;
};
MailSettings read_mail_settings(base::Config::Section section, const std::string& folder);

/// Error: a file is missing, or is not what it should be; an address is none.
Result<std::unique_ptr<Channel>> make_mail_channel(const MailSettings& settings,
                                                   const Texts& texts);

/// Letters as CSV, a file a day (UTC), for a print shop.
struct LetterSettings {
  std::string folder;
  std::function<base::Micros()> now;  ///< the wall clock unless set
};
LetterSettings read_letter_settings(base::Config::Section section, const std::string& folder);
Result<std::unique_ptr<Channel>> make_letter_channel(const LetterSettings& settings,
                                                     const Texts& texts);

/// Gives the files of days before `now` their final name, so that the print shop takes them.
/// Returns their names.  To be called daily, by whoever owns the letter channel's folder.
Result<std::vector<std::string>> close_letters(const std::string& folder, base::Micros now);

/// Pages for the operator's portal: one JSON file a token, named by the token's hash.
struct PortalSettings {
  std::string folder;
};
PortalSettings read_portal_settings(base::Config::Section section, const std::string& folder);
Result<std::unique_ptr<Channel>> make_portal_channel(const PortalSettings& settings,
                                                     const Texts& texts);

/// The operator's own switch that puts a line behind a walled garden: a program, or an HTTPS URL.
struct GardenSettings {
  std::vector<std::string> program;  ///< its path and arguments; no shell sees them
  std::string url;
  std::string token_file;  ///< bearer token for the URL; its first line
  std::string ca_file;
  base::Micros timeout = 30 * base::kSecond;
};
GardenSettings read_garden_settings(base::Config::Section section, const std::string& folder);
Result<std::unique_ptr<Channel>> make_garden_channel(const GardenSettings& settings);

}  // namespace noroshi::channel
