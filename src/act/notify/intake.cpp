#include "act/notify/intake.hpp"

#include <algorithm>

#include "act/channel/portal_token.hpp"
#include "model/infected_host.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;
using subscriber::Outcome;

constexpr std::string_view kOpen = " AND state NOT IN ('closed', 'device-changed')";

Cause cause_of(Outcome outcome) {
  if (outcome == Outcome::Found) return Cause::Resolved;
  return outcome == Outcome::Ambiguous ? Cause::Ambiguous : Cause::Unknown;
}

}  // namespace

Result<Verdict> Intake::handle(const QueuedEvent& event) {
  // Word that an infection is over says nothing of the line that has the address now.
  if (event.clearance)
    return Verdict{.outcome = "clearance", .reason = {}, .case_id = {}, .operator_id = {}};
  const auto host = model::infected_host_from_json(event.body);
  if (!host) {
    return Verdict{
        .outcome = "unreadable", .reason = "a newer form", .case_id = {}, .operator_id = {}};
  }
  const auto who = identify(host->sightings, resolver_);
  return who.outcome == Outcome::Found ? of_line(event, who) : of_address(event, who);
}

Result<Verdict> Intake::of_line(const QueuedEvent& event, const Identification& who) {
  NOROSHI_CHECK(end_address_case(event));
  auto one = NOROSHI_TRY(case_at(event, who));
  if (one) return go_on(std::move(*one), event, who);
  return open(event, who,
              opt_outs_.holds(who.line, who.device) ? Cause::OptedOut : Cause::Resolved);
}

Result<Verdict> Intake::of_address(const QueuedEvent& event, const Identification& who) {
  const Value key[] = {std::string_view(event.address), std::string_view(event.family)};
  auto found = NOROSHI_TRY(
      book_.cases("line = '' AND address = $1 AND family = $2" + std::string(kOpen), key));
  if (!found.empty()) return go_on(std::move(found.front()), event, who);
  return open(event, who, cause_of(who.outcome));
}

/// The open case of the line, family and device.  A case whose device was not known takes the one
/// that is; one of another device ends here.
Result<std::optional<Case>> Intake::case_at(const QueuedEvent& event, const Identification& who) {
  const Value key[] = {std::string_view(who.line), std::string_view(event.family)};
  auto found = NOROSHI_TRY(book_.cases(
      "line <> '' AND line = $1 AND family = $2" + std::string(kOpen) + " ORDER BY last_seen DESC",
      key));
  for (Case& one : found) {
    if (one.device == who.device || who.device.empty()) return std::optional(std::move(one));
  }
  for (Case& one : found) {
    if (!one.device.empty()) continue;
    one.device = who.device;
    return std::optional(std::move(one));
  }
  for (Case& one : found) {
    // Word of the old device may come after word of the new one: it ends nothing.
    if (one.last_seen > event.last_seen) continue;
    NOROSHI_CHECK(end(std::move(one), Cause::DeviceChanged, {}));
  }
  return std::optional<Case>();
}

Result<Verdict> Intake::go_on(Case one, const QueuedEvent& event, const Identification& who) {
  const base::Micros seen = std::min(event.last_seen, now_);
  const bool fresh = seen > one.last_seen;
  const State before = one.course.state();
  const bool told = before == State::Notified || before == State::Persistent;
  ++one.events;
  one.address = event.address;
  one.first_seen = std::min(one.first_seen, event.first_seen);
  one.last_seen = std::max(one.last_seen, seen);
  // What was seen before the notice, or before the silence, and is told late, says nothing new.
  const bool news = fresh && !(told && seen <= one.last_notice);
  if (news) NOROSHI_CHECK(book_.advance(one, Cause::Seen, now_));
  if (news && before == State::Cleared) {
    ++returned_;
    ++one.round;
    one.step = 0;
    one.round_began = 0;
    if (one.line.empty())
      NOROSHI_CHECK(book_.advance(one, cause_of(who.outcome), now_, {}, who.how));
  }
  NOROSHI_CHECK(book_.save(one));
  const bool named = !one.line.empty();
  return Verdict{.outcome = named ? "continued" : subscriber::to_string(who.outcome),
                 .reason = named ? "" : who.how,
                 .case_id = one.id,
                 .operator_id = {}};
}

Result<Verdict> Intake::open(const QueuedEvent& event, const Identification& who, Cause cause) {
  Case one;
  one.id = random_id();
  one.line = who.line;
  one.device = who.device;
  one.address = event.address;
  one.family = event.family;
  one.how = who.how;
  one.opened = now_;
  one.first_seen = std::min(event.first_seen, now_);
  one.last_seen = std::min(event.last_seen, now_);
  one.events = 1;
  one.token = channel::make_portal_token();
  if (!who.line.empty()) one.last_notice = NOROSHI_TRY(last_notice_to(who, event.family));
  NOROSHI_CHECK(book_.advance(one, cause, now_, {}, who.how));
  NOROSHI_CHECK(book_.add(one));
  const bool named = !who.line.empty();
  return Verdict{.outcome = named ? "opened" : subscriber::to_string(who.outcome),
                 .reason = named ? "" : who.how,
                 .case_id = one.id,
                 .operator_id = {}};
}

Status Intake::end(Case one, Cause cause, std::string_view detail) {
  NOROSHI_CHECK(book_.advance(one, cause, now_, {}, detail));
  one.ended = one.last_seen;
  return book_.save(one);
}

/// The address has been traced to a line now: what was followed by the address alone is that
/// line's, from here on.
Status Intake::end_address_case(const QueuedEvent& event) {
  const Value key[] = {std::string_view(event.address), std::string_view(event.family)};
  for (Case& one : NOROSHI_TRY(
           book_.cases("line = '' AND address = $1 AND family = $2" + std::string(kOpen), key))) {
    if (one.course.after(Cause::Superseded)) {
      NOROSHI_CHECK(end(std::move(one), Cause::Superseded, "traced to a line"));
    }
  }
  return {};
}

Result<base::Micros> Intake::last_notice_to(const Identification& who, const std::string& family) {
  const Value key[] = {std::string_view(who.line), std::string_view(family),
                       std::string_view(who.device)};
  const auto rows = NOROSHI_TRY(book_.connection().ask(
      "SELECT MAX(last_notice) FROM notify_case WHERE line <> '' AND line = $1 AND family = $2"
      " AND (device = $3 OR device = '' OR $3 = '')",
      key));
  return NOROSHI_TRY(rows->next()) && !rows->null(0) ? rows->integer(0) : 0;
}

}  // namespace noroshi::notify
