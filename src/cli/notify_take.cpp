// `noroshi notify take`: events into the queue.
#include <fmt/format.h>

#include "act/notify/take.hpp"
#include "cli/exit_status.hpp"
#include "cli/input_stage.hpp"
#include "cli/notify_folder.hpp"
#include "cli/notify_seal.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/seal/arrival.hpp"

namespace noroshi::cli {
namespace {

void tell(const std::string& name, const notify::Taken& taken, const Context& context) {
  static constexpr Text kTaken{"{}: {} in = {} taken + {} known + {} rejected + {} skipped",
                               "{}: 入力 {} = 受付 {} + 既知 {} + 不正 {} + 対象外 {}"};
  static constexpr Text kMissing{
      "{}: {} batches before it never came: ask the institute for them",
      "{}: これより前の {} 回分が届いていません。研究機関に確認してください"};
  context.note(kTaken.in(context.language, name, taken.in, taken.accepted, taken.known,
                         taken.rejected, taken.skipped));
  if (taken.missing_batches > 0) {
    context.note(kMissing.in(context.language, name, taken.missing_batches));
  }
}

Result<notify::Taken> take_one(const NotifyFolder& folder, const std::string& path,
                               notify::Seal& seal, const Arguments& arguments,
                               const Context& context) {
  const auto input = NOROSHI_TRY(io::Input::open(path));
  io::Rejects rejects(arguments.given("--strict"));
  const auto reader = NOROSHI_TRY(notify::open_events(*input, rejects, folder.settings().events));
  notify::Taken taken;
  const auto done = notify::take(folder.book(), *reader, rejects, seal, folder.settings().queue,
                                 io::wall_clock(), taken);
  if (!arguments.given("--quiet")) {
    tell(input->name(), taken, context);
    for (const auto& line :
         describe_rejects(input->name(), rejects, input->damage(), context.language)) {
      context.note(line);
    }
  }
  if (!done) return done.error();
  if (!input->damage().empty()) ++taken.rejected;
  return taken;
}

/// The seal beside a file must hold, where the settings ask for one.
Status check_arrival(const NotifyFolder& folder, const std::string& path,
                     const Arguments& arguments, const Context& context) {
  static constexpr Text kSealed{"{}: sealed by {}, since {}", "{}: {} のeシール、{} 以前"};
  const auto& asked = folder.settings().arrival;
  if (asked.anchors.empty()) return {};
  const auto inspector = NOROSHI_TRY(seal::Inspector::open({.anchors = asked.anchors,
                                                            .tsa_anchors = asked.tsa_anchors,
                                                            .material = asked.material,
                                                            .prefix = asked.organization})
                                         .within("[arrival]"));
  const auto made = io::read_file(path + ".p7s");
  if (!made) {
    return Error{
        Errc::InvalidInput,
        fmt::format("{}: no seal beside it ({}.p7s), and [arrival] asks for one", path, path)};
  }
  const std::string text = NOROSHI_TRY(io::read_file(path));
  const auto arrival = NOROSHI_TRY(
      inspector.inspect(der::view_of(text), der::view_of(*made), io::wall_clock()).within(path));
  if (!arrival.valid) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: its seal: {}: {}", path, arrival.verdict, arrival.why)};
  }
  if (!arguments.given("--quiet")) {
    context.note(
        kSealed.in(context.language, path, arrival.sealer, base::to_rfc3339(arrival.since)));
  }
  return {};
}

}  // namespace

Result<int> run_notify_take(const Arguments& arguments, Context& context) {
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  auto paths = arguments.positionals();
  if (paths.empty()) paths.emplace_back("-");
  const auto seal = NOROSHI_TRY(open_seal(folder.settings().seal).within("[seal]"));
  bool sound = true;
  for (const std::string& path : paths) {
    NOROSHI_CHECK(check_arrival(folder, path, arguments, context));
    const auto taken = NOROSHI_TRY(take_one(folder, path, *seal, arguments, context));
    sound = sound && taken.rejected == 0;
  }
  return sound ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
