#include "act/notify/settings.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace noroshi::notify {
namespace {

using Section = base::Config::Section;

constexpr std::array<std::string_view, 4> kChannels{"portal", "mail", "letter", "garden"};

std::string in_folder(const std::string& folder, const std::string& path) {
  if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(folder) / path).string();
}

/// "sqlite:notify.db" lies beside the file, too.
std::string base_in(const std::string& folder, const std::string& where) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (where.starts_with("postgres")) return where;
  const bool prefixed = where.starts_with(kSqlite);
  return "sqlite:" + in_folder(folder, where.substr(prefixed ? kSqlite.size() : 0));
}

PlanStep read_step(Section section, base::Micros before) {
  PlanStep step;
  step.channels = section.texts("channels");
  step.after = section.duration("after", 0, 0, 3650 * base::kDay);
  if (step.channels.empty()) section.problem("channels", "a step needs one channel at least");
  if (step.after < before) section.problem("after", "a step cannot come before the one above it");
  for (const std::string& name : step.channels) {
    if (std::find(kChannels.begin(), kChannels.end(), name) != kChannels.end()) continue;
    section.problem("channels",
                    fmt::format("\"{}\" is no channel: portal, mail, letter, garden", name));
  }
  return step;
}

bool uses(const Plan& plan, std::string_view channel) {
  return std::any_of(plan.begin(), plan.end(), [&](const PlanStep& step) {
    return std::find(step.channels.begin(), step.channels.end(), channel) != step.channels.end();
  });
}

void read_operator(base::Config& file, Section& section, const std::string& folder,
                   Settings& settings) {
  auto& desk = settings.desk;
  desk.silent = section.duration("silent", desk.silent, base::kDay, 365 * base::kDay);
  desk.close_after = section.duration("close_after", desk.close_after, 0, 3650 * base::kDay);
  desk.window = section.duration("window", desk.window, 0, 3650 * base::kDay);
  desk.remedy = remedy_for;
  settings.opt_outs = in_folder(folder, section.text("opt_outs", ""));
  settings.customers = in_folder(folder, section.text("customers", "customers.csv"));
  settings.subscriber = in_folder(folder, section.text("subscriber", "subscriber.toml"));
  settings.texts = in_folder(folder, section.text("texts", ""));
  base::Micros before = 0;
  for (Section& step : section.sections("plan")) {
    desk.plan.push_back(read_step(step, before));
    before = std::max(before, desk.plan.back().after);
  }
  if (desk.plan.empty())
    section.problem("plan", "there is no [[notify.plan]]: nobody would be told");
  settings.sender = channel::read_sender(file.section("sender"));
}

void read_channels(base::Config& file, const std::string& folder, Settings& settings) {
  const Plan& plan = settings.desk.plan;
  if (uses(plan, "mail") || file.section("mail").present()) {
    settings.mail = channel::read_mail_settings(file.section("mail"), folder);
  }
  if (file.section("bounces").present()) {
    settings.bounces = channel::read_bounce_settings(file.section("bounces"), folder);
  }
  if (uses(plan, "letter") || file.section("letter").present()) {
    settings.letter = channel::read_letter_settings(file.section("letter"), folder);
  }
  if (uses(plan, "portal") || file.section("portal").present()) {
    settings.portal = channel::read_portal_settings(file.section("portal"), folder);
  }
  if (uses(plan, "garden") || file.section("garden").present()) {
    settings.garden = channel::read_garden_settings(file.section("garden"), folder);
  }
}

SealSettings read_seal(Section section, const std::string& folder) {
  SealSettings seal;
  seal.kind = section.choice("kind", seal.kind, {"hash-and-time", "log", "tsa"});
  seal.folder = in_folder(folder, section.text("folder", "log"));
  seal.key = in_folder(folder, section.text("key", "log.key"));
  seal.secret = in_folder(folder, section.text("secret", "log.secret"));
  seal.url = section.text("url", "");
  seal.ca_file = in_folder(folder, section.text("ca", ""));
  if (seal.kind == "tsa" && seal.url.empty()) {
    section.problem("url", "the address of the time-stamping authority is asked for");
  }
  return seal;
}

ArrivalSettings read_arrival(Section section, const std::string& folder) {
  ArrivalSettings arrival;
  arrival.anchors = in_folder(folder, section.text("anchors", ""));
  arrival.tsa_anchors = in_folder(folder, section.text("tsa_anchors", ""));
  arrival.material = in_folder(folder, section.text("material", ""));
  arrival.organization = section.text("organization", "");
  if (section.present() && arrival.anchors.empty()) {
    section.problem("anchors", "the certificates of those who may seal are asked for");
  }
  return arrival;
}

}  // namespace

std::string remedy_for(std::string_view family) {
  // Bots that come through the password of a router or camera; a restart alone lets them return.
  if (family.starts_with("mirai") || family.starts_with("iot") || family == "gafgyt" ||
      family == "hajime" || family == "mozi") {
    return "router-default-password";
  }
  if (family == "vpnfilter" || family.starts_with("adb")) return "iot-reboot-update";
  constexpr std::array<std::string_view, 10> kOfComputers{
      "worm",   "smb-worm", "conficker", "zeroaccess", "necurs",
      "sality", "virut",    "ramnit",    "emotet",     "trickbot"};
  const bool computer =
      std::find(kOfComputers.begin(), kOfComputers.end(), family) != kOfComputers.end();
  return computer ? "computer-scan" : "general";
}

Result<Settings> load_settings(const std::string& path, Side side) {
  auto file = NOROSHI_TRY(base::Config::load(path));
  const auto parent = std::filesystem::path(path).parent_path().string();
  const std::string folder = parent.empty() ? "." : parent;
  Settings settings;
  auto section = file.section("notify");
  settings.base = base_in(folder, section.text("base", "sqlite:notify.db"));
  settings.purpose = section.text("purpose", "");
  settings.events.clock_error =
      section.duration("clock_error", settings.events.clock_error, 0, base::kDay);
  settings.keep_bodies =
      section.duration("keep_bodies", settings.keep_bodies, base::kDay, 36'500 * base::kDay);
  settings.desk.keep_bodies = settings.keep_bodies;
  auto queue = section.section("queue");
  settings.queue.events = static_cast<std::uint64_t>(
      queue.whole("events", static_cast<std::int64_t>(settings.queue.events), 1, 1'000'000'000));
  settings.queue.octets = queue.octets("octets", settings.queue.octets, 1U << 20, 1ULL << 44);
  settings.seal = read_seal(file.section("seal"), folder);
  settings.arrival = read_arrival(file.section("arrival"), folder);
  if (side == Side::Operator) {
    read_operator(file, section, folder, settings);
    read_channels(file, folder, settings);
  }
  NOROSHI_CHECK(file.finish());
  return settings;
}

Result<Channels> Channels::make(const Settings& settings) {
  Channels channels;
  channels.texts_ = std::make_unique<channel::Texts>(
      settings.texts.empty() ? channel::Texts(settings.sender)
                             : NOROSHI_TRY(channel::Texts::load(settings.sender, settings.texts)));
  if (settings.mail) {
    channels.all_.push_back(
        NOROSHI_TRY(channel::make_mail_channel(*settings.mail, *channels.texts_)));
  }
  if (settings.letter) {
    channels.all_.push_back(
        NOROSHI_TRY(channel::make_letter_channel(*settings.letter, *channels.texts_)));
  }
  if (settings.portal) {
    channels.all_.push_back(
        NOROSHI_TRY(channel::make_portal_channel(*settings.portal, *channels.texts_)));
  }
  if (settings.garden) {
    channels.all_.push_back(NOROSHI_TRY(channel::make_garden_channel(*settings.garden)));
  }
  return channels;
}

std::vector<channel::Channel*> Channels::all() const {
  std::vector<channel::Channel*> pointers;
  for (const auto& one : all_) pointers.push_back(one.get());
  return pointers;
}

}  // namespace noroshi::notify
