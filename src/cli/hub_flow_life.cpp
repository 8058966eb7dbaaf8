// A server's life, for the hub: as `noroshi c2 life --format json` of its finding.
//
// With a purpose clients are compared; that is written into the store's audit trail before anything
// is read, each time.  Answers without one are kept for a minute: they cost seconds, and a page is
// looked at again.
#include <algorithm>
#include <fmt/format.h>

#include "cli/audit.hpp"
#include "cli/flow_question.hpp"
#include "cli/hub_flow_desk.hpp"
#include "cli/life_text.hpp"
#include "io/clock.hpp"
#include "model/pane.hpp"

namespace noroshi::cli {
namespace {

using store::TableId;

constexpr base::Micros kKeptFor = base::kMinute;
constexpr std::size_t kMostKept = 64;

// All that is kept, within what was asked.
Result<query::Window> window_of(store::Store& store, const hub::FlowWindow& asked) {
  const auto health = NOROSHI_TRY(store.health(TableId::Servers));
  query::Window window{health.oldest, health.newest + model::kPane};
  if (asked.from) window.from = std::max(window.from, *asked.from);
  if (asked.to) window.to = std::min(window.to, *asked.to);
  if (health.rows > 0 && window.from < window.to) return window;
  return Error{Errc::NotFound, "the flow store keeps no panes of that time"};
}

Status write_down(const OpenStore& open, const hub::LifeAsked& question,
                  const query::Window& window) {
  auto sound = check_purpose(question.purpose);
  if (!sound) return Error{Errc::InvalidUsage, std::move(sound).error().message};
  AuditEntry entry;
  entry.time = io::wall_clock();
  entry.asker = Asker::detect();
  entry.command = "hub serve";
  entry.filter = model::to_string(question.finding.subject);
  entry.details = fmt::format("account {} of the hub, clients of 1 server compared, {}",
                              question.account, window_text(window));
  entry.purpose = question.purpose;
  return append_audit(open.audit_path(), entry);
}

Result<std::vector<std::optional<double>>> exposures_of(store::Store& store,
                                                        const LifeAnswer& answer) {
  for (const auto& one : answer.servers) {
    if (one.followed) continue;
    const auto hours = static_cast<base::Micros>(one.life.strip.size());
    const query::Window strip{one.life.begin, one.life.begin + hours * base::kHour};
    return NOROSHI_TRY(heard_in(store, strip, base::kHour)).exposure;
  }
  return std::vector<std::optional<double>>{};
}

}  // namespace

Result<hub::LifeTold> HubFlowDesk::life(const hub::LifeAsked& question) {
  OpenStore& open = *NOROSHI_TRY(store());
  const auto window = NOROSHI_TRY(window_of(*open.store, question.window));
  const bool compares = !question.purpose.empty();
  const std::string name = fmt::format("{} {} {}", model::to_string(question.finding.subject),
                                       window.from, question.window.to.value_or(0));
  if (compares) {
    NOROSHI_CHECK(write_down(open, question, window));
  } else {
    const std::lock_guard lock(mutex_);
    const auto kept = lives_.find(name);
    if (kept != lives_.end() && io::steady_clock() < kept->second.until) return kept->second.told;
  }
  LifeQuestion asked;
  asked.findings = {question.finding};
  asked.window = window;
  asked.clients = compares;
  asked.migration.epochs = epochs_of(open, window);
  const auto answer = NOROSHI_TRY(ask_life(*open.store, asked));
  hub::LifeTold told{life_json(answer, false), NOROSHI_TRY(exposures_of(*open.store, answer))};
  if (!compares) {
    const std::lock_guard lock(mutex_);
    if (lives_.size() >= kMostKept) lives_.clear();
    lives_[name] = {io::steady_clock() + kKeptFor, told};
  }
  return told;
}

}  // namespace noroshi::cli
