// `noroshi c2 hunt`: files in, ranked command-and-control servers out.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/findings.hpp"
#include "cli/hunt_request.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
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
};

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

Result<Hunted> hunt(const InputPlan& plan, const c2::HuntOptions& options, const Context& context) {
  static constexpr Text kWeighing{"weighing the servers of {} …", "{}のサーバーを評価しています …"};
  const auto begin = Clock::now();
  auto loaded = NOROSHI_TRY(load_table(plan, context));
  Progress progress(context, plan.quiet);
  progress.phase(
      kWeighing.in(context.language, kRecords.in(context.language, loaded.totals.records)));
  Hunted hunted{.result = c2::hunt(std::move(loaded.table), options)};
  hunted.elapsed = since(begin);
  const auto worth_reporting = [&](const std::vector<model::Finding>& findings) {
    return static_cast<std::size_t>(std::ranges::count_if(
        findings, [&](const auto& one) { return one.probability >= options.threshold; }));
  };
  hunted.reported = worth_reporting(hunted.result.findings);
  hunted.suppressed = worth_reporting(hunted.result.suppressed);
  return hunted;
}

}  // namespace

Result<int> run_c2_hunt(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  auto options = NOROSHI_TRY(hunt_options(arguments, context));
  options.all = arguments.given("--all");
  options.threshold = arguments.ratio("--threshold").value();

  auto hunted = NOROSHI_TRY(hunt(plan, options, context));
  if (interrupted()) return kInterruptedStatus;
  const bool show_suppressed = arguments.given("--suppressed");
  auto& findings = show_suppressed ? hunted.result.suppressed : hunted.result.findings;
  findings.resize(
      std::min<std::size_t>(findings.size(), arguments.count("--top").value_or(findings.size())));
  const auto format =
      arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl");
  NOROSHI_CHECK(context.out.write(findings_text(findings, format, context, zone)));
  if (!plan.quiet) {
    summarise(hunted, context);
    if (hunted.reported == 0 && !options.all && !show_suppressed)
      tell_nothing_found(hunted, options.threshold, context);
    if (!findings.empty()) hint(hunted, plan.files, context);
  }
  return arguments.given("--fail-on-findings") && hunted.reported > 0 ? kFindings : kDone;
}

}  // namespace noroshi::cli
