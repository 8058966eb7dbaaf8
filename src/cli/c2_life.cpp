// `noroshi c2 life`: what became of the servers that were found.
#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "cli/exit_status.hpp"
#include "cli/flow_question.hpp"
#include "cli/interrupt.hpp"
#include "cli/life_question.hpp"
#include "cli/life_text.hpp"
#include "cli/noun.hpp"
#include "cli/store_notes.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "train/score/ranking.hpp"

namespace noroshi::cli {
namespace {

// Servers whose finding is probable enough, each once.
Result<std::vector<model::Finding>> read_findings(const Arguments& arguments) {
  const auto& words = arguments.positionals();
  const auto input = NOROSHI_TRY(io::Input::open(words.empty() ? "-" : words.front()));
  const auto all = NOROSHI_TRY(score::read_findings(*input));
  const double threshold = arguments.ratio("--threshold").value();
  std::vector<model::Finding> findings;
  std::set<model::Endpoint> known;
  for (const auto& finding : all) {
    if (finding.probability < threshold || !known.insert(finding.subject).second) continue;
    findings.push_back(finding);
  }
  return findings;
}

// What the store holds, within --from and --to.
Result<query::Window> read_window(const Arguments& arguments, OpenStore& open,
                                  const Context& context) {
  static constexpr Text kNothing{"{} holds no panes between {} and {}",
                                 "{} には {} から {} までの集計がありません"};
  const auto health = NOROSHI_TRY(open.store->health(store::TableId::Servers));
  query::Window window{health.oldest, health.newest + model::kPane};
  if (const auto from = arguments.instant("--from")) window.from = std::max(window.from, *from);
  if (const auto to = arguments.instant("--to")) window.to = std::min(window.to, *to);
  if (health.rows > 0 && window.from < window.to) return window;
  return Error{Errc::NotFound,
               kNothing.in(context.language, open.store->describe(), base::to_rfc3339(window.from),
                           base::to_rfc3339(window.to))};
}

LifeQuestion question_of(const Arguments& arguments, std::vector<model::Finding> findings,
                         const Question& asked) {
  LifeQuestion question;
  question.findings = std::move(findings);
  question.window = asked.window;
  question.clients = asked.purposeful;
  question.liveness.dead_after_hours =
      base::seconds(arguments.duration("--dead-after").value()) / 3600;
  question.liveness.sampling =
      static_cast<std::uint32_t>(arguments.count("--sampling").value_or(0));
  question.migration.window = arguments.duration("--within").value();
  question.migration.epochs = epochs_of(asked.open, asked.window);
  return question;
}

// The servers, for the audit trail.
std::string names_of(const std::vector<model::Finding>& findings) {
  constexpr std::size_t kMost = 20;
  std::string names;
  for (std::size_t i = 0; i < std::min(kMost, findings.size()); ++i) {
    names += (names.empty() ? "" : " ") + model::to_string(findings[i].subject);
  }
  return findings.size() > kMost ? names + fmt::format(" and {} more", findings.size() - kMost)
                                 : names;
}

void tell(const LifeAnswer& answer, const StoreNotes& notes, const Context& context) {
  static constexpr Text kUnseen{"{} of the findings: never seen in that time",
                                "検出結果のうち{}: この期間に観測なし"};
  static constexpr Text kFiles{
      "no exporter was counted here (imported files): only hours without any flow at all are "
      "taken as not heard",
      "送出元の記録がありません (取り込んだファイル)。フローが全くない時間だけを観測なしとみなし"
      "ます"};
  static constexpr Text kNoClients{
      "clients were not compared; --purpose \"…\" shows where they went and which servers belong "
      "together",
      "利用者は比べていません。--purpose \"…\" を付けると、移動先と一味を示します"};
  static constexpr Text kBusy{"{} that know more than 64 of the servers were left out of campaigns",
                              "64 台を超えるサーバーを知る{}は一味の判定から除きました"};
  const auto language = context.language;
  if (!answer.unseen.empty()) {
    notes.say(kUnseen.in(language, kServers.in(language, answer.unseen.size())));
  }
  if (!answer.exposure_known) notes.say(kFiles.in(language));
  if (!answer.clients_compared) notes.say(kNoClients.in(language));
  if (answer.campaigns.busy_clients >= life::kFewestClients) {
    notes.say(kBusy.in(language, kClients.in(language, answer.campaigns.busy_clients)));
  }
}

}  // namespace

Result<int> run_c2_life(const Arguments& arguments, Context& context) {
  static constexpr Text kNone{"no finding reaches the threshold of {}: nothing to look after",
                              "確率 {} に達する検出がありません"};
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto format =
      arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl");
  auto findings = NOROSHI_TRY(read_findings(arguments));
  Question asked;
  asked.now = io::wall_clock();
  asked.text = names_of(findings);
  asked.open = NOROSHI_TRY(open_store(arguments, context, Access::Read));
  asked.window = NOROSHI_TRY(read_window(arguments, asked.open, context));
  if (findings.empty() && !arguments.given("--quiet")) {
    context.note(kNone.in(context.language, arguments.ratio("--threshold").value()));
  }
  NOROSHI_CHECK(
      admit(asked, false,
            fmt::format("clients of {} compared", kServers.in(Language::English, findings.size())),
            arguments, context));
  const auto question = question_of(arguments, std::move(findings), asked);
  StoreNotes notes(asked.open, context, arguments.given("--quiet"));
  const auto answer = NOROSHI_TRY(ask_life(*asked.open.store, question));
  notes.answered();
  if (interrupted()) return kInterruptedStatus;
  NOROSHI_CHECK(context.out.write(format == "table" ? life_table(answer, context, zone)
                                                    : life_json(answer, format == "jsonl")));
  tell(answer, notes, context);
  return kDone;
}

}  // namespace noroshi::cli
