#include "cli/scorecard_text.hpp"

#include <fmt/format.h>

#include "cli/findings.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using score::Scorecard;
using score::ServerResult;

constexpr std::size_t kFalseShown = 10;
constexpr std::size_t kNameColumns = 40;

constexpr Text kNotMeasurable{"cannot be told", "算出できません"};

std::string_view verdict(const ServerResult& server, Language language) {
  static constexpr Text kFound{"found", "検出"};
  static constexpr Text kMissed{"missed: below the threshold", "見逃し: しきい値未満"};
  static constexpr Text kAbsent{"missed: not among the findings", "見逃し: 検出結果になし"};
  static constexpr Text kUnseen{"no record of it is in the data", "データに記録がない"};
  if (server.reported) return kFound.in(language);
  if (server.unseen()) return kUnseen.in(language);
  return server.rank == 0 ? kAbsent.in(language) : kMissed.in(language);
}

std::string rank_text(std::size_t rank) { return rank == 0 ? "-" : grouped(rank); }

std::string servers_table(const Scorecard& card, const Context& context) {
  static constexpr Text kServer{"true server", "真のサーバー"};
  static constexpr Text kFamily{"family", "種類"};
  static constexpr Text kRank{"rank", "順位"};
  static constexpr Text kProbability{"probability", "確率"};
  static constexpr Text kVerdict{"", ""};
  if (card.servers.empty()) return {};
  const auto title = [&](const Text& text) { return std::string(text.in(context.language)); };
  using enum Table::Align;
  Table table({{title(kServer), Left},
               {title(kFamily), Left},
               {title(kRank), Right},
               {title(kProbability), Right},
               {title(kVerdict), Left}});
  for (const auto& server : card.servers) {
    const auto style = server.reported ? Style::Green : Style::Red;
    table.add({model::to_string(server.server.endpoint), server.server.family,
               rank_text(server.rank), server.rank == 0 ? "-" : percent(server.probability),
               styled(verdict(server, context.language), style, context.terminal.colour)});
  }
  return table.text(context.terminal.colour) + "\n";
}

std::string false_table(const Scorecard& card, const Context& context) {
  static constexpr Text kTitle{"false report", "誤報"};
  static constexpr Text kRank{"rank", "順位"};
  static constexpr Text kProbability{"probability", "確率"};
  static constexpr Text kMore{"… and {} more", "… ほか {} 件"};
  if (card.false_reports.empty()) return {};
  const auto title = [&](const Text& text) { return std::string(text.in(context.language)); };
  using enum Table::Align;
  Table table({{title(kTitle), Left}, {title(kRank), Right}, {title(kProbability), Right}});
  std::size_t shown = 0;
  for (const auto& report : card.false_reports) {
    if (shown++ == kFalseShown) break;
    table.add(
        {model::to_string(report.endpoint), rank_text(report.rank), percent(report.probability)});
  }
  auto out = table.text(context.terminal.colour);
  if (card.false_reports.size() > kFalseShown) {
    out += kMore.in(context.language, card.false_reports.size() - kFalseShown) + "\n";
  }
  return out + "\n";
}

std::string figure(const std::optional<double>& value, Language language, int digits = 3) {
  return value ? fmt::format("{:.{}f}", *value, digits) : std::string(kNotMeasurable.in(language));
}

std::string line(const Text& name, const std::string& value, std::string_view note,
                 Language language) {
  return pad_right(name.in(language), kNameColumns) + value +
         (note.empty() ? "" : fmt::format("  ({})", note)) + "\n";
}

std::string cut_lines(const Scorecard& card, Language language) {
  static constexpr Text kName{"precision among the first {}", "上位 {} 件の適合率"};
  static constexpr Text kOf{"{} of {}", "{1} 件中 {0} 件"};
  std::string out;
  for (const auto& cut : card.cuts) {
    out += pad_right(kName.in(language, cut.k), kNameColumns) + figure(cut.precision(), language) +
           fmt::format("  ({})\n", kOf.in(language, cut.hits, cut.considered));
  }
  return out;
}

std::string figures(const Scorecard& card, Language language) {
  static constexpr Text kPrecision{"precision", "適合率"};
  static constexpr Text kPrecisionNote{"{} of {} reports are C&C", "報告 {1} 件中 {0} 件が C&C"};
  static constexpr Text kRecall{"recall", "再現率"};
  static constexpr Text kRecallNote{"{} of {} servers are reported",
                                    "サーバー {1} 台中 {0} 台を報告"};
  static constexpr Text kArea{"area under the precision-recall curve",
                              "適合率・再現率曲線の下の面積"};
  static constexpr Text kHostDay{"false reports per host and day", "ホスト・日あたりの誤報"};
  static constexpr Text kHostDayNote{"{} hosts, {}", "ホスト {}、{}"};
  auto out = line(kPrecision, figure(card.precision(), language),
                  kPrecisionNote.in(language, card.found(), card.reported()), language);
  out += line(kRecall, figure(card.recall(), language),
              kRecallNote.in(language, card.found(), card.servers.size()), language);
  out += cut_lines(card, language);
  out += line(kArea, figure(card.average_precision, language), "", language);
  const auto hosts = kHostDayNote.in(language, grouped(card.hosts), base::humane(card.duration));
  return out +
         line(kHostDay, figure(card.false_reports_per_host_day(), language, 6), hosts, language);
}

}  // namespace

std::string scorecard_text(const Scorecard& card, const Context& context) {
  static constexpr Text kTitle{"{}: {} candidates, reported at probability {} or above",
                               "{}: 候補 {} 件、確率 {} 以上を報告とみなす"};
  static constexpr Text kNeutral{"{} findings are neither right nor wrong by the answer key",
                                 "正解で正誤の定まらない検出: {} 件"};
  auto out = styled(kTitle.in(context.language, card.file.empty() ? "-" : card.file,
                              grouped(card.candidates), card.threshold),
                    Style::Bold, context.terminal.colour) +
             "\n\n";
  out += servers_table(card, context) + false_table(card, context);
  out += figures(card, context.language);
  if (card.neutral > 0) out += kNeutral.in(context.language, card.neutral) + "\n";
  return out;
}

}  // namespace noroshi::cli
