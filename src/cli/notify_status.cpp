// `noroshi notify status` and `check`: the accounts, and whether they agree.
#include <fmt/format.h>

#include "act/notify/accounts.hpp"
#include "act/notify/take.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/notify_seal.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

Sheet sheet_of(const notify::Accounts& accounts) {
  using Unit = Sheet::Unit;
  Sheet sheet({{"stage", {"stage", "段階"}, Unit::Text, false, "-"},
               {"outcome", {"outcome", "結果"}, Unit::Text, false, "-"},
               {"reason", {"reason", "理由"}, Unit::Text, false, "-"},
               {"count", {"count", "件数"}, Unit::Count, false, "-"}});
  const auto add = [&](std::string stage, std::string outcome, std::string reason,
                       std::uint64_t count) {
    sheet.add({std::move(stage), std::move(outcome),
               reason.empty() ? Sheet::Cell{} : Sheet::Cell{std::move(reason)}, count});
  };
  for (const auto& one : accounts.tallies) add(one.stage, one.outcome, one.reason, one.count);
  add("queue", "waiting", {}, accounts.waiting);
  for (const auto& [state, count] : accounts.cases) add("case", state, {}, count);
  for (const auto& [what, count] : accounts.notices) add("notice", what, {}, count);
  return sheet;
}

}  // namespace

Result<int> run_notify_status(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const auto accounts = NOROSHI_TRY(notify::accounts_of(folder.book()));
  NOROSHI_CHECK(context.out.write(sheet_of(accounts).text(
      arguments.word("--format").value(), context.language, Zone(), context.terminal.colour)));
  for (const auto& fault : accounts.faults) context.note(fault);
  return accounts.faults.empty() ? kDone : kCouldNot;
}

namespace {

Status check_seals(const NotifyFolder& folder) {
  for (const auto& seal : NOROSHI_TRY(notify::seals(folder.book()))) {
    NOROSHI_CHECK(check_seal(folder.settings().seal, seal));
  }
  return {};
}

}  // namespace

Result<int> run_notify_check(const Arguments& arguments, Context& context) {
  static constexpr Text kSound{"the accounts agree, and the chain of evidence is whole: {} events",
                               "収支は合い、証拠の連鎖に欠けはありません: 事象 {} 件"};
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const auto accounts = NOROSHI_TRY(notify::accounts_of(folder.book()));
  for (const auto& fault : accounts.faults) context.note(fault);
  const auto evidence = notify::check_evidence(folder.book());
  if (!evidence) context.note(evidence.error().message);
  const auto seals = check_seals(folder);
  if (!seals) context.note(seals.error().message);
  if (!accounts.faults.empty() || !evidence || !seals) return kCouldNot;
  if (!arguments.given("--quiet")) {
    context.note(kSound.in(context.language, accounts.sum("take", "accepted")));
  }
  return kDone;
}

}  // namespace noroshi::cli
