// `noroshi notify bounce`: mails that came back close their channel for the notice.
#include <functional>

#include "act/channel/bounces.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/whole_input.hpp"

namespace noroshi::cli {
namespace {

using Take = std::function<Status(const channel::Bounce&)>;

/// The messages that are named, or the Maildir.
Result<channel::MaildirTally> read_all(const Arguments& arguments,
                                       const channel::BounceSettings& settings, const Take& take) {
  const auto paths = arguments.positionals();
  if (paths.empty() && settings.maildir.empty()) {
    return Error{Errc::InvalidUsage,
                 "[bounces] names no maildir: give the messages, or - for standard input"};
  }
  if (paths.empty()) return channel::take_bounces(settings, take);
  channel::MaildirTally tally;
  for (const std::string& path : paths) {
    const auto input = NOROSHI_TRY(io::Input::open(path));
    const auto message = NOROSHI_TRY(io::whole(*input));
    NOROSHI_CHECK(channel::take_message(settings, message, take, tally));
  }
  return tally;
}

}  // namespace

Result<int> run_notify_bounce(const Arguments& arguments, Context& context) {
  static constexpr Text kNone{"notify.toml has no section [bounces]",
                              "notify.toml に [bounces] の節がありません"};
  static constexpr Text kTally{
      "{} messages = {} permanent + {} delays + {} no mail + {} no report + {} no failure + {} not "
      "ours",
      "メール {} 通 = 恒久的失敗 {} + 遅延 {} + 形式不正 {} + 報告以外 {} + 失敗以外 {} + 対象外 "
      "{}"};
  static constexpr Text kUnknown{"{} of them are of notices that are not in this base",
                                 "うち {} 通の通知はこのデータベースにありません"};
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  if (!folder.settings().bounces) {
    return Error{Errc::InvalidUsage, std::string(kNone.in(context.language))};
  }
  std::uint64_t unknown = 0;
  const auto take = [&](const channel::Bounce& bounce) -> Status {
    auto done = notify::take_bounce(folder.book(), bounce, "mail", io::wall_clock());
    if (done || done.error().code != Errc::NotFound) return done;
    ++unknown;
    return {};
  };
  const auto tally = NOROSHI_TRY(read_all(arguments, *folder.settings().bounces, take));
  if (arguments.given("--quiet")) return kDone;
  context.note(kTally.in(context.language, tally.messages, tally.permanent, tally.delays,
                         tally.not_mail, tally.no_report, tally.no_failure, tally.not_ours));
  if (unknown > 0) context.note(kUnknown.in(context.language, unknown));
  return kDone;
}

}  // namespace noroshi::cli
