// `noroshi tsa serve`: a time-stamping authority, until Ctrl-C or SIGTERM.
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/log_files.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "hub/settings.hpp"
#include "io/clock.hpp"
#include "io/http/server.hpp"
#include "io/socket/kernel_address.hpp"
#include "trust/key/secrecy.hpp"
#include "trust/publish/pages.hpp"
#include "trust/stamp/settings.hpp"

namespace noroshi::cli {
namespace {

constexpr auto kNap = std::chrono::milliseconds(100);
constexpr std::uint64_t kLargestRequest = 64 << 10;  // octets; requests have about a hundred
constexpr std::string_view kLogPages = "/log/";
// Of one connection, under way at once: they depend on nothing but themselves.
constexpr std::size_t kPipeline = 16;

Result<std::shared_ptr<const key::Signer>> open_key(const stamp::TsaSettings& settings) {
  auto signer = settings.token_key ? key::open_token_key(*settings.token_key)
                                   : key::open_file_key(*settings.file_key);
  return std::shared_ptr<const key::Signer>(NOROSHI_TRY(std::move(signer)));
}

Result<std::vector<std::unique_ptr<stamp::ClockSource>>> open_sources(
    const stamp::TsaSettings& settings) {
  std::vector<std::unique_ptr<stamp::ClockSource>> sources;
  for (const auto& text : settings.sources) {
    sources.push_back(NOROSHI_TRY(stamp::clock_source(text, settings.source_options)));
  }
  return sources;
}

http::Response answer(stamp::Service& service, const std::string& folder,
                      const http::Request& request) {
  std::string_view path = request.path();
  if (!path.starts_with(kLogPages)) return service.answer(request);
  path.remove_prefix(kLogPages.size());
  tlog::FolderLog log(folder);
  return tlog::shown(log, request.method, path);
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

Result<std::pair<net::Address, std::uint16_t>> place_of(const Arguments& arguments,
                                                        const stamp::TsaSettings& settings) {
  if (const auto given = arguments.endpoint("--listen")) return std::pair(given->ip, given->port);
  return hub::parse_listen(settings.listen);
}

}  // namespace

Result<int> run_tsa_serve(const Arguments& arguments, Context& context) {
  static constexpr Text kServing{"time stamps at http://{}{} as {}", "http://{}{} で発行中: {}"};
  static constexpr Text kEnding{"ended: {} tokens given, {} requests refused",
                                "終了: 発行 {} 件、拒否 {} 件"};
  NOROSHI_CHECK(key::keep_out_of_core_dumps());
  const auto settings = NOROSHI_TRY(stamp::read_settings(arguments.word("--config").value()));
  const auto place = NOROSHI_TRY(place_of(arguments, settings));
  auto signer = NOROSHI_TRY(open_key(settings));
  auto log_key = NOROSHI_TRY(read_log_key(settings.log_key));
  auto sources = NOROSHI_TRY(open_sources(settings));
  listen_for_signals();
  const auto service = NOROSHI_TRY(stamp::Service::open(
      settings.service, std::move(signer), std::move(log_key), std::move(sources),
      [&](std::string_view line) {
        context.note(fmt::format("{} {}", base::to_rfc3339(io::wall_clock()), line));
      }));
  http::ServerOptions options;
  options.threads = settings.threads;
  options.connections = settings.connections;
  options.body_limit = kLargestRequest;
  options.prompt = !settings.token_key;  // a token may be far away, and slow
  options.pipeline = kPipeline;
  auto server = NOROSHI_TRY(http::Server::start(
      place.first, place.second,
      [&](const http::Request& request) {
        return answer(*service, settings.service.folder, request);
      },
      options));
  const bool quiet = arguments.given("--quiet");
  if (!quiet) {
    context.note(kServing.in(context.language, socket::endpoint_text(place.first, server->port()),
                             settings.service.path,
                             service->authority().certificate().subject().text()));
  }
  ServiceManager manager;
  manager.ready();
  wait_for_the_end(manager);
  manager.stopping();
  server->drain(10 * base::kSecond);
  server.reset();
  const auto counts = service->counts();
  if (!quiet) context.note(kEnding.in(context.language, counts.granted, counts.refused));
  set_interrupted(false);  // asked to end, and ended well
  return kDone;
}

}  // namespace noroshi::cli
