// `noroshi lab darknet`: days before an imagined telescope, and the truth about them.
#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/out_file.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"
#include "train/darknet/hourly_captures.hpp"
#include "train/darknet/hourly_files.hpp"
#include "train/darknet/truth.hpp"

namespace noroshi::cli {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

base::Micros since(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
}

Result<darknet::Scenario> scenario_of(const Arguments& arguments) {
  darknet::Scenario scenario;
  scenario.seed = arguments.count("--seed").value();
  scenario.days = static_cast<std::uint32_t>(arguments.count("--days").value());
  scenario.start = arguments.instant("--start").value();
  scenario.dark = arguments.prefixes("--dark").front();
  scenario.scale = static_cast<double>(arguments.count("--percent").value()) / 100;
  scenario.outages = !arguments.given("--no-outages");
  NOROSHI_CHECK(darknet::check(scenario));
  return scenario;
}

Status make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) return {};
  return Error{Errc::Io, fmt::format("making {}: {}", folder.string(), failed.message())};
}

// Days, one after another, into the folder.
class Writer {
 public:
  Writer(const darknet::Cast& cast, fs::path folder, bool packets, Context& context)
      : cast_(cast),
        folder_(std::move(folder)),
        packets_(packets),
        context_(context),
        truth_(cast) {}

  Status run(bool quiet) {
    NOROSHI_CHECK(make_folder(folder_ / "events"));
    if (packets_) NOROSHI_CHECK(make_folder(folder_ / "packets"));
    const auto begin = Clock::now();
    Progress progress(context_, quiet);
    for (std::uint32_t day = 0; day < cast_.scenario.days; ++day) {
      if (interrupted()) return Error{Errc::Io, "interrupted"};
      NOROSHI_CHECK(write_day(day));
      progress.update({events_, day + 1ULL, cast_.scenario.days, since(begin)});
    }
    return finish();
  }

  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  Status write_day(std::uint32_t day) {
    const darknet::Played played = play(cast_, day);
    const darknet::Watched watched = watch(cast_, played);
    events_ += watched.events.size();
    truth_.add(watched);
    hours_.add(watched);
    NOROSHI_CHECK(write_events(watched.span.end));
    if (!packets_) return {};
    return captures_.add(cast_, played, [&](const auto& file) { return write("packets", file); });
  }

  // Sweeps that began on the last day may end some days later.
  Status finish() {
    NOROSHI_CHECK(write_events(cast_.scenario.start + (cast_.scenario.days + 60) * base::kDay));
    if (packets_) {
      NOROSHI_CHECK(captures_.finish([&](const auto& file) { return write("packets", file); }));
    }
    return write("", {"truth.json", truth_.json(kVersion)});
  }

  Status write_events(base::Micros end) {
    for (const auto& file : hours_.take_until(end)) NOROSHI_CHECK(write("events", file));
    return {};
  }

  Status write(const char* where, const darknet::NamedFile& file) {
    const auto path = (folder_ / where / file.first).string();
    const auto out = NOROSHI_TRY(OutFile::create(path, context_.out));
    NOROSHI_CHECK(out->write(file.second).within(path));
    return out->commit().within(path);
  }

  const darknet::Cast& cast_;
  fs::path folder_;
  bool packets_;
  Context& context_;
  darknet::TruthBook truth_;
  darknet::HourlyFiles hours_;
  darknet::HourlyCaptures captures_;
  std::uint64_t events_ = 0;
};

}  // namespace

Result<int> run_lab_darknet(const Arguments& arguments, Context& context) {
  static constexpr Text kDoneText{"{} synthetic events, days: {}, in {}, {}",
                                  "合成イベント {} 件 ({} 日分) を {} に書きました。{}"};
  const auto begin = Clock::now();
  const auto folder = arguments.word("--out").value();
  const bool quiet = arguments.given("--quiet");
  const darknet::Cast cast(NOROSHI_TRY(scenario_of(arguments)));
  Writer writer(cast, folder, arguments.given("--packets"), context);
  NOROSHI_CHECK(writer.run(quiet));
  if (!quiet) {
    context.note(kDoneText.in(context.language, grouped(writer.events()), cast.scenario.days,
                              folder, base::humane(since(begin))));
  }
  return kDone;
}

}  // namespace noroshi::cli
