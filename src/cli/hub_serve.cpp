// `noroshi hub serve`: the hub as a program, until Ctrl-C or SIGTERM.
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <thread>

#include "cli/hub_flow_desk.hpp"
#include "cli/hub_folder.hpp"
#include "cli/interrupt.hpp"
#include "cli/sealing.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"
#include "hub/settings.hpp"
#include "intel/stix/object.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"
#include "trust/key/secrecy.hpp"

namespace noroshi::cli {
namespace {

constexpr auto kNap = std::chrono::milliseconds(100);

std::string place_text(const net::Address& address, std::uint16_t port) {
  const std::string text = address.to_string();
  return fmt::format("{}:{}", address.is_v4() ? text : "[" + text + "]", port);
}

std::string zone_place(const hub::ServeOptions& settings, const hub::Serving& serving) {
  return place_text(settings.zone->address, serving.zone_port());
}

Error advised(Error error) {
  const bool ours = error.message.starts_with("listening for HTTP");
  if (ours && error.message.ends_with("Address already in use")) {
    error.message += "; another program has it: end that, or choose another port in hub.toml";
  }
  return error;
}

void wait_for_the_end(ServiceManager& manager) {
  base::Micros next_watchdog = 0;
  while (!interrupted()) {
    const base::Micros now = io::steady_clock();
    if (manager.watchdog_interval() > 0 && now >= next_watchdog) {
      next_watchdog = now + manager.watchdog_interval() / 2;
      manager.watchdog();
    }
    std::this_thread::sleep_for(kNap);
  }
}

}  // namespace

Result<int> run_hub_serve(const Arguments& arguments, Context& context) {
  static constexpr Text kServing{"serving {} on {}; {}TAXII at {}/taxii2/, API at {}/api/v1/",
                                 "{} を {} で公開中。{}TAXII: {}/taxii2/、API: {}/api/v1/"};
  static constexpr Text kConsole{"console at {}/, ", "コンソール: {}/、"};
  static constexpr Text kPrint{"the certificate's fingerprint (SHA-256) is {}",
                               "証明書のフィンガープリント (SHA-256): {}"};
  static constexpr Text kZone{"the zone {} for name servers is at {}, UDP and TCP",
                              "ネームサーバー向けゾーン {}: {} (UDP と TCP)"};
  static constexpr Text kEnding{"ending: running requests get up to 10 s",
                                "終了します。処理中の要求は 10 秒まで待ちます"};
  auto settings = NOROSHI_TRY(hub_settings(arguments));
  if (const auto listen = arguments.word("--listen")) {
    const auto place = NOROSHI_TRY(hub::parse_listen(*listen));
    settings.address = place.first;
    settings.port = place.second;
  }
  if (arguments.given("--no-console")) settings.console = false;
  settings.console_files = console::embedded_files();
  settings.version = kVersion;
  if (settings.flow_settings) {
    settings.flows.desk = NOROSHI_TRY(HubFlowDesk::open(*settings.flow_settings).within("[flows]"));
  }
  const auto print = NOROSHI_TRY(http::fingerprint_of_file(settings.certificate));
  listen_for_signals();
  const hub::Log log = [&](std::string_view line) {
    context.note(fmt::format("{} {}", stix::timestamp(io::wall_clock()), line));
  };
  if (!settings.seal_keys.empty()) NOROSHI_CHECK(key::keep_out_of_core_dumps());
  if (const std::string& profile = settings.releases.profile; !profile.empty()) {
    auto sealer = std::make_shared<Sealer>(NOROSHI_TRY(Sealer::load(profile).within("[seals]")));
    settings.releases.make = [sealer](std::string_view octets, std::string_view type) {
      return sealer->seal(octets, type);
    };
  }
  auto started = hub::Serving::start(settings, log);
  if (!started) return advised(std::move(started).error());
  const auto serving = std::move(*started);
  const std::string place = place_text(settings.address, serving->port());
  const std::string here = "https://" + place;
  // Links name the hub as the settings do: a certificate and a cookie are of one name.
  const std::string home = arguments.given("--listen") ? here : settings.home;
  const std::string console =
      settings.has_console() ? kConsole.in(context.language, home) : std::string();
  context.note(
      kServing.in(context.language, settings.introduction.title, place, console, here, here));
  context.note(kPrint.in(context.language, print));
  if (settings.zone) {
    context.note(
        kZone.in(context.language, settings.zone->zone.origin, zone_place(settings, *serving)));
  }
  ServiceManager manager;
  manager.ready();
  wait_for_the_end(manager);
  manager.stopping();
  context.note(kEnding.in(context.language));
  serving->stop(10 * base::kSecond);
  set_interrupted(false);  // asked to end, and ended well
  return 0;
}

}  // namespace noroshi::cli
