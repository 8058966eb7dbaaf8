// `noroshi c2 hunt`: files or a store in, ranked command-and-control servers out.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/findings.hpp"
#include "cli/flow_question.hpp"
#include "cli/hunt_request.hpp"
#include "cli/interrupt.hpp"
#include "cli/lookback.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"
#include "cli/sealing.hpp"
#include "cli/subcommands.hpp"
#include "cli/subscriber_tokens.hpp"
#include "cli/zone.hpp"

namespace noroshi::cli {
namespace {

using Clock = std::chrono::steady_clock;

base::Micros since(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
}

struct Hunted {
  c2::HuntResult result;
  std::size_t reported = 0;    ///< findings at the threshold or above
  std::size_t suppressed = 0;  ///< such that a list keeps back
  base::Micros elapsed = 0;
  std::optional<LookbackFigures> store{};  ///< where a store was asked
};

// What pruning left out, and why.
void tell_pruned(const LookbackFigures& figures, const Context& context) {
  static constexpr Text kPruned{
      "{} of {} can be C&C at all and were judged by their contacts; left out: {} seen once, {} "
      "too "
      "little, {} popular, {} clockwork ports, {} platforms, {} inside",
      "{1} 台中 {0} 台が C&C でありえ、接触から判定。除外: 一度だけ {2}、材料不足 {3}、利用者多数 "
      "{4}、定期的な仕様のポート {5}、大手基盤 {6}、自網内 {7}"};
  const auto left_out = [&](c2::Prune reason) {
    return grouped(figures.pruned[static_cast<std::size_t>(reason)]);
  };
  context.note(kPruned.in(context.language, grouped(figures.kept), grouped(figures.servers),
                          left_out(c2::Prune::OneContact), left_out(c2::Prune::TooLittle),
                          left_out(c2::Prune::Popular), left_out(c2::Prune::ClockworkPort),
                          left_out(c2::Prune::Platform), left_out(c2::Prune::Inside)));
}

void summarise(const Hunted& hunted, const Context& context) {
  static constexpr Text kSummary{"{} read, {} weighed, {} reported, {}",
                                 "{}を読み、{}を評価、報告 {} 件、{}"};
  static constexpr Text kSampled{
      "1 of {} packets was sampled; weak signals need more clients",
      "{} パケットに 1 つのサンプリング: 弱い兆候の検出には多くの利用者が必要"};
  const auto& summary = hunted.result.summary;
  context.note(kSummary.in(context.language, kRecords.in(context.language, summary.records),
                           kServers.in(context.language, summary.servers), hunted.reported,
                           base::humane(hunted.elapsed)));
  static constexpr Text kSuppressed{
      "{} more kept back by lists of known services; --suppressed shows them",
      "既知サービスの一覧により {} 件を抑止。--suppressed で表示"};
  if (hunted.suppressed > 0) context.note(kSuppressed.in(context.language, hunted.suppressed));
  if (hunted.store && hunted.store->kept < hunted.store->servers) {
    tell_pruned(*hunted.store, context);
  }
  if (summary.sampling > 1) context.note(kSampled.in(context.language, summary.sampling));
}

// What nothing means, and what remains to be tried.
void tell_nothing_found(const Hunted& hunted, double threshold, const Context& context) {
  static constexpr Text kNoServers{
      "The input holds no conversation between a client and a server: nothing to weigh.",
      "入力にクライアントとサーバーの通信がなく、評価するものがありません。"};
  static constexpr Text kNothing{
      "Nothing to report: no server reaches probability {}.  A C&C server that called rarely, or "
      "as an ordinary service does, can still be among the {}; --all shows each with its score.",
      "報告なし: 確率 {} に達するサーバーはありません。まれにしか、または普通のサービスのように通信"
      "する C&C サーバーが {} 台の中に残っている可能性はあります。--all "
      "で全ての点数を表示します。"};
  const auto servers = hunted.result.summary.servers;
  if (servers == 0) return context.note(kNoServers.in(context.language));
  context.note(kNothing.in(context.language, threshold, grouped(servers)));
}

void hint(const Hunted& hunted, const std::vector<std::string>& files, const Context& context) {
  static constexpr Text kNext{"Why? noroshi c2 explain {} --server {}",
                              "理由を見るには: noroshi c2 explain {} --server {}"};
  const auto& first = hunted.result.findings.front();
  context.note(kNext.in(context.language, files_for_hint(files),
                        shell_word(model::to_string(first.subject))));
}

void count_reported(Hunted& hunted, double threshold) {
  const auto worth_reporting = [&](const std::vector<model::Finding>& findings) {
    return static_cast<std::size_t>(std::ranges::count_if(
        findings, [&](const auto& one) { return one.probability >= threshold; }));
  };
  hunted.reported = worth_reporting(hunted.result.findings);
  hunted.suppressed = worth_reporting(hunted.result.suppressed);
}

Result<Hunted> hunt_files(const InputPlan& plan, const c2::HuntOptions& options,
                          const Context& context) {
  static constexpr Text kWeighing{"weighing the servers of {} …", "{}のサーバーを評価しています …"};
  const auto begin = Clock::now();
  auto loaded = NOROSHI_TRY(load_table(plan, context));
  Progress progress(context, plan.quiet);
  progress.phase(
      kWeighing.in(context.language, kRecords.in(context.language, loaded.totals.records)));
  Hunted hunted{.result = c2::hunt(std::move(loaded.table), options)};
  hunted.elapsed = since(begin);
  return hunted;
}

bool asks_store(const Arguments& arguments) {
  return arguments.given("--store") || arguments.given("--config");
}

// Files and a store are two questions.
Status check_source(const Arguments& arguments, const Context& context) {
  static constexpr Text kBoth{"files and a store exclude each other: leave out FILE, or --store",
                              "ファイルと保管庫は同時に指定できません"};
  static constexpr Text kNoStore{"{} asks a store: --config noroshi.toml or --store DIR",
                                 "{} は保管庫への指定です: --config noroshi.toml または --store "
                                 "DIR"};
  if (asks_store(arguments)) {
    if (arguments.positionals().empty()) return {};
    return Error{Errc::InvalidUsage, std::string(kBoth.in(context.language))};
  }
  for (const auto option : {"--from", "--to", "--last", "--purpose"}) {
    if (!arguments.given(option)) continue;
    return Error{Errc::InvalidUsage, kNoStore.in(context.language, option)};
  }
  return {};
}

// A store that collected nothing in the window is another matter than a quiet one.
Status check_window(store::Store& store, const LookbackFigures& figures, const Context& context) {
  static constexpr Text kEmpty{"the store holds no panes yet", "ストアにまだ 5 分集計がありません"};
  static constexpr Text kElsewhere{
      "the store holds no panes in this window; its panes begin {} and end {}: --from, --to",
      "この期間の 5 分集計はストアにありません。ストアにあるのは {} から {} まで: --from、--to"};
  if (figures.servers > 0) return {};
  const auto health = NOROSHI_TRY(store.health(store::TableId::Servers));
  if (health.rows == 0) {
    return Error{Errc::NotFound, std::string(kEmpty.in(context.language))};
  }
  return Error{Errc::NotFound, kElsewhere.in(context.language, base::to_rfc3339(health.oldest),
                                             base::to_rfc3339(health.newest + model::kPane))};
}

Result<Hunted> hunt_store(const Arguments& arguments, c2::HuntOptions options,
                          const Context& context) {
  static constexpr Text kReading{"reading panes …", "5 分集計を読んでいます …"};
  static constexpr Text kWeighing{"weighing {} …", "{}を評価しています …"};
  const auto begin = Clock::now();
  auto question = NOROSHI_TRY(read_question(arguments, context));
  NOROSHI_CHECK(admit(question, true, "pairs of panes", arguments, context));
  options.inside = inside_of(question.open, options);
  options.infected = NOROSHI_TRY(
      as_stored(std::move(options.infected), question.open, question.window, question.now));
  Progress progress(context, arguments.given("--quiet"));
  progress.phase(kReading.in(context.language));
  Lookback lookback(*question.open.store, options);
  NOROSHI_CHECK(lookback.survey(question.window));
  NOROSHI_CHECK(check_window(*question.open.store, lookback.figures(), context));
  progress.phase(
      kWeighing.in(context.language, kServers.in(context.language, lookback.figures().servers)));
  Hunted hunted{.result = NOROSHI_TRY(lookback.score_all())};
  hunted.store = lookback.figures();
  hunted.result.summary.records = hunted.store->records;
  hunted.elapsed = since(begin);
  return hunted;
}

Result<Hunted> hunt(const Arguments& arguments, const c2::HuntOptions& options,
                    const Context& context) {
  NOROSHI_CHECK(check_source(arguments, context));
  Hunted hunted;
  if (asks_store(arguments)) {
    hunted = NOROSHI_TRY(hunt_store(arguments, options, context));
  } else {
    const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
    hunted = NOROSHI_TRY(hunt_files(plan, options, context));
  }
  count_reported(hunted, options.threshold);
  return hunted;
}

}  // namespace

Result<int> run_c2_hunt(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto to = NOROSHI_TRY(ResultFile::open(arguments, context));
  auto options = NOROSHI_TRY(hunt_options(arguments, context));
  options.all = arguments.given("--all");
  options.threshold = arguments.ratio("--threshold").value();

  auto hunted = NOROSHI_TRY(hunt(arguments, options, context));
  if (interrupted()) return kInterruptedStatus;
  const bool show_suppressed = arguments.given("--suppressed");
  auto& findings = show_suppressed ? hunted.result.suppressed : hunted.result.findings;
  findings.resize(
      std::min<std::size_t>(findings.size(), arguments.count("--top").value_or(findings.size())));
  if (to.is_file()) context.terminal.colour = false;
  const bool for_people = context.terminal.out_is_terminal && !to.is_file();
  const auto format = arguments.word("--format").value_or(for_people ? "table" : "jsonl");
  NOROSHI_CHECK(to.write(findings_text(findings, format, context, zone), context));
  if (!arguments.given("--quiet")) {
    summarise(hunted, context);
    if (hunted.reported == 0 && !options.all && !show_suppressed)
      tell_nothing_found(hunted, options.threshold, context);
    if (!findings.empty() && !hunted.store) hint(hunted, arguments.positionals(), context);
  }
  return arguments.given("--fail-on-findings") && hunted.reported > 0 ? kFindings : kDone;
}

}  // namespace noroshi::cli
