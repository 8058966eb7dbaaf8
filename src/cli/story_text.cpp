#include "cli/story_text.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/findings.hpp"
#include "cli/intervals.hpp"
#include "cli/noun.hpp"
#include "cli/text_width.hpp"
#include "cli/timeline.hpp"
#include "detect/c2/line.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kWidest = 100;    // wider drawings are no clearer
constexpr std::size_t kRows = 14;       // of the histogram
constexpr std::size_t kLaneLabel = 20;  // "  client 8: 1,234,567"
constexpr std::size_t kWeightColumns = 8;

std::size_t columns_of(const Context& context) {
  return std::min(context.terminal.columns, kWidest);
}

std::string heading(const c2::Story& story, const Context& context, const Zone& zone) {
  static constexpr Text kTitle{"{}: command-and-control server with probability {}",
                               "{}: C&C サーバーである確率 {}"};
  static constexpr Text kFacts{"{}, {}, from {} to {} ({}), among {}",
                               "{}、{}、{} から {} まで ({})、{}の中"};
  const auto& finding = story.finding;
  const auto title =
      kTitle.in(context.language, model::to_string(finding.subject), percent(finding.probability));
  const auto facts = kFacts.in(context.language, kClients.in(context.language, finding.clients),
                               kContacts.in(context.language, finding.contacts),
                               zone.seconds(finding.first_seen), zone.seconds(finding.last_seen),
                               zone.name(), kServers.in(context.language, story.summary.servers));
  return styled(title, Style::Bold, context.terminal.colour) + "\n" +
         wrapped(facts, columns_of(context), 0);
}

std::string timeline(const c2::Story& story, const Context& context, const Zone& zone) {
  const auto window = Timeline::over(story.summary.first_seen, story.summary.last_seen,
                                     columns_of(context) - kLaneLabel - 2);
  return timeline_text(window, story.visits, zone, context.language);
}

std::string spread(const c2::Story& story, const Context& context) {
  static constexpr Text kNone{"Intervals between visits: too few visits to tell",
                              "訪問の間隔: 判断には訪問が少なすぎます"};
  static constexpr Text kPlain{"Intervals between visits ({}; no period fits better than chance)",
                               "訪問の間隔 ({} 個; 偶然より良く合う周期はありません)"};
  static constexpr Text kPeriod{
      "Intervals between visits ({}; {:.0f} % fit a period of {}, jitter {:.0f} %)",
      "訪問の間隔 ({} 個; {:.0f} % が周期 {} に合う、ゆらぎ {:.0f} %)"};
  std::optional<double> period;
  if (story.schedule) period = story.schedule->period;
  const auto bins = interval_bins(story.intervals, period, kRows);
  if (bins.empty()) return std::string(kNone.in(context.language)) + "\n";
  const auto count = grouped(story.intervals.size());
  const auto title = period ? kPeriod.in(context.language, count, story.schedule->on_schedule * 100,
                                         base::humane(static_cast<base::Micros>(*period * 1e6)),
                                         story.schedule->jitter * 100)
                            : kPlain.in(context.language, count);
  return title + "\n" + intervals_text(bins, columns_of(context), context.language);
}

// A weight and what it stands for, the text hanging beside it.
std::string entry(double weight, std::string_view text, const Context& context) {
  auto lines = wrapped(text, columns_of(context), kWeightColumns + 2);
  const auto number = pad_left(fmt::format("{:+.1f}", weight), kWeightColumns);
  const auto style = weight > 0 ? Style::Red : weight < 0 ? Style::Green : Style::Dim;
  return lines.replace(0, kWeightColumns, styled(number, style, context.terminal.colour));
}

std::string balance(const c2::Story& story, const Context& context) {
  static constexpr Text kTitle{"Evidence (log-odds; + for, - against)",
                               "根拠 (対数オッズ; + は支持、- は反対)"};
  static constexpr Text kPrior{"before any evidence: among {} few are C&C",
                               "根拠の前: {}のうち C&C はわずか"};
  static constexpr Text kSum{"sum: probability {}", "合計: 確率 {}"};
  auto out = std::string(kTitle.in(context.language)) + "\n";
  out += entry(story.prior,
               kPrior.in(context.language, kServers.in(context.language, story.summary.servers)),
               context);
  double sum = story.prior;
  for (const auto& evidence : story.finding.evidence) {
    sum += evidence.weight;
    const auto text = c2::tell(evidence, context.language);
    out += entry(evidence.weight, fmt::format("{} [{}]", text, evidence.name), context);
  }
  return out + entry(sum, kSum.in(context.language, percent(story.finding.probability)), context);
}

std::string innocence(const c2::Story& story, const Context& context) {
  static constexpr Text kTitle{"The nearest innocent explanation", "最もありそうな無害な説明"};
  return fmt::format("{}\n", kTitle.in(context.language)) +
         wrapped(c2::innocent_explanation(story.finding, context.language), columns_of(context), 2);
}

// How much of the traffic the judgement rests on, and who keeps it from being reported.
std::string circumstances(const c2::Story& story, const Context& context) {
  static constexpr Text kSampled{
      "Seen: 1 of {} packets; figures are as counted, not multiplied.",
      "観測: {} パケットに 1 つ。数値は観測したままで、換算していません。"};
  static constexpr Text kExposed{"Of the exporters' records, {} arrived.",
                                 "エクスポーターの記録のうち {} が届きました。"};
  static constexpr Text kSuppressed{"Kept from reports by the list \"{}\".",
                                    "一覧「{}」により報告から除かれています。"};
  const auto& finding = story.finding;
  const auto line = [&](const std::string& text) { return wrapped(text, columns_of(context), 0); };
  std::string out;
  if (finding.sampling > 1) out += line(kSampled.in(context.language, grouped(finding.sampling)));
  if (finding.exposure) out += line(kExposed.in(context.language, percent(*finding.exposure)));
  if (!finding.suppressed_by.empty()) {
    out += line(kSuppressed.in(context.language, finding.suppressed_by));
  }
  return out.empty() ? out : "\n" + out;
}

}  // namespace

std::string story_text(const c2::Story& story, const Context& context, const Zone& zone) {
  return heading(story, context, zone) + "\n" + timeline(story, context, zone) + "\n" +
         spread(story, context) + "\n" + balance(story, context) + "\n" +
         innocence(story, context) + circumstances(story, context);
}

}  // namespace noroshi::cli
