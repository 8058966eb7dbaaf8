#include "act/notify/queue.hpp"

#include <fmt/format.h>

#include "act/notify/bodies.hpp"

namespace noroshi::notify {

using sql::Value;

Result<std::vector<QueuedEvent>> next_events(Book& book, std::size_t most, bool bodies) {
  const Value limit[] = {static_cast<std::int64_t>(most)};
  const auto rows = NOROSHI_TRY(book.connection().ask(
      fmt::format("SELECT number, address, family, first_seen, last_seen, clearance, octets, {}"
                  " FROM notify_event e WHERE outcome = '' ORDER BY number LIMIT $1",
                  bodies ? "(SELECT body FROM notify_body b WHERE b.number = e.number)" : "NULL"),
      limit));
  std::vector<QueuedEvent> events;
  while (NOROSHI_TRY(rows->next())) {
    events.push_back({.number = rows->integer(0),
                      .address = std::string(rows->text(1)),
                      .family = std::string(rows->text(2)),
                      .first_seen = rows->integer(3),
                      .last_seen = rows->integer(4),
                      .clearance = rows->integer(5) != 0,
                      .octets = rows->integer(6),
                      .body = NOROSHI_TRY(unpack(rows->text(7)))});
  }
  return events;
}

Status Settling::handle(const QueuedEvent& event, const Verdict& verdict) {
  const Value row[] = {event.number,
                       verdict.outcome,
                       std::string_view(verdict.reason),
                       now_,
                       std::string_view(verdict.case_id),
                       std::string_view(verdict.operator_id)};
  NOROSHI_TRY(book_.connection().run(
      "UPDATE notify_event SET outcome = $2, reason = $3, handled = $4, case_id = $5, operator = $6"
      " WHERE number = $1",
      row));
  ++counts_[{std::string(verdict.outcome), verdict.reason}];
  ++events_;
  octets_ += event.octets;
  return {};
}

Status Settling::settle() {
  for (const auto& [key, count] : counts_) {
    NOROSHI_CHECK(book_.count("handle", key.first, key.second, count));
  }
  NOROSHI_CHECK(book_.count("handle", "in", {}, events_));
  const auto events = NOROSHI_TRY(book_.number("waiting-events"));
  const auto octets = NOROSHI_TRY(book_.number("waiting-octets"));
  NOROSHI_CHECK(book_.set("waiting-events", events - events_));
  NOROSHI_CHECK(book_.set("waiting-octets", octets - octets_));
  counts_.clear();
  events_ = octets_ = 0;
  return {};
}

}  // namespace noroshi::notify
