// `noroshi notify curve`: how long infections last, by the channel of the first notice.
#include <algorithm>
#include <fmt/format.h>

#include "act/notify/case_state.hpp"
#include "act/notify/cohort.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/out_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/svg_chart.hpp"
#include "cli/table.hpp"

namespace noroshi::cli {
namespace {

using programme::SurvivalCurve;
using programme::SurvivalStep;

constexpr double kDays[] = {7, 14, 28, 56};

std::string share(double value) { return fmt::format("{:.1f} %", 100 * value); }

std::string days(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f}", *value) : "-";
}

std::string table_of(const notify::Cohort& cohort, const Context& context) {
  static constexpr Text kTitles[] = {
      {"channel", "手段"}, {"cases", "案件"},
      {"cleared", "解消"}, {"left after 7 d", "7 日後の残存"},
      {"14 d", "14 日"},   {"28 d", "28 日"},
      {"56 d", "56 日"},   {"median (95 %), days", "中央値 (95 %)、日"}};
  std::vector<Table::Column> columns;
  for (const Text& title : kTitles) {
    columns.push_back({std::string(title.in(context.language)), Table::Align::Right});
  }
  columns.front().align = Table::Align::Left;
  Table table(std::move(columns));
  for (const auto& arm : cohort.arms) {
    std::vector<std::string> cells{arm.channel, std::to_string(arm.cases),
                                   std::to_string(arm.cleared)};
    const double last = arm.curve.steps.empty() ? 0 : arm.curve.steps.back().time;
    for (const double day : kDays) {
      // Beyond the longest follow-up the curve says nothing, unless it has come to its end.
      const bool known = day <= last || arm.curve.at(last) == 0;
      cells.push_back(known ? share(arm.curve.at(day)) : "-");
    }
    const auto interval = arm.curve.quantile_interval(0.5);
    cells.push_back(fmt::format("{} ({}–{})", days(arm.curve.quantile(0.5)), days(interval.low),
                                days(interval.high)));
    table.add(std::move(cells));
  }
  return table.text(context.terminal.colour);
}

void tell(const notify::Cohort& cohort, const Context& context) {
  static constexpr Text kUntil{
      "cases until {}; {} that began after it are left out: of them only the quick ones could be "
      "known",
      "{} までの案件。それより後に始まった {} 件は、早く解消したものしか分からないため除きました"};
  static constexpr Text kTest{"log-rank, {}: χ² = {:.2f}, {} degrees of freedom, p = {:.2g}",
                              "ログランク検定 ({}): χ² = {:.2f}、自由度 {}、p = {:.2g}"};
  static constexpr Text kAll{"all channels", "全手段"};
  static constexpr Text kFamilies{"stratified by family", "種類で層別"};
  static constexpr Text kCaveat{
      "the groups were not drawn by lot: who has a mail address, opted out or could not be told "
      "apart differs in more than the notice.  Silence can be a clearance, a switched-off device, "
      "or "
      "a new address where no line was known",
      "群は無作為割り当てではありません。メールアドレスの有無、辞退、特定不能は、通知以外の点でも異"
      "な"
      "ります。観測の途絶は、解消のほか、電源断や、回線不明の場合のアドレス変更でもありえます"};
  context.note(kUntil.in(context.language, notify::to_text(notify::day_of(cohort.horizon)),
                         cohort.too_young));
  const auto say = [&](const std::optional<programme::LogRank>& test, const Text& what) {
    if (!test) return;
    context.note(kTest.in(context.language, what.in(context.language), test->chi_squared,
                          test->degrees, test->p));
  };
  say(cohort.all, kAll);
  say(cohort.by_family, kFamilies);
  context.note(kCaveat.in(context.language));
}

std::string json_of(const programme::LogRank& test) {
  return fmt::format(R"({{"chi_squared":{:.6g},"degrees":{},"p":{:.6g}}})", test.chi_squared,
                     test.degrees, test.p);
}

std::string json_of(const notify::Arm& arm) {
  std::string text = fmt::format(R"({{"channel":"{}","cases":{},"cleared":{},"steps":[)",
                                 arm.channel, arm.cases, arm.cleared);
  bool first = true;
  for (const SurvivalStep& step : arm.curve.steps) {
    text += fmt::format(
        R"({}{{"days":{:.6g},"at_risk":{},"cleared":{},"censored":{},"left":{:.6g},"low":{:.6g},"high":{:.6g}}})",
        first ? "" : ",", step.time, step.at_risk, step.events, step.censored, step.survival,
        step.low, step.high);
    first = false;
  }
  return text + "]}";
}

std::string json_of(const notify::Cohort& cohort) {
  std::string text = fmt::format(R"({{"until":"{}","too_young":{},"arms":[)",
                                 notify::to_text(notify::day_of(cohort.horizon)), cohort.too_young);
  for (std::size_t i = 0; i < cohort.arms.size(); ++i) {
    text += (i > 0 ? "," : "") + json_of(cohort.arms[i]);
  }
  text += "]";
  if (cohort.all) text += ",\"log_rank\":" + json_of(*cohort.all);
  if (cohort.by_family) text += ",\"log_rank_by_family\":" + json_of(*cohort.by_family);
  return text + "}\n";
}

template <class Value>
std::vector<Point> staircase(const SurvivalCurve& curve, Value value) {
  std::vector<Point> points{{0, 1}};
  for (const SurvivalStep& step : curve.steps) {
    points.push_back({step.time, points.back().y});
    points.push_back({step.time, value(step)});
  }
  return points;
}

std::string svg_of(const notify::Cohort& cohort, Language language) {
  static constexpr Text kTitle{"Infections that are still seen", "まだ観測される感染の割合"};
  static constexpr Text kDaysSince{"days since the first notice (none: since it was found)",
                                   "最初の通知からの日数 (none: 発見からの日数)"};
  static constexpr Text kLeft{"share still seen", "残存割合"};
  static constexpr Text kNote{"Kaplan–Meier; strokes: censored",
                              "カプラン・マイヤー推定。縦線: 打ち切り"};
  double last = 1;
  for (const auto& arm : cohort.arms) {
    if (!arm.curve.steps.empty()) last = std::max(last, arm.curve.steps.back().time);
  }
  SvgChart chart(std::string(kTitle.in(language)),
                 {.title = std::string(kDaysSince.in(language)), .low = 0, .high = last * 1.02},
                 {.title = std::string(kLeft.in(language)), .low = 0, .high = 1, .percent = true});
  for (std::size_t i = 0; i < cohort.arms.size(); ++i) {
    const auto& arm = cohort.arms[i];
    chart.line(staircase(arm.curve, [](const SurvivalStep& step) { return step.survival; }), i);
    std::vector<Point> censored;
    for (const SurvivalStep& step : arm.curve.steps) {
      if (step.censored > 0) censored.push_back({step.time, step.survival});
    }
    chart.ticks(std::move(censored), i);
    chart.legend(fmt::format("{} ({})", arm.channel, arm.cases), i);
  }
  chart.legend_note(kNote.in(language));
  return chart.text();
}

}  // namespace

Result<int> run_notify_curve(const Arguments& arguments, Context& context) {
  static constexpr Text kNothing{
      "no case has been followed for long enough yet: there is nothing to draw",
      "十分な期間追跡した案件がまだなく、描くものがありません"};
  choose_colour(arguments, context);
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  const auto cohort = NOROSHI_TRY(notify::cohort_of(folder.book(), folder.settings().desk.silent));
  if (cohort.arms.empty()) {
    return Error{Errc::NotFound, std::string(kNothing.in(context.language))};
  }
  if (const auto path = arguments.word("--plot")) {
    const auto file = NOROSHI_TRY(OutFile::create(*path, context.out));
    NOROSHI_CHECK(file->write(svg_of(cohort, context.language)));
    NOROSHI_CHECK(file->commit());
  }
  const bool json = arguments.word("--format") == "json";
  NOROSHI_CHECK(context.out.write(json ? json_of(cohort) : table_of(cohort, context)));
  if (!arguments.given("--quiet")) tell(cohort, context);
  return kDone;
}

}  // namespace noroshi::cli
