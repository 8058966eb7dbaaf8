// Archive::waiting, decide, retract, expire: an assertion changes its state, and listeners hear.
#include <algorithm>
#include <fmt/format.h>

#include "intel/archive/pages.hpp"
#include "intel/archive/state.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::int64_t kRowsAtOnce = 256;

/// An assertion that may change.
struct Standing {
  std::int64_t assertion = 0;
  std::int64_t label = 0;
  Happening happening;
};

constexpr std::string_view kStanding =
    "SELECT a.number, a.label, r.collection, r.sequence, r.object"
    " FROM assertions a JOIN revisions r ON r.sequence = a.revision ";

Result<std::vector<Standing>> standing(sql::Connection& connection, const std::string& where,
                                       std::span<const sql::Value> parameters) {
  const auto cursor = NOROSHI_TRY(connection.ask(std::string(kStanding) + where, parameters));
  std::vector<Standing> all;
  while (NOROSHI_TRY(cursor->next())) {
    Standing one{.assertion = cursor->integer(0), .label = cursor->integer(1), .happening = {}};
    one.happening.collection = cursor->integer(2);
    one.happening.sequence = cursor->integer(3);
    one.happening.object = cursor->integer(4);
    one.happening.assertion = one.assertion;
    all.push_back(one);
  }
  return all;
}

/// Gives the assertion another state; the event, if any, bears the wider of both labels.
Status change(Writing& writing, const Standing& one, sharing::Label label, std::int64_t state,
              std::optional<Event::Kind> kind) {
  label.state = state == kExpired ? sharing::State::Retracted : static_cast<sharing::State>(state);
  const std::int64_t number = NOROSHI_TRY(writing.label(label));
  const sql::Value row[] = {one.assertion, number, state};
  NOROSHI_CHECK(writing.connection().run(
      "UPDATE assertions SET label = $2, state = $3 WHERE number = $1", row));
  if (!kind) return {};
  Happening happening = one.happening;
  happening.kind = *kind;
  happening.at = now(writing.parts());
  happening.label = *kind == Event::Kind::Released ? number : one.label;
  return tell(writing, happening);
}

Error nothing_to_decide() {
  return {Errc::NotFound,
          "nothing of this number waits for your decision; `waiting` lists what does"};
}

}  // namespace

Result<Page> Archive::waiting(const sharing::Viewer& viewer, std::int64_t after,
                              std::size_t limit) {
  static const std::string kAsked =
      std::string(kRows) +
      "WHERE r.sequence > $1 AND r.sequence IN (SELECT h.revision FROM assertions h"
      " WHERE h.state = 0 AND h.revision > $1 ORDER BY h.revision LIMIT $2) ORDER BY r.sequence";
  limit = std::max<std::size_t>(limit, 1);
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  sql::Connection& connection = *visit.connection;
  std::vector<Found> found;
  std::vector<Held> held;
  while (found.size() <= limit) {
    const sql::Value parameters[] = {after, kRowsAtOnce};
    const auto some = NOROSHI_TRY(rows(connection, kAsked, parameters));
    if (some.empty()) break;
    for (const Row& row : some) {
      after = row.sequence;
      for (const Mark& mark : NOROSHI_TRY(visit.sight.marks(connection, row))) {
        const sharing::Label& label = *NOROSHI_TRY(visit.sight.label(connection, mark.label));
        if (label.state != sharing::State::Held || !sharing::may_release(viewer, label)) continue;
        const bool own = label.owner != 0 && label.owner == viewer.organisation;
        found.push_back({.row = row, .seen = {.mark = mark, .original = own, .live = false}});
        held.push_back({.collection = row.collection, .label = label});
        break;
      }
    }
  }
  if (found.size() > limit + 1) found.resize(limit + 1);
  Page page = NOROSHI_TRY(page_of(connection, std::move(found), limit, Detail::Whole));
  held.resize(page.revisions.size());
  page.held = std::move(held);
  return page;
}

Status Archive::decide(const sharing::Viewer& viewer, CollectionId collection,
                       std::int64_t sequence, sharing::State decision) {
  const bool released = decision == sharing::State::Released;
  if (!released && decision != sharing::State::Refused) {
    return Error{Errc::InvalidUsage, "a decision is Released or Refused"};
  }
  auto writing = NOROSHI_TRY(Writing::begin(*state_));
  const sql::Value parameters[] = {sequence, collection};
  const auto held = NOROSHI_TRY(standing(
      writing.connection(),
      "WHERE a.revision = $1 AND a.state = 0 AND r.collection = $2 ORDER BY a.number", parameters));
  bool decided = false;
  for (const Standing& one : held) {
    const auto label = NOROSHI_TRY(Labels::read(writing.connection(), one.label));
    if (!sharing::may_release(viewer, label)) continue;
    decided = true;
    NOROSHI_CHECK(change(writing, one, label, stored(decision),
                         released ? std::optional(Event::Kind::Released) : std::nullopt));
  }
  if (!decided) return nothing_to_decide();
  return writing.commit();
}

Result<std::uint64_t> Archive::retract(const sharing::Viewer& viewer, std::string_view id,
                                       std::string_view source) {
  auto writing = NOROSHI_TRY(Writing::begin(*state_));
  const auto object = NOROSHI_TRY(object_number(writing.connection(), id));
  if (!object) return 0;
  const sql::Value parameters[] = {*object, source};
  const auto all = NOROSHI_TRY(
      standing(writing.connection(),
               "WHERE r.object = $1 AND a.state < 2 AND (CAST($2 AS TEXT) = '' OR a.source ="
               " (SELECT s.number FROM sources s WHERE s.text = $2))"
               " ORDER BY a.revision, a.number",
               parameters));
  std::vector<std::int64_t> revisions;
  for (const Standing& one : all) {
    const auto label = NOROSHI_TRY(Labels::read(writing.connection(), one.label));
    if (!may_take_back(viewer, label)) continue;
    NOROSHI_CHECK(change(writing, one, label, kRetracted, Event::Kind::Retracted));
    revisions.push_back(one.happening.sequence);
  }
  if (revisions.empty()) return 0;
  std::sort(revisions.begin(), revisions.end());
  const auto end = std::unique(revisions.begin(), revisions.end());
  NOROSHI_CHECK(writing.commit());
  return static_cast<std::uint64_t>(end - revisions.begin());
}

Result<bool> Archive::may_retract(const sharing::Viewer& viewer, std::string_view id) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  sql::Connection& connection = *visit.connection;
  const auto object = NOROSHI_TRY(object_number(connection, id));
  if (!object) return false;
  const sql::Value key[] = {*object};
  const auto all = NOROSHI_TRY(standing(
      connection, "WHERE r.object = $1 AND a.state < 2 ORDER BY a.revision, a.number", key));
  for (const Standing& one : all) {
    if (may_take_back(viewer, *NOROSHI_TRY(visit.sight.label(connection, one.label)))) return true;
  }
  return false;
}

Result<std::uint64_t> Archive::expire(base::Micros now) {
  auto writing = NOROSHI_TRY(Writing::begin(*state_));
  const sql::Value parameters[] = {now};
  const auto all = NOROSHI_TRY(standing(writing.connection(),
                                        "WHERE a.expires IS NOT NULL AND a.state < 2"
                                        " AND a.expires <= $1 ORDER BY a.revision, a.number",
                                        parameters));
  if (all.empty()) return 0;
  for (const Standing& one : all) {
    const auto label = NOROSHI_TRY(Labels::read(writing.connection(), one.label));
    NOROSHI_CHECK(change(writing, one, label, kExpired, Event::Kind::Expired));
  }
  NOROSHI_CHECK(writing.commit());
  return all.size();
}

}  // namespace noroshi::archive
