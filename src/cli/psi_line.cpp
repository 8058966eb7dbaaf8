#include "cli/psi_line.hpp"

#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/psi_request.hpp"
#include "trust/psi/exchange.hpp"
#include "trust/psi/line_channel.hpp"

namespace noroshi::cli {

Result<socket::Introduction> introduction_of(const Arguments& arguments,
                                             const std::string& fallback_name) {
  static constexpr std::string_view kWays =
      "how is the peer known?  Give --peer with the fingerprint of its certificate, or --ca";
  socket::Acquaintance acquaintance;
  acquaintance.certificate = arguments.word("--certificate").value();
  acquaintance.key = arguments.word("--key").value();
  acquaintance.fingerprints = arguments.all("--peer");
  acquaintance.ca = arguments.word("--ca").value_or("");
  if (acquaintance.fingerprints.empty() == acquaintance.ca.empty()) {
    return Error{Errc::InvalidUsage, std::string(kWays)};
  }
  if (!acquaintance.ca.empty()) {
    acquaintance.name = arguments.word("--peer-name").value_or(fallback_name);
  }
  return socket::Introduction::make(acquaintance);
}

socket::Patience patience_of(const Arguments& arguments) {
  socket::Patience patience;
  patience.idle = arguments.duration("--patience").value();
  patience.stop = interrupted;
  return patience;
}

Result<int> run_over(socket::SecureLine& line, psi::Session& session, const Arguments& arguments,
                     Context& context) {
  const auto peer = fmt::format("{} ({})", line.peer_fingerprint(), line.peer_subject());
  psi::LineChannel channel(line);
  PsiWork work(arguments, context);
  bool begun = false;
  const auto agreed = [&](const psi::Session& agreed_session) -> Status {
    NOROSHI_CHECK(log_psi(arguments, agreed_session, peer, "begun"));
    begun = true;
    return {};
  };
  auto outcome = psi::exchange(session, channel, work.of(&session), agreed);
  work.clear();
  if (outcome) line.finish();
  if (begun) {
    NOROSHI_CHECK(log_psi(
        arguments, session, peer,
        outcome ? fmt::format("ended: {} shared", outcome->shared ? std::to_string(*outcome->shared)
                                                                  : "an unknown number")
                : "ended: " + outcome.error().message));
  }
  if (!outcome) return std::move(outcome).error().within("with " + peer);
  NOROSHI_CHECK(print_outcome(*outcome, arguments, context));
  return kDone;
}

}  // namespace noroshi::cli
