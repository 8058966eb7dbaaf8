// `noroshi psi offer`: the first file of a run between two operators without a connection.
#include "cli/exit_status.hpp"
#include "cli/psi_files.hpp"
#include "cli/psi_request.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

Result<int> run_psi_offer(const Arguments& arguments, Context& context) {
  auto session = NOROSHI_TRY(psi_session(arguments, context, psi::Role::Initiator));
  PsiWork work(arguments, context);
  const auto step = NOROSHI_TRY(psi::make_offer(session, work.of(&session)));
  work.clear();
  NOROSHI_CHECK(log_psi(arguments, session, "not known yet", "offered"));
  NOROSHI_CHECK(hand_over(step, arguments, context));
  return kDone;
}

}  // namespace noroshi::cli
