// `noroshi flow health`: is anything lost, and if so what, where, and what to try.
//
// Reads what the collector writes every second, so it works while the collector hangs, too, and
// after it has died.
#include <chrono>
#include <thread>

#include "cli/exit_status.hpp"
#include "cli/health_text.hpp"
#include "cli/interrupt.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

Result<collect::Health> read_health(const std::string& state, const Context& context) {
  static constexpr Text kNever{"{}: nothing was ever collected there; start: noroshi flow collect",
                               "{}: まだ何も収集されていません。開始: noroshi flow collect"};
  const auto path = collect::health_path(state);
  auto bytes = io::read_file(path);
  if (!bytes.has_value() && bytes.error().code == Errc::NotFound) {
    return Error{Errc::NotFound, kNever.in(context.language, state)};
  }
  if (!bytes.has_value()) return std::move(bytes).error();
  return collect::parse_health(*bytes).within(path);
}

// One look; how it is.
Result<int> show(const std::string& state, const Zone& zone, bool json, Context& context) {
  const auto health = NOROSHI_TRY(read_health(state, context));
  const auto now = io::wall_clock();
  NOROSHI_CHECK(
      context.out.write(json ? collect::to_json(health) : health_text(health, now, zone, context)));
  NOROSHI_CHECK(context.out.flush());
  return all_well(health, now) ? kDone : kCouldNot;
}

void wait_a_second() {
  for (int i = 0; i < 10 && !interrupted(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace

Result<int> run_flow_health(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto settings = NOROSHI_TRY(load_settings(arguments.word("--config").value()));
  const auto& state = settings.collect.state;
  const bool json = arguments.word("--format") == "json";
  if (!arguments.given("--watch")) return show(state, zone, json, context);
  for (;;) {
    // Home, then clear: the screen of a terminal is painted anew.
    if (context.terminal.out_is_terminal && !json) {
      NOROSHI_CHECK(context.out.write("\x1b[H\x1b[2J"));
    }
    const int status = NOROSHI_TRY(show(state, zone, json, context));
    wait_a_second();
    if (!interrupted()) continue;
    set_interrupted(false);  // how one leaves --watch
    return status;
  }
}

}  // namespace noroshi::cli
