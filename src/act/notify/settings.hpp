// notify.toml: how one side of the notices is run (docs/operations/notices.md).
//
// An institute needs [notify] alone; an operator names its sources, its customers, its plan and the
// channels of the plan.  Paths are relative to the folder of the file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "act/channel/bounces.hpp"
#include "act/channel/channels.hpp"
#include "act/notify/desk.hpp"
#include "act/notify/events.hpp"
#include "act/notify/take.hpp"

namespace noroshi::notify {

/// Who vouches for evidence beside this machine's clock.
struct SealSettings {
  std::string kind = "hash-and-time";  ///< or "log", "tsa"
  std::string folder, key, secret;     ///< log: where it is, what signs, what opens
  std::string url, ca_file;            ///< tsa: of the time-stamping authority
};

/// Whose seals files must bear that are taken; `anchors` empty: none is asked for.
struct ArrivalSettings {
  std::string anchors, tsa_anchors, material;  ///< files or folders of certificates, lists
  std::string organization;                    ///< prefix of the organizationIdentifier; empty: any
};

struct Settings {
  std::string base;     ///< as io/sql reads it
  std::string purpose;  ///< of the regular runs, for the audit trail
  QueueLimits queue;
  SealSettings seal;
  ArrivalSettings arrival;
  EventOptions events;
  base::Micros keep_bodies = 365 * base::kDay;  ///< texts of events, once handled
  // The operator's.
  DeskOptions desk;
  std::string opt_outs;    ///< a file; empty: the book's alone
  std::string customers;   ///< a file
  std::string subscriber;  ///< the resolver's settings
  std::string texts;       ///< a folder; empty: the built-in ones
  channel::Sender sender;
  std::optional<channel::MailSettings> mail;
  std::optional<channel::BounceSettings> bounces;
  std::optional<channel::LetterSettings> letter;
  std::optional<channel::PortalSettings> portal;
  std::optional<channel::GardenSettings> garden;
};

/// Every problem of the file at once.
Result<Settings> load_settings(const std::string& path, Side side);

/// The channels that the plan names.
class Channels {
 public:
  static Result<Channels> make(const Settings& settings);
  [[nodiscard]] std::vector<channel::Channel*> all() const;

 private:
  std::unique_ptr<channel::Texts> texts_;
  std::vector<std::unique_ptr<channel::Channel>> all_;
};

/// The key of the advice for a family: what the subscriber should do.
std::string remedy_for(std::string_view family);

}  // namespace noroshi::notify
