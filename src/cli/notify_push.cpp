// `noroshi notify push`: states of cases, and nothing else, to a hub.
#include <fmt/format.h>

#include "act/notify/pushing.hpp"
#include "cli/exit_status.hpp"
#include "cli/hub_line.hpp"
#include "cli/notify_folder.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

Status post(HubLine& line, const std::string& body) {
  const auto reply = NOROSHI_TRY(line.ask("POST", "/api/v1/cases", body));
  if (reply.status < 300) return {};
  return Error{Errc::Io, fmt::format("the hub answered {}: is --hub its address?", reply.status)};
}

}  // namespace

Result<int> run_notify_push(const Arguments& arguments, Context& context) {
  static constexpr Text kPushed{"{} states pushed", "{} 件の状態を送りました"};
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  auto line = NOROSHI_TRY(HubLine::open(arguments));
  const auto pushed =
      NOROSHI_TRY(notify::push_cases(folder.book(), folder.settings().desk.silent,
                                     [&](const std::string& body) { return post(line, body); }));
  if (!arguments.given("--quiet")) context.note(kPushed.in(context.language, pushed));
  return kDone;
}

}  // namespace noroshi::cli
