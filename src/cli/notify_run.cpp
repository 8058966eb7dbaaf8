// `noroshi notify run`: the operator's desk, once or as a service.
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <thread>

#include "act/channel/channels.hpp"
#include "act/notify/customers.hpp"
#include "act/notify/desk.hpp"
#include "act/subscriber/sources.hpp"
#include "cli/exit_status.hpp"
#include "cli/input_stage.hpp"
#include "cli/interrupt.hpp"
#include "cli/notify_folder.hpp"
#include "cli/service_manager.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

Result<notify::Customers> read_customers(const std::string& path, const Context& context) {
  const auto input = NOROSHI_TRY(io::Input::open(path).within("reading the customers"));
  io::Rejects rejects;
  auto customers = NOROSHI_TRY(notify::Customers::read(*input, rejects));
  for (const auto& line : describe_rejects(path, rejects, input->damage(), context.language)) {
    context.note(line);
  }
  return customers;
}

/// Leases, customers and opt-outs are read anew for every pass: they change by the hour.
Result<notify::Pass> one_pass(const NotifyFolder& folder, const notify::Channels& channels,
                              bool pretend, const Context& context) {
  const auto& settings = folder.settings();
  const auto sources = NOROSHI_TRY(subscriber::load_settings(settings.subscriber));
  subscriber::Survey survey;
  const auto resolver = NOROSHI_TRY(subscriber::make_resolver(sources, survey));
  const auto customers = NOROSHI_TRY(read_customers(settings.customers, context));
  const auto opt_outs = NOROSHI_TRY(notify::OptOuts::read(folder.book(), settings.opt_outs));
  const auto now = io::wall_clock();
  if (settings.letter && !pretend) {
    NOROSHI_TRY(channel::close_letters(settings.letter->folder, now));
  }
  notify::Desk desk(
      folder.book(), *resolver, channels.all(),
      [&](std::string_view line) { return customers.find(line); }, settings.desk, opt_outs);
  return desk.run(now, pretend, interrupted);
}

void tell(const notify::Pass& pass, const Context& context) {
  static constexpr Text kEvents{"{} events handled:{}", "事象 {} 件を処理:{}"};
  static constexpr Text kCases{
      "cases: {} cleared, {} returned, {} closed, {} newly opted out, {} suppressed, {} "
      "unreachable",
      "案件: 解消 {}、再発 {}、終了 {}、通知辞退 {}、抑制 {}、到達不能 {}"};
  static constexpr Text kForgotten{"{} texts of events were kept long enough and are deleted",
                                   "保存期間を過ぎた事象の本文 {} 件を削除"};
  static constexpr Text kNotices{"notices:{}", "通知:{}"};
  std::string outcomes;
  for (const auto& [outcome, count] : pass.outcomes) {
    outcomes += fmt::format(" {} {}", outcome, count);
  }
  context.note(kEvents.in(context.language, pass.events, outcomes));
  context.note(kCases.in(context.language, pass.cleared, pass.returned, pass.closed, pass.opted_out,
                         pass.suppressed, pass.unreachable));
  if (pass.forgotten > 0) context.note(kForgotten.in(context.language, pass.forgotten));
  std::map<std::string, std::uint64_t> sent;
  for (const auto& notice : pass.notices) ++sent[notice.channel + " " + notice.outcome];
  std::string text;
  for (const auto& [what, count] : sent) text += fmt::format(" {} {}", what, count);
  context.note(kNotices.in(context.language, text.empty() ? " 0" : text));
}

Sheet sheet_of(const notify::Pass& pass) {
  using Unit = Sheet::Unit;
  Sheet sheet({{"notice", {"notice", "通知"}, Unit::Text, false, "-"},
               {"line", {"line", "回線"}, Unit::Text, false, "-"},
               {"channel", {"channel", "手段"}, Unit::Text, false, "-"},
               {"outcome", {"outcome", "結果"}, Unit::Text, false, "-"}});
  for (const auto& notice : pass.notices) {
    sheet.add({notice.id, notice.line, notice.channel, notice.outcome});
  }
  return sheet;
}

/// Until the time has come, or somebody asks to stop.
void wait(base::Micros pause) {
  const auto until = io::steady_clock() + pause;
  while (!interrupted() && io::steady_clock() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

}  // namespace

Result<int> run_notify_run(const Arguments& arguments, Context& context) {
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const auto lock = NOROSHI_TRY(FolderLock::take(folder.file("lock")));
  const auto channels = NOROSHI_TRY(notify::Channels::make(folder.settings()));
  const bool pretend = arguments.given("--dry-run");
  NOROSHI_CHECK(folder.admit(arguments, context, pretend ? "all lines with due notices" : "a run",
                             pretend ? std::string() : folder.settings().purpose));
  const auto pause = arguments.duration("--loop");
  for (;;) {
    const auto pass = one_pass(folder, channels, pretend, context);
    if (!pass && (!pause || pretend)) return pass.error();
    if (!pass) context.note(pass.error().message);  // a service goes on: files may be half written
    if (pass && pretend) {
      NOROSHI_CHECK(context.out.write(sheet_of(*pass).text(
          arguments.word("--format").value(), context.language, Zone(), context.terminal.colour)));
    }
    if (pass && !arguments.given("--quiet")) tell(*pass, context);
    if (!pause || pretend || interrupted()) return kDone;
    wait(*pause);
    if (interrupted()) return kDone;
  }
}

}  // namespace noroshi::cli
