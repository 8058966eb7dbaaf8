// `noroshi notify route`: from the institute's queue to a file for every operator.
#include "act/notify/bodies.hpp"
#include "act/notify/routing.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/registry_files.hpp"
#include "cli/sealing.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {

Result<int> run_notify_route(const Arguments& arguments, Context& context) {
  static constexpr Text kRouted{
      "{} events routed, {} that no operator answers for; {} new cases, {} closed",
      "{} 件を振り分け、担当事業者のないもの {} 件。新規案件 {}、終了 {}"};
  static constexpr Text kForgotten{"{} texts of events were kept long enough and are deleted",
                                   "保存期間を過ぎた事象の本文 {} 件を削除"};
  static constexpr Text kFile{"{}: {} events", "{}: {} 件"};
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const auto lock = NOROSHI_TRY(FolderLock::take(folder.file("lock")));
  const auto registry =
      NOROSHI_TRY(open_registry(arguments.word("--registry").value(), arguments, context));
  const auto sealer = NOROSHI_TRY(Sealer::open(arguments));
  const auto now = io::wall_clock();
  const auto routed = NOROSHI_TRY(notify::route(
      folder.book(),
      [&](const net::Address& address) -> std::optional<std::string> {
        const auto answer = registry.find(address);
        // A contact out of RDAP names a network, not an operator that takes part.
        if (!answer || answer->origin != registry::Origin::Registered) return std::nullopt;
        return answer->who->id;
      },
      now));
  const auto closed = NOROSHI_TRY(
      notify::close_silent(folder.book(), arguments.duration("--close-after").value(), now));
  // Before the files are handed over: what they need stays, and a text goes a run later.
  const auto forgotten =
      NOROSHI_TRY(notify::forget_bodies(folder.book(), now - folder.settings().keep_bodies));
  const auto out = arguments.word("--out").value_or(folder.file("out"));
  const auto files = NOROSHI_TRY(notify::hand_over(folder.book(), out));
  if (sealer) {
    for (const auto& file : files) NOROSHI_CHECK(sealer->seal_file(file.path));
  }
  if (!arguments.given("--quiet")) {
    context.note(
        kRouted.in(context.language, routed.events, routed.unroutable, routed.cases, closed));
    if (forgotten > 0) context.note(kForgotten.in(context.language, forgotten));
    for (const auto& file : files) {
      context.note(kFile.in(context.language, file.path, file.events));
    }
  }
  return kDone;
}

}  // namespace noroshi::cli
