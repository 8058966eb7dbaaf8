// `noroshi log monitor`: looks, checks, keeps, and raises the alarm.
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/log_files.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "trust/log/mirror.hpp"

namespace noroshi::cli {
namespace {

constexpr auto kNap = std::chrono::milliseconds(100);

std::string printable(std::string_view entry) {
  std::string text;
  for (const char c : entry) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      text += c;
    }
  }
  return text;
}

/// One look.  True: a misdeed was found.
Result<bool> look(tlog::ShownLog& log, tlog::Mirror& mirror, const tlog::Policy& policy,
                  const Arguments& arguments, Context& context) {
  static constexpr Text kMisdeed{
      "MISDEED of '{}': it was {}: {}; both signed notes are at {}-kept "
      "and {}-shown",
      "'{}' の不正: {}: {}。両方の署名付き文書: {}-kept、{}-shown"};
  static constexpr Text kFine{"'{}': {} entries, {} of them new, all proved; {} witnesses",
                              "'{}': {} エントリ、うち新規 {}、すべて検証済み。証人 {}"};
  const std::string note = NOROSHI_TRY(log.checkpoint());
  Status printed;
  const auto hear = [&](std::uint64_t index, std::string_view entry) {
    if (!arguments.given("--print") || !printed.has_value()) return;
    printed = context.out.write(fmt::format("{}\t{}\n", index, printable(entry)));
  };
  const auto news = NOROSHI_TRY(mirror.update(log, note, policy, hear));
  NOROSHI_CHECK(printed);
  NOROSHI_CHECK(context.out.flush());
  const auto& checkpoint = news.accepted.checkpoint;
  if (news.misdeed != tlog::Misdeed::None) {
    context.note(kMisdeed.in(context.language, checkpoint.origin, to_string(news.misdeed), news.why,
                             news.evidence, news.evidence));
    return true;
  }
  if (!arguments.given("--quiet")) {
    context.note(kFine.in(context.language, checkpoint.origin, grouped(checkpoint.size),
                          grouped(checkpoint.size - news.old_size),
                          news.accepted.witnesses.size()));
  }
  return false;
}

/// False when it is time to end.
bool wait(base::Micros length) {
  const base::Micros end = io::steady_clock() + length;
  while (!interrupted() && io::steady_clock() < end) std::this_thread::sleep_for(kNap);
  return !interrupted();
}

}  // namespace

Result<int> run_log_monitor(const Arguments& arguments, Context& context) {
  const auto policy = NOROSHI_TRY(read_policy(arguments.word("--policy").value()));
  const auto log =
      NOROSHI_TRY(open_shown_log(arguments.positionals().front(), server_trust(arguments)));
  auto mirror = NOROSHI_TRY(tlog::Mirror::open(arguments.word("--mirror").value()));
  const auto every = arguments.duration("--every");
  if (every) listen_for_signals();
  bool misdeed = false;
  for (;;) {
    const auto found = look(*log, mirror, policy, arguments, context);
    if (!found && !every) return found.error();
    if (!found) context.note(found.error().message);  // a log that is away may come back
    misdeed = misdeed || (found && *found);
    if (!every || !wait(*every)) break;
  }
  if (every) set_interrupted(false);  // asked to end, and ended well
  return misdeed ? kFindings : kDone;
}

}  // namespace noroshi::cli
