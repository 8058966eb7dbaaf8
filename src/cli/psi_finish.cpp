// `noroshi psi finish`: what the other operator's file says, and the reply, if one is due.
#include "cli/exit_status.hpp"
#include "cli/psi_files.hpp"
#include "cli/psi_request.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargestSecret = std::uint64_t{4} << 30;  // it is our own

}  // namespace

Result<int> run_psi_finish(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto secret_path = arguments.word("--secret").value();
  auto secret = NOROSHI_TRY(io::read_secret(secret_path, kLargestSecret));
  const auto& path = arguments.positionals().front();
  const auto largest = NOROSHI_TRY(psi::largest_file(secret).within(secret_path));
  const auto file = NOROSHI_TRY(read_whole(path, largest));
  PsiWork work(arguments, context);
  const auto step = NOROSHI_TRY(psi::finish(secret, file, work.of(nullptr)).within(path));
  psi::wipe(secret);
  work.clear();
  NOROSHI_CHECK(check_seal(step, path, arguments, context));
  // Before anything leaves: the same key must never answer a second list.
  NOROSHI_CHECK(destroy_secret(secret_path));
  NOROSHI_CHECK(hand_over(step, arguments, context));
  NOROSHI_CHECK(print_outcome(*step.outcome, arguments, context));
  return kDone;
}

}  // namespace noroshi::cli
