// Archive::events: what happened, as far as this viewer may hear of it.
//
// An event keeps the label of its assertion at that time.  Who could not see it then hears nothing;
// who could hears of an addition or a release only while that assertion still lets the viewer
// through, and of a retraction, an expiry or a deletion only once no assertion does.
#include <algorithm>

#include "intel/archive/pages.hpp"
#include "intel/archive/state.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::int64_t kEventsAtOnce = 256;

struct Told {
  Event event;
  std::int64_t assertion = 0;
  std::int64_t label = 0;
};

Result<std::vector<Told>> told_where(sql::Connection& connection, std::string_view where,
                                     std::span<const sql::Value> parameters) {
  static const std::string kAsked =
      "SELECT e.number, e.at, e.kind, e.collection, e.sequence, e.assertion, e.label, o.id, o.type"
      " FROM events e JOIN objects o ON o.number = e.object WHERE ";
  const auto cursor = NOROSHI_TRY(connection.ask(kAsked + std::string(where), parameters));
  std::vector<Told> all;
  while (NOROSHI_TRY(cursor->next())) {
    Told told;
    told.event.number = cursor->integer(0);
    told.event.at = cursor->integer(1);
    told.event.kind = static_cast<Event::Kind>(cursor->integer(2));
    told.event.collection = cursor->integer(3);
    told.event.sequence = cursor->integer(4);
    told.assertion = cursor->integer(5);
    told.label = cursor->integer(6);
    told.event.id = cursor->text(7);
    told.event.type = cursor->text(8);
    all.push_back(std::move(told));
  }
  return all;
}

Result<std::vector<Told>> told_after(sql::Connection& connection, std::int64_t after) {
  const sql::Value parameters[] = {after, kEventsAtOnce};
  return told_where(connection, "e.number > $1 ORDER BY e.number LIMIT $2", parameters);
}

class Hearing {
 public:
  explicit Hearing(Visit& visit) : visit_(visit) {}

  /// Fills in the text, and says whether the viewer hears of it.
  Result<bool> hears(Told& told) {
    if (!NOROSHI_TRY(visit_.sight.entitled(*visit_.connection, told.label))) return false;
    const bool came =
        told.event.kind == Event::Kind::Added || told.event.kind == Event::Kind::Released;
    return came ? hears_of_coming(told) : hears_of_going(told);
  }

 private:
  Result<bool> hears_of_coming(Told& told) {
    const auto row = NOROSHI_TRY(row_of(*visit_.connection, told.event.sequence));
    if (!row) return false;
    // One that an earlier assertion shows already is no news.
    for (const Mark& mark : NOROSHI_TRY(visit_.sight.marks(*visit_.connection, *row))) {
      if (!NOROSHI_TRY(visit_.sight.sees(*visit_.connection, mark))) continue;
      if (mark.number != told.assertion) return false;
      const auto seen = NOROSHI_TRY(visit_.sight.of(*visit_.connection, *row));
      told.event.text = NOROSHI_TRY(text_of(*visit_.connection, row->sequence, *seen));
      return true;
    }
    return false;
  }

  Result<bool> hears_of_going(const Told& told) {
    const auto row = NOROSHI_TRY(row_of(*visit_.connection, told.event.sequence));
    if (row) {
      for (const Mark& mark : NOROSHI_TRY(visit_.sight.marks(*visit_.connection, *row))) {
        if (mark.number == told.assertion) continue;
        if (NOROSHI_TRY(visit_.sight.sees(*visit_.connection, mark))) return false;
      }
    }
    // Several assertions of one revision may go at once.
    const auto key = std::pair(told.event.sequence, told.event.kind);
    if (std::exchange(last_gone_, key) == key) return false;
    return true;
  }

  Visit& visit_;
  std::pair<std::int64_t, Event::Kind> last_gone_{0, Event::Kind::Added};
};

}  // namespace

Result<std::vector<Event>> Archive::events(const sharing::Viewer& viewer, std::int64_t after,
                                           std::size_t limit) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  Hearing hearing(visit);
  std::vector<Event> heard;
  while (heard.size() < limit) {
    auto some = NOROSHI_TRY(told_after(*visit.connection, after));
    for (Told& told : some) {
      after = told.event.number;
      if (!NOROSHI_TRY(hearing.hears(told))) continue;
      heard.push_back(std::move(told.event));
      if (heard.size() == limit) break;
    }
    if (some.size() < static_cast<std::size_t>(kEventsAtOnce)) break;
  }
  return heard;
}

Result<std::vector<Event>> Archive::changes(const sharing::Viewer& viewer, std::string_view id) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto object = NOROSHI_TRY(object_number(*visit.connection, id));
  if (!object) return std::vector<Event>();
  const sql::Value parameters[] = {*object, kEventsAtOnce};
  auto all = NOROSHI_TRY(told_where(
      *visit.connection, "e.object = $1 AND e.kind <> 0 ORDER BY e.number LIMIT $2", parameters));
  Hearing hearing(visit);
  std::vector<Event> heard;
  for (Told& told : all) {
    if (!NOROSHI_TRY(hearing.hears(told))) continue;
    told.event.text.clear();
    heard.push_back(std::move(told.event));
  }
  return heard;
}

std::int64_t Archive::newest_event() {
  auto connection = state_->readers.borrow();
  if (!connection) return 0;
  const auto newest = number(**connection, "SELECT MAX(number) FROM events");
  return newest ? newest->value_or(0) : 0;
}

std::shared_ptr<void> Archive::listen(std::function<void()> bell) {
  return state_->bells.hang(std::move(bell));
}

}  // namespace noroshi::archive
