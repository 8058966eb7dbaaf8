// `noroshi psi listen`: waits for the other operator, and compares lists with it.
#include <fmt/format.h>

#include "cli/psi_line.hpp"
#include "cli/psi_request.hpp"
#include "cli/subcommands.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::cli {

Result<int> run_psi_listen(const Arguments& arguments, Context& context) {
  static constexpr Text kListening{"listening on {}; the fingerprint of our certificate is {}",
                                   "{} で待っています。こちらの証明書のフィンガープリント: {}"};
  static constexpr Text kTurnedAway{"turned away: {}", "拒否しました: {}"};
  choose_colour(arguments, context);
  const auto introduction = NOROSHI_TRY(introduction_of(arguments, ""));
  auto session = NOROSHI_TRY(psi_session(arguments, context, psi::Role::Responder));
  const auto at = arguments.endpoint("--at").value();
  auto door = NOROSHI_TRY(socket::Door::open(at.ip, at.port));
  if (!arguments.given("--quiet")) {
    context.note(kListening.in(context.language, socket::endpoint_text(at.ip, door.port()),
                               introduction.own_fingerprint()));
  }
  auto line =
      NOROSHI_TRY(door.admit(introduction, patience_of(arguments), [&](const Error& stranger) {
        context.note(kTurnedAway.in(context.language, stranger.message));
      }));
  return run_over(line, session, arguments, context);
}

}  // namespace noroshi::cli
