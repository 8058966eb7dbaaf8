// `noroshi notify opt-out add|remove|list`: who wants no notices.
#include "act/notify/opt_outs.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {

Result<int> run_notify_opt_out_add(const Arguments& arguments, Context& context) {
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const notify::OptOut one{.line = arguments.word("--line").value(),
                           .device = arguments.word("--device").value_or(""),
                           .since = io::wall_clock(),
                           .note = arguments.word("--note").value_or("")};
  NOROSHI_CHECK(folder.admit(arguments, context, "line " + one.line));
  NOROSHI_CHECK(notify::add_opt_out(folder.book(), one));
  return kDone;
}

Result<int> run_notify_opt_out_remove(const Arguments& arguments, Context& context) {
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const std::string line = arguments.word("--line").value();
  NOROSHI_CHECK(folder.admit(arguments, context, "line " + line));
  NOROSHI_CHECK(
      notify::remove_opt_out(folder.book(), line, arguments.word("--device").value_or("")));
  return kDone;
}

Result<int> run_notify_opt_out_list(const Arguments& arguments, Context& context) {
  using Unit = Sheet::Unit;
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  NOROSHI_CHECK(folder.admit(arguments, context, "all opt-outs"));
  Sheet sheet({{"line", {"line", "回線"}, Unit::Text, false, "-"},
               {"device", {"device (hash)", "機器 (ハッシュ)"}, Unit::Text, false, "-"},
               {"since", {"since", "申し出"}, Unit::Instant, false, "-"},
               {"note", {"note", "経緯"}, Unit::Text, false, "-"}});
  for (const auto& one : NOROSHI_TRY(notify::list_opt_outs(folder.book()))) {
    sheet.add({one.line, one.device.empty() ? Sheet::Cell{} : Sheet::Cell{one.device},
               static_cast<std::int64_t>(one.since),
               one.note.empty() ? Sheet::Cell{} : Sheet::Cell{one.note}});
  }
  NOROSHI_CHECK(context.out.write(sheet.text(arguments.word("--format").value(), context.language,
                                             zone, context.terminal.colour)));
  return kDone;
}

}  // namespace noroshi::cli
