// `noroshi c2 lead-time`: how long before public feeds the programme knew its servers.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/input_stage.hpp"
#include "cli/lead_time_text.hpp"
#include "cli/noun.hpp"
#include "cli/out_file.hpp"
#include "cli/own_list.hpp"
#include "cli/subcommands.hpp"
#include "intel/programme/report_json.hpp"

namespace noroshi::cli {
namespace {

Result<std::vector<programme::Sighting>> read_servers(const Arguments& arguments,
                                                      const programme::LeadOptions& options,
                                                      const Context& context) {
  static constexpr Text kPortless{"{} of ours without a port left out",
                                  "当方の{}はポートがないため除きました"};
  static constexpr Text kUndated{"{} of ours without a date left out",
                                 "当方の{}は日付がないため除きました"};
  static constexpr Text kNothing{
      "no server with a date and a probability of {} or more in the findings: nothing to measure",
      "検出結果に、日付があり確率 {} 以上のサーバーがないため、測るものがありません"};
  const auto how = ListReading::from(arguments);
  std::vector<OwnServer> servers;
  for (const auto& path : arguments.positionals()) {
    const auto list = NOROSHI_TRY(read_own_list(path, how, context));
    servers.insert(servers.end(), list.begin(), list.end());
  }
  auto sightings = sightings_of(servers);
  const auto tell = [&](const Text& text, std::uint64_t count) {
    if (count > 0 && !how.quiet) {
      context.note(text.in(context.language, kServers.in(context.language, count)));
    }
  };
  tell(kPortless, sightings.without_port);
  tell(kUndated, sightings.without_date);
  if (sightings.list.empty()) {
    return Error{Errc::NotFound, kNothing.in(context.language, how.threshold)};
  }
  return programme::merged(std::move(sightings.list), options.slack);
}

// What others published; feeds without any date are told of and left out.
Status read_feeds(const Arguments& arguments, programme::LeadReport& report,
                  const Context& context) {
  static constexpr Text kUndated{"{}: no entry has a date, so no lead can be measured against it",
                                 "{}: 日付のある項目がないため、先行を測れません"};
  static constexpr Text kRemark{"{}: {} × {} (first at {})", "{}: {} 件 {} (最初は {})"};
  static constexpr Text kNothing{"none of the feeds has a date: nothing to measure against",
                                 "日付のあるフィードがないため、測れません"};
  for (const auto& argument : arguments.all("--feed")) {
    const auto file = NamedFile::parse(argument);
    const auto input = NOROSHI_TRY(io::Input::open(file.path));
    auto feed = NOROSHI_TRY(feeds::read_feed(*input, arguments.given("--strict")));
    if (!arguments.given("--quiet")) {
      for (const auto& line :
           describe_rejects(file.path, feed.rejects, feed.damage, context.language)) {
        context.note(line);
      }
      for (const auto& [reason, tally] : feed.remarks.skipped()) {
        context.note(kRemark.in(context.language, file.path, tally.count, reason,
                                io::to_string(tally.first)));
      }
    }
    feed.name = file.name;
    auto leads = programme::lead_times(report.servers, feed, report.options);
    if (!leads) {
      context.note(kUndated.in(context.language, file.path));
      continue;
    }
    report.feeds.push_back(std::move(*leads));
  }
  if (report.feeds.empty())
    return Error{Errc::NotFound, std::string(kNothing.in(context.language))};
  if (report.feeds.size() > 1) report.all = programme::earliest(report.feeds);
  return {};
}

Status write_plot(const Arguments& arguments, const programme::LeadReport& report,
                  Context& context) {
  const auto path = arguments.word("--plot");
  if (!path) return {};
  const auto file = NOROSHI_TRY(OutFile::create(*path, context.out));
  NOROSHI_CHECK(file->write(lead_svg(report, context.language)));
  return file->commit();
}

std::string shown(const programme::LeadReport& report, const Arguments& arguments,
                  const Context& context, const Zone& zone) {
  if (arguments.word("--format") == "json") return programme::lead_json(report);
  if (arguments.word("--format") == "csv") return lead_csv(report);
  return lead_table(report, context, zone);
}

}  // namespace

Result<int> run_c2_lead_time(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  programme::LeadReport report;
  report.options.slack = arguments.duration("--slack").value();
  report.options.delay = arguments.duration("--delay").value_or(0);
  report.servers = NOROSHI_TRY(read_servers(arguments, report.options, context));
  NOROSHI_CHECK(read_feeds(arguments, report, context));
  NOROSHI_CHECK(write_plot(arguments, report, context));
  NOROSHI_CHECK(context.out.write(shown(report, arguments, context, zone)));
  return kDone;
}

}  // namespace noroshi::cli
