// `noroshi sinkhole hosts`: visits → infected hosts.
#include <fmt/format.h>

#include "act/sinkhole/visit.hpp"
#include "cli/exit_status.hpp"
#include "cli/known_scanners.hpp"
#include "cli/progress.hpp"
#include "cli/sealing.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

void tell(const sinkhole::Harvest& harvest, const io::Rejects& rejects, const std::string& file,
          const Context& context) {
  static constexpr Text kSummary{
      "{}: {} visits of {} sources: {} infected, {} research scanners, {} unlike the family, {} "
      "visits beyond the bound left out",
      "{}: 訪問 {} 件、送信元 {}: 感染 {}、調査目的のスキャナ {}、ファミリーらしくないもの "
      "{}、上限を超えて数えなかった訪問 {} 件"};
  static constexpr Text kBad{"{}: {} lines cannot be used ({}, first at {})",
                             "{}: {} 行が使えません ({}、最初は {})"};
  context.note(kSummary.in(context.language, file, grouped(harvest.visits),
                           grouped(harvest.sources), grouped(harvest.hosts.size()),
                           grouped(harvest.scanners), grouped(harvest.unlike),
                           grouped(harvest.left_out)));
  for (const auto* tallies : {&rejects.rejected(), &rejects.skipped()}) {
    for (const auto& [reason, tally] : *tallies) {
      context.note(
          kBad.in(context.language, file, tally.count, reason, io::to_string(tally.first)));
    }
  }
}

}  // namespace

Result<int> run_sinkhole_hosts(const Arguments& arguments, Context& context) {
  const auto known = NOROSHI_TRY(load_known_scanners(arguments.all("--known"), context));
  sinkhole::Purpose purpose;
  purpose.expected = sinkhole::parse_kind(arguments.word("--expect").value()).value();
  purpose.family = arguments.word("--family").value();
  purpose.sensor = arguments.word("--sensor").value();
  purpose.clock_error = arguments.duration("--clock-error").value();
  purpose.scanner = [&](const net::Address& address) {
    return std::string(known.name(known.find(address)));
  };
  const auto to = NOROSHI_TRY(ResultFile::open(arguments, context));
  std::string lines;  // of a file, which is written at once
  auto files = arguments.positionals();
  if (files.empty()) files.emplace_back("-");
  for (const auto& file : files) {
    const auto input = NOROSHI_TRY(io::Input::open(file));
    io::Rejects rejects;
    const auto harvest = NOROSHI_TRY(sinkhole::harvest(*input, purpose, rejects).within(file));
    for (const auto& host : harvest.hosts) {
      const std::string line = model::to_json(host) + "\n";
      if (to.is_file()) lines += line;
      if (!to.is_file()) NOROSHI_CHECK(context.out.write(line));
    }
    if (!arguments.given("--quiet")) tell(harvest, rejects, input->name(), context);
  }
  if (to.is_file()) NOROSHI_CHECK(to.write(lines, context));
  return kDone;
}

}  // namespace noroshi::cli
