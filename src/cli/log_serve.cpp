// `noroshi log serve` and `noroshi log witness`: over HTTP, until Ctrl-C or SIGTERM.
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/log_files.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/http/server.hpp"
#include "io/socket/kernel_address.hpp"
#include "trust/log/witness.hpp"
#include "trust/publish/pages.hpp"

namespace noroshi::cli {
namespace {

constexpr auto kNap = std::chrono::milliseconds(100);

http::Response not_found() { return {.status = 404, .body = "not found\n"}; }

http::Response shown(tlog::ShownLog& log, const http::Request& request) {
  std::string_view path = request.path();
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  return tlog::shown(log, request.method, path);
}

http::Response witnessed(tlog::Witness& witness, const http::Request& request) {
  if (request.path() != "/add-checkpoint") return not_found();
  if (request.method != "POST") {
    return {.status = 405, .body = "POST a checkpoint\n", .headers = {{"allow", "POST"}}};
  }
  const auto now = static_cast<std::uint64_t>(io::wall_clock() / base::kSecond);
  auto answer = witness.add_checkpoint(request.body, now);
  return {.status = answer.status, .content_type = answer.type, .body = std::move(answer.body)};
}

Result<int> serve(const Arguments& arguments, Context& context, const http::Handler& handler) {
  static constexpr Text kListening{"listening on http://{}/", "http://{}/ で公開中"};
  listen_for_signals();
  const auto at = arguments.endpoint("--listen").value();
  const auto server = NOROSHI_TRY(http::Server::start(at.ip, at.port, handler));
  if (!arguments.given("--quiet")) {
    context.note(kListening.in(context.language, socket::endpoint_text(at.ip, server->port())));
  }
  ServiceManager manager;
  manager.ready();
  while (!interrupted()) std::this_thread::sleep_for(kNap);
  manager.stopping();
  server->drain(5 * base::kSecond);
  set_interrupted(false);  // asked to end, and ended well
  return kDone;
}

}  // namespace

Result<int> run_log_serve(const Arguments& arguments, Context& context) {
  const auto log = NOROSHI_TRY(open_shown_log(arguments.word("--log").value()));
  NOROSHI_CHECK(log->checkpoint());  // so that a wrong folder is said now
  return serve(arguments, context,
               [&](const http::Request& request) { return shown(*log, request); });
}

Result<int> run_log_witness(const Arguments& arguments, Context& context) {
  const auto policy = NOROSHI_TRY(read_policy(arguments.word("--policy").value()));
  std::vector<tlog::PublicKey> logs;
  for (const auto& log : policy.logs()) logs.push_back(log.key);
  auto key = NOROSHI_TRY(read_log_key(arguments.word("--key").value()));
  auto witness = NOROSHI_TRY(
      tlog::Witness::open(arguments.word("--memory").value(), std::move(key), std::move(logs)));
  return serve(arguments, context,
               [&](const http::Request& request) { return witnessed(witness, request); });
}

}  // namespace noroshi::cli
