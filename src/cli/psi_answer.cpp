// `noroshi psi answer`: the second file, which answers an offer.
#include "base/hex.hpp"
#include "cli/exit_status.hpp"
#include "cli/psi_files.hpp"
#include "cli/psi_request.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"

namespace noroshi::cli {

Result<int> run_psi_answer(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  auto session = NOROSHI_TRY(psi_session(arguments, context, psi::Role::Responder));
  const auto path = arguments.word("--offer").value();
  const auto offer = NOROSHI_TRY(read_whole(path, psi::largest_file(session.hello().limit)));
  PsiWork work(arguments, context);
  const auto step = NOROSHI_TRY(psi::make_answer(session, offer, work.of(&session)).within(path));
  work.clear();
  NOROSHI_CHECK(check_seal(step, path, arguments, context));
  NOROSHI_CHECK(log_psi(arguments, session, "with the offer sealed " + base::to_hex(step.seal_read),
                        "answered"));
  NOROSHI_CHECK(hand_over(step, arguments, context));
  if (step.outcome) NOROSHI_CHECK(print_outcome(*step.outcome, arguments, context));
  return kDone;
}

}  // namespace noroshi::cli
