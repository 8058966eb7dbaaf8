// `noroshi lab traffic`: a day of an imagined ISP, and the truth about it.
#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/flow_formats.hpp"
#include "cli/interrupt.hpp"
#include "cli/lab_request.hpp"
#include "cli/out_file.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "train/traffic/generator.hpp"

namespace noroshi::cli {
namespace {

using Clock = std::chrono::steady_clock;

base::Micros since(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
}

Status list_families(const Context& context) {
  using enum Table::Align;
  Table table({{"family", Left}, {"bots", Right}, {"what they do", Left}});
  for (const auto& entry : traffic::families()) {
    table.add(
        {std::string(entry.name), std::to_string(entry.bots), std::string(entry.description)});
  }
  return context.out.write(table.text(context.terminal.colour));
}

std::string format_name(std::string_view to) {
  return to == "zeek" ? "zeek-conn-tsv" : to == "csv" ? "nfdump-csv" : "ipfix";
}

// Records into `out`, the truth about them returned.
Result<traffic::Truth> write_records(const traffic::Scenario& scenario, std::string_view to,
                                     OutFile& out, const Context& context, bool quiet) {
  traffic::Truth truth;
  const auto begin = Clock::now();
  Progress progress(context, quiet);
  const auto writer = make_writer(to, out);
  const auto sink = [&](const model::FlowBatch& batch) -> Status {
    if (interrupted()) return Error{Errc::Io, "interrupted"};
    return writer->write(batch);
  };
  NOROSHI_CHECK(traffic::generate(scenario, sink, truth, [&](const traffic::Progress& at) {
    progress.update({at.records, static_cast<std::uint64_t>(at.simulated),
                     static_cast<std::uint64_t>(at.total), since(begin)});
  }));
  NOROSHI_CHECK(writer->finish());
  return truth;
}

Status write_truth(const std::string& path, const traffic::Truth& truth, Context& context) {
  const auto file = NOROSHI_TRY(OutFile::create(path, context.out));
  NOROSHI_CHECK(file->write(traffic::truth_json(truth)));
  return file->commit();
}

}  // namespace

Result<int> run_lab_traffic(const Arguments& arguments, Context& context) {
  static constexpr Text kDoneText{
      "{} synthetic flow records in {}, {} C&C servers among them, {}",
      "合成フロー記録 {} 件を {} に書きました。C&C サーバー {} 台を含みます。{}"};
  if (arguments.given("--families")) {
    NOROSHI_CHECK(list_families(context));
    return kDone;
  }
  const auto begin = Clock::now();
  const auto path = arguments.word("--out").value();
  const auto to = arguments.word("--to").value();
  const bool quiet = arguments.given("--quiet");
  NOROSHI_CHECK(check_destination(path, to, context));
  const auto scenario = NOROSHI_TRY(scenario_of(arguments));
  const auto out = NOROSHI_TRY(OutFile::create(path, context.out));
  auto truth = NOROSHI_TRY(write_records(scenario, to, *out, context, quiet));
  truth.file = path == "-" ? "-" : std::filesystem::path(path).filename().string();
  truth.format = format_name(to);
  NOROSHI_CHECK(out->commit());
  if (const auto key = arguments.word("--truth")) NOROSHI_CHECK(write_truth(*key, truth, context));
  if (!quiet && path != "-") {
    context.note(kDoneText.in(context.language, grouped(truth.records), path, truth.c2.size(),
                              base::humane(since(begin))));
  }
  return kDone;
}

}  // namespace noroshi::cli
