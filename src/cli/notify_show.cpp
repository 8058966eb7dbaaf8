// `noroshi notify show`, `history`, `close`: one case.
#include <fmt/format.h>

#include "act/notify/desk.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

using Unit = Sheet::Unit;

Sheet::Cell cell(const std::string& text) {
  return text.empty() ? Sheet::Cell{} : Sheet::Cell{text};
}
Sheet::Cell instant(base::Micros time) {
  return time == 0 ? Sheet::Cell{} : Sheet::Cell{static_cast<std::int64_t>(time)};
}

Sheet sheet_of(const notify::Case& one) {
  Sheet sheet({{"state", {"state", "状態"}, Unit::Text, false, "-"},
               {"line", {"line", "回線"}, Unit::Text, false, "-"},
               {"device", {"device (hash)", "機器 (ハッシュ)"}, Unit::Text, false, "-"},
               {"address", {"last address", "最後のアドレス"}, Unit::Text, false, "-"},
               {"family", {"family", "種類"}, Unit::Text, false, "-"},
               {"how", {"how", "特定方法・理由"}, Unit::Text, false, "-"},
               {"opened", {"opened", "開始"}, Unit::Instant, false, "-"},
               {"last_seen", {"last seen", "最終観測"}, Unit::Instant, false, "-"},
               {"notified", {"notified", "通知"}, Unit::Instant, false, "-"},
               {"channel", {"channel", "手段"}, Unit::Text, false, "-"},
               {"events", {"events", "事象"}, Unit::Count, false, "-"}});
  sheet.add({std::string(to_string(one.course.state())), cell(one.line), cell(one.device),
             cell(one.address), one.family, cell(one.how), instant(one.opened),
             instant(one.last_seen), instant(one.notified), cell(one.arm), one.events});
  return sheet;
}

Sheet sheet_of(const std::vector<notify::Entry>& history) {
  Sheet sheet({{"at", {"time", "時刻"}, Unit::Instant, false, "-"},
               {"cause", {"what happened", "出来事"}, Unit::Text, false, "-"},
               {"from", {"from", "前"}, Unit::Text, false, "-"},
               {"to", {"to", "後"}, Unit::Text, false, "-"},
               {"channel", {"channel", "手段"}, Unit::Text, false, "-"},
               {"detail", {"detail", "詳細"}, Unit::Text, false, "-"}});
  for (const auto& entry : history) {
    sheet.add({instant(entry.at), std::string(to_string(entry.cause)),
               std::string(to_string(entry.from)), std::string(to_string(entry.to)),
               cell(entry.channel), cell(entry.detail)});
  }
  return sheet;
}

Error no_case(const std::string& id) { return {Errc::NotFound, "there is no case " + id}; }

}  // namespace

Result<int> run_notify_show(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const std::string id = arguments.positionals().front();
  NOROSHI_CHECK(folder.admit(arguments, context, "case " + id));
  const auto one = NOROSHI_TRY(folder.book().find(id));
  if (!one) return no_case(id);
  NOROSHI_CHECK(context.out.write(sheet_of(*one).text(
      arguments.word("--format").value(), context.language, zone, context.terminal.colour)));
  return kDone;
}

Result<int> run_notify_history(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const std::string id = arguments.positionals().front();
  const auto history = NOROSHI_TRY(folder.book().history(id));
  if (history.empty()) return no_case(id);
  NOROSHI_CHECK(context.out.write(sheet_of(history).text(
      arguments.word("--format").value(), context.language, zone, context.terminal.colour)));
  return kDone;
}

Result<int> run_notify_close(const Arguments& arguments, Context& /*context*/) {
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  NOROSHI_CHECK(notify::close_case(folder.book(), arguments.positionals().front(),
                                   arguments.word("--why").value(), io::wall_clock()));
  return kDone;
}

}  // namespace noroshi::cli
