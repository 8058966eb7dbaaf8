// `noroshi sinkhole run`: files first, doors second, then the kernel's leash, then visitors.
#include "act/sinkhole/confine.hpp"
#include "act/sinkhole/sinkhole.hpp"
#include "act/sinkhole/visit_book.hpp"
#include "cli/collect_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::cli {
namespace {

using collect::Level;

constexpr auto kPatience = std::chrono::milliseconds(200);
constexpr base::Micros kFlush = base::kSecond;
constexpr base::Micros kTell = base::kMinute;

sinkhole::Settings settings_of(const Arguments& arguments) {
  sinkhole::Settings settings;
  for (const auto& word : arguments.all("--listen")) {
    const auto endpoint = model::parse_endpoint(word).value();
    settings.listen.push_back({endpoint.ip, endpoint.port});
  }
  settings.echo = arguments.given("--echo");
  settings.share_port = arguments.given("--share-port");
  settings.most_connections = arguments.count("--connections").value();
  settings.most_from_one = arguments.count("--from-one").value();
  settings.idle = arguments.duration("--idle").value();
  return settings;
}

std::vector<collect::Field> fields_of(const sinkhole::Numbers& numbers, std::uint64_t withheld) {
  std::vector<collect::Field> fields{{"open", std::to_string(numbers.open)},
                                     {"accepted", std::to_string(numbers.accepted)},
                                     {"waiting", std::to_string(numbers.waiting)}};
  const auto add = [&](std::string_view name, std::uint64_t value) {
    if (value > 0) fields.push_back({name, std::to_string(value)});
  };
  for (std::size_t kind = 0; kind < numbers.judged.size(); ++kind) {
    add(to_string(static_cast<sinkhole::Kind>(kind)), numbers.judged[kind]);
  }
  for (std::size_t end = 0; end < sinkhole::kEnds; ++end) {
    add(to_string(static_cast<sinkhole::Ended>(end)), numbers.ended[end]);
  }
  add("keep-alives", numbers.keep_alives);
  add("echoes", numbers.echoes);
  add("echoes-refused", numbers.echoes_refused);
  add("judged-early", numbers.judged_early);
  add("not-accepted", numbers.not_accepted);
  add("lines-withheld", withheld);
  return fields;
}

/// Turns until it is asked to stop.  What was judged is on disk within a second.
Status serve(sinkhole::Sinkhole& hole, sinkhole::VisitBook& book, const collect::Log& log) {
  base::Micros flushed = io::steady_clock();
  base::Micros told = flushed;
  while (!interrupted()) {
    NOROSHI_CHECK(hole.turn(kPatience));
    const base::Micros now = io::steady_clock();
    if (now - flushed >= kFlush) {
      NOROSHI_CHECK(book.flush(io::wall_clock()));
      flushed = now;
    }
    if (now - told >= kTell) {
      log(Level::Info, "state", fields_of(hole.numbers(), book.withheld()));
      told = now;
    }
  }
  hole.stop();
  return book.flush(io::wall_clock());
}

}  // namespace

Result<int> run_sinkhole_run(const Arguments& arguments, Context&) {
  const bool quiet = arguments.given("--quiet");
  const auto to_stderr = make_collect_log();
  const collect::Log log = [&](Level level, std::string_view event,
                               const std::vector<collect::Field>& fields) {
    if (!quiet || level != Level::Info) to_stderr(level, event, fields);
  };
  const std::string folder = arguments.word("--out").value();
  NOROSHI_CHECK(io::make_folder(folder));
  listen_for_signals();
  ServiceManager manager;
  auto places = NOROSHI_TRY(sinkhole::FilePlaces::reserve());
  sinkhole::VisitBook book(folder, places);
  NOROSHI_CHECK(book.open(io::wall_clock()));
  auto hole = NOROSHI_TRY(
      sinkhole::Sinkhole::open(settings_of(arguments), io::wall_clock,
                               {.visit = [&](const sinkhole::Visit& visit) { book.note(visit); },
                                .stay = [&](const sinkhole::Stay& stay) { book.note(stay); }}));
  // From here on not even the service manager can be spoken to.
  manager.ready();
  NOROSHI_CHECK(sinkhole::confine());
  const auto listens = arguments.all("--listen");
  for (std::size_t i = 0; i < listens.size(); ++i) {
    const auto endpoint = model::parse_endpoint(listens[i]).value();
    log(Level::Info, "listening",
        {{"at", socket::endpoint_text(endpoint.ip, hole.ports()[i])},
         {"connections", std::to_string(hole.most_connections())},
         {"answers", arguments.given("--echo") ? "two zeros to keep-alives" : "nothing"}});
  }
  NOROSHI_CHECK(serve(hole, book, log));
  set_interrupted(false);  // asked to end, and ended well
  log(Level::Info, "ended", fields_of(hole.numbers(), book.withheld()));
  return kDone;
}

}  // namespace noroshi::cli
