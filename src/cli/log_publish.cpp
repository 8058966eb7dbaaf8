// `noroshi log publish`: a checkpoint, and the witnesses' names under it.
#include "cli/exit_status.hpp"
#include "cli/log_files.hpp"
#include "cli/subcommands.hpp"
#include "trust/log/ledger.hpp"
#include "trust/publish/publish.hpp"

namespace noroshi::cli {
namespace {

constexpr base::Micros kPatience = base::kMinute;

}  // namespace

Result<int> run_log_publish(const Arguments& arguments, Context& context) {
  static constexpr Text kCosigned{"{}: cosigned", "{}: 連署しました"};
  static constexpr Text kRefused{"{}: no cosignature: {}", "{}: 連署なし: {}"};
  const auto folder = arguments.word("--log").value();
  const auto policy = NOROSHI_TRY(read_policy(arguments.word("--policy").value()));
  auto key = NOROSHI_TRY(read_log_key(arguments.word("--key").value()));
  auto ledger = NOROSHI_TRY(tlog::Ledger::open(folder, std::move(key)));
  const auto done = NOROSHI_TRY(tlog::publish(ledger, folder, policy, kPatience));
  for (const auto& [name, status] : done.witnesses) {
    if (!status) {
      context.note(kRefused.in(context.language, name, status.error().message));
    } else if (!arguments.given("--quiet")) {
      context.note(kCosigned.in(context.language, name));
    }
  }
  NOROSHI_CHECK(context.out.write(done.note));
  const auto cosigned = NOROSHI_TRY(tlog::parse_note(done.note));
  NOROSHI_CHECK(policy.accept(cosigned));
  return kDone;
}

}  // namespace noroshi::cli
