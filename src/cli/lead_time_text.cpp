#include "cli/lead_time_text.hpp"

#include <fmt/format.h>

#include "cli/findings.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/survival_chart.hpp"
#include "cli/table.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using programme::FeedLeads;

constexpr std::size_t kWidestPlot = 72;

std::string one_digit(double days) { return fmt::format("{:.1f}", days); }

std::string name_of(const FeedLeads& leads, Language language) {
  static constexpr Text kAll{"all feeds", "全フィード"};
  return leads.feed.empty() ? std::string(kAll.in(language)) : leads.feed;
}

// "3 (12 %)"
std::string with_share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return grouped(part);
  return fmt::format("{} ({:.0f} %)", grouped(part),
                     100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::vector<std::string> row(const FeedLeads& leads, const Context& context, const Zone& zone) {
  const auto& spread = leads.spread;
  std::vector<std::string> cells{
      name_of(leads, context.language), zone.minutes(leads.newest).substr(0, 10),
      with_share(leads.listed, leads.leads.size()), with_share(leads.behind, leads.listed)};
  for (const auto figure : {&programme::Spread::mean, &programme::Spread::lower_quartile,
                            &programme::Spread::median, &programme::Spread::upper_quartile}) {
    cells.push_back(spread ? one_digit((*spread).*figure) : "-");
  }
  return cells;
}

std::string feeds_table(const programme::LeadReport& report, const Context& context,
                        const Zone& zone) {
  static constexpr Text kFeed{"feed", "フィード"};
  static constexpr Text kUntil{"until", "最新日"};
  static constexpr Text kListed{"listed", "掲載"};
  static constexpr Text kBehind{"feed first", "フィードが先"};
  static constexpr Text kMean{"mean d", "平均 (日)"};
  static constexpr Text kLower{"25 %", "25 %"};
  static constexpr Text kMedian{"median", "中央値"};
  static constexpr Text kUpper{"75 %", "75 %"};
  const auto title = [&](const Text& text) { return std::string(text.in(context.language)); };
  using enum Table::Align;
  Table table({{title(kFeed), Left},
               {title(kUntil), Left},
               {title(kListed), Right},
               {title(kBehind), Right},
               {title(kMean), Right},
               {title(kLower), Right},
               {title(kMedian), Right},
               {title(kUpper), Right}});
  for (const FeedLeads& leads : report.feeds) table.add(row(leads, context, zone));
  if (report.all) table.add(row(*report.all, context, zone));
  return table.text(context.terminal.colour);
}

// The median that takes the unlisted into account, with its interval.
std::string median_sentence(const FeedLeads& leads, Language language) {
  static constexpr Text kMedian{
      "With the {} that no feed lists yet: half are listed {} days after our report (95 %: {} to "
      "{}).",
      "まだ掲載のない{}を含めると: 半数が掲載されるのは当方の報告から {} 日後 (95 %: {} ～ {})。"};
  static constexpr Text kNoMedian{
      "With the {} that no feed lists yet: more than half are unlisted to this day, so there is no "
      "median.",
      "まだ掲載のない{}を含めると: 半数以上が今も未掲載のため、中央値はありません。"};
  static constexpr Text kBeyond{"beyond the data", "データの範囲外"};
  const auto servers = kServers.in(language, leads.waiting);
  const auto median = leads.curve.quantile(0.5);
  if (!median) return kNoMedian.in(language, servers);
  const auto interval = leads.curve.quantile_interval(0.5);
  const auto end = [&](const std::optional<double>& days) {
    return days ? one_digit(*days) : std::string(kBeyond.in(language));
  };
  return kMedian.in(language, servers, one_digit(*median), end(interval.low), end(interval.high));
}

// What a reader must know before the figures leave the house.
std::vector<std::string> remarks(const programme::LeadReport& report, Language language) {
  static constexpr Text kWindow{
      "A listing counts if it lies within {} of the time we saw the server.",
      "掲載は、サーバーの観測期間の前後 {} 以内のものを数えます。"};
  static constexpr Text kOthers{
      "{} with listings outside it only: taken for another's address by then, and for unlisted.",
      "{}は範囲外の掲載だけのため、アドレスが他者に移ったとみなし、未掲載に数えました。"};
  static constexpr Text kAddress{"{} matched by address alone: the feed gives no port.",
                                 "{}はアドレスだけで照合しました (フィードにポートがないため)。"};
  static constexpr Text kInexact{
      "{} with a date to the day or month: its first instant counts, so the lead may be longer.",
      "{}"
      "は日付が日または月までのため、その最初の時点で数えました。実際の先行はより長い可能性がありま"
      "す。"};
  static constexpr Text kUndated{"{} listed without a date, left out of all figures.",
                                 "{}は日付のない掲載のため、全ての数値から除きました。"};
  const FeedLeads& leads = report.headline();
  std::vector<std::string> lines{kWindow.in(language, base::humane(report.options.slack))};
  const auto tell = [&](const Text& text, std::uint64_t count) {
    if (count > 0) lines.push_back(text.in(language, kServers.in(language, count)));
  };
  tell(kOthers, leads.other_tenants);
  tell(kAddress, leads.by_address);
  tell(kInexact, leads.inexact);
  tell(kUndated, leads.undated);
  return lines;
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

std::string_view name_of(programme::Lead::Outcome outcome) {
  switch (outcome) {
    case programme::Lead::Outcome::Listed:
      return "listed";
    case programme::Lead::Outcome::Undated:
      return "undated";
    case programme::Lead::Outcome::Waiting:
      break;
  }
  return "unlisted";
}

}  // namespace

std::string lead_table(const programme::LeadReport& report, const Context& context,
                       const Zone& zone) {
  static constexpr Text kHead{"{} of ours; lead = listing − our report, in days",
                              "対象: 当方の{}。先行 = 掲載 − 当方の報告 (日)"};
  std::string out =
      kHead.in(context.language, kServers.in(context.language, report.servers.size())) + "\n\n" +
      feeds_table(report, context, zone) + "\n";
  const FeedLeads& leads = report.headline();
  const auto plot = survival_lines(leads.curve, std::min(context.terminal.columns, kWidestPlot),
                                   context.language, context.terminal.utf8);
  for (const auto& line : plot) out += line + "\n";
  if (!plot.empty()) out += "\n";
  out += wrapped(median_sentence(leads, context.language), context.terminal.columns, 0);
  for (const auto& line : remarks(report, context.language)) {
    out += wrapped(line, context.terminal.columns, 0);
  }
  return out;
}

std::string lead_csv(const programme::LeadReport& report) {
  std::string out = "server,first_seen,last_seen,feed,outcome,days,open_days,by_address,place\n";
  for (std::size_t i = 0; i < report.servers.size(); ++i) {
    const auto& server = report.servers[i];
    for (const FeedLeads& feed : report.feeds) {
      const auto& lead = feed.leads[i];
      const bool listed = lead.outcome == programme::Lead::Outcome::Listed;
      const bool undated = lead.outcome == programme::Lead::Outcome::Undated;
      out += fmt::format("{},{},{},{},{},{},{},{},{}\n", model::to_string(server.endpoint),
                         base::to_rfc3339(server.first_seen), base::to_rfc3339(server.last_seen),
                         csv_field(feed.feed), name_of(lead.outcome),
                         undated ? "" : number(programme::days(lead.time)),
                         listed ? number(programme::days(lead.open)) : "",
                         listed ? (lead.by_address ? "yes" : "no") : "",
                         listed ? io::to_string(lead.place) : "");
    }
  }
  return out;
}

std::string lead_svg(const programme::LeadReport& report, Language language) {
  static constexpr Text kLegend{"{}: {} listed, {} not", "{}: 掲載 {}、未掲載 {}"};
  std::vector<SurvivalSeries> series;
  const auto add = [&](const FeedLeads& leads) {
    series.push_back({kLegend.in(language, name_of(leads, language), grouped(leads.listed),
                                 grouped(leads.waiting)),
                      &leads.curve});
  };
  if (report.all) add(*report.all);
  for (const FeedLeads& leads : report.feeds) add(leads);
  return survival_svg(series, language);
}

}  // namespace noroshi::cli
