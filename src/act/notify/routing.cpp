#include "act/notify/routing.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "act/notify/bodies.hpp"
#include "act/notify/durable_file.hpp"
#include "act/notify/queue.hpp"
#include "act/notify/routed_file.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;

constexpr std::size_t kBatch = 10'000;

class Router {
 public:
  Router(Book& book, const RouteOf& route_of, base::Micros now)
      : book_(book), route_of_(route_of), now_(now), settling_(book, now) {}

  Result<Routed> run() {
    for (;;) {
      auto work = NOROSHI_TRY(Book::Work::begin(book_));
      const auto events = NOROSHI_TRY(next_events(book_, kBatch, false));
      if (events.empty()) return routed_;
      for (const QueuedEvent& event : events) NOROSHI_CHECK(handle(event));
      NOROSHI_CHECK(settling_.settle());
      NOROSHI_CHECK(work.commit());
    }
  }

 private:
  Status handle(const QueuedEvent& event) {
    const auto address = NOROSHI_TRY(net::Address::parse(event.address));
    const auto who = route_of_(address);
    Case one = NOROSHI_TRY(case_of(event));
    const Cause cause = who ? Cause::Routed : Cause::NoOperator;
    const bool moves = one.course.after(cause).has_value();
    if (moves) NOROSHI_CHECK(book_.advance(one, cause, now_, {}, who.value_or("")));
    if (!moves) NOROSHI_CHECK(book_.advance(one, Cause::Seen, now_));
    one.operator_id = who.value_or("");
    ++(who ? routed_.events : routed_.unroutable);
    NOROSHI_CHECK(one.events++ == 0 ? book_.add(one) : book_.save(one));
    return settling_.handle(event, {.outcome = who ? "routed" : "unroutable",
                                    .reason = who ? "" : "no operator answers for the address",
                                    .case_id = one.id,
                                    .operator_id = one.operator_id});
  }

  /// The open case of the event's address and family, or a new one.
  Result<Case> case_of(const QueuedEvent& event) {
    const Value key[] = {std::string_view(event.address), std::string_view(event.family)};
    auto open =
        NOROSHI_TRY(book_.cases("line = '' AND address = $1 AND family = $2"
                                " AND state NOT IN ('closed', 'device-changed')",
                                key));
    if (!open.empty()) {
      Case one = std::move(open.front());
      one.last_seen = std::max(one.last_seen, std::min(event.last_seen, now_));
      return one;
    }
    ++routed_.cases;
    Case one;
    one.id = random_id();
    one.course = Course::of_institute();
    one.address = event.address;
    one.family = event.family;
    one.opened = now_;
    one.first_seen = event.first_seen;
    one.last_seen = std::min(event.last_seen, now_);
    return one;
  }

  Book& book_;
  const RouteOf& route_of_;
  base::Micros now_;
  Settling settling_;
  Routed routed_;
};

/// Operators with events that were not handed over, and those with open cases.
Result<std::vector<std::string>> operators_to_tell(Book& book) {
  std::vector<std::string> ids;
  const auto rows = NOROSHI_TRY(book.connection().ask(
      "SELECT DISTINCT operator FROM notify_event WHERE operator <> '' AND batch = 0 UNION"
      " SELECT DISTINCT operator FROM notify_case WHERE operator <> '' AND state = 'routed'"
      " ORDER BY 1"));
  while (NOROSHI_TRY(rows->next())) ids.emplace_back(rows->text(0));
  return ids;
}

std::string value_of(std::string_view what, const std::string& operator_id) {
  return fmt::format("{}:{}", what, operator_id);
}

Result<std::vector<std::int64_t>> waiting_for(Book& book, const std::string& operator_id) {
  std::vector<std::int64_t> numbers;
  const Value key[] = {std::string_view(operator_id)};
  const auto rows = NOROSHI_TRY(
      book.connection().ask("SELECT number FROM notify_event WHERE operator <> '' AND operator = $1"
                            " AND batch = 0 ORDER BY number",
                            key));
  while (NOROSHI_TRY(rows->next())) numbers.push_back(rows->integer(0));
  return numbers;
}

/// Gives a number to what waits for the operator.  A batch that was numbered and never finished
/// comes first, as it was.
Status number_batch(Book& book, const std::string& operator_id) {
  const auto done = NOROSHI_TRY(book.number(value_of("handed", operator_id)));
  if (NOROSHI_TRY(book.number(value_of("numbered", operator_id))) > done) return {};
  // Row by row: for an update of many, SQLite keeps a copy of each page that it touches.
  for (const std::int64_t number : NOROSHI_TRY(waiting_for(book, operator_id))) {
    const Value row[] = {number, done + 1};
    NOROSHI_TRY(book.connection().run("UPDATE notify_event SET batch = $2 WHERE number = $1", row));
  }
  NOROSHI_CHECK(book.set(value_of("numbered", operator_id), done + 1));
  return book.set(value_of("until", operator_id), NOROSHI_TRY(book.number("until")));
}

Result<std::uint64_t> events_in(Book& book, const std::string& operator_id, std::int64_t batch) {
  const Value key[] = {std::string_view(operator_id), batch};
  const auto rows = NOROSHI_TRY(book.connection().ask(
      "SELECT COUNT(*) FROM notify_event WHERE operator <> '' AND operator = $1 AND batch = $2",
      key));
  return NOROSHI_TRY(rows->next()) ? static_cast<std::uint64_t>(rows->integer(0)) : 0;
}

Status write_events(Book& book, const HandedFile& file, RoutedWriter& writer, DurableFile& out) {
  const Value key[] = {std::string_view(file.operator_id), static_cast<std::int64_t>(file.batch)};
  const auto rows =
      NOROSHI_TRY(book.connection().ask("SELECT e.number, e.hash, b.body FROM notify_event e"
                                        " JOIN notify_body b ON b.number = e.number"
                                        " WHERE operator <> '' AND operator = $1 AND batch = $2"
                                        " ORDER BY e.number",
                                        key));
  while (NOROSHI_TRY(rows->next())) {
    const std::string body = NOROSHI_TRY(unpack(rows->text(2)));
    NOROSHI_CHECK(
        out.write(writer.event(static_cast<std::uint64_t>(rows->integer(0)), rows->text(1), body)));
  }
  return {};
}

/// Ids become names of folders and files.
Status check_name(std::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (plain && !id.starts_with('.') && id.size() <= 128) return {};
  return Error{Errc::InvalidInput,
               "the operator's id is no plain word (letters, digits, -, _ and .): change it in the "
               "registry"};
}

Result<HandedFile> hand_over_to(Book& book, const std::string& operator_id,
                                const std::string& folder) {
  NOROSHI_CHECK(check_name(operator_id));
  HandedFile file;
  file.operator_id = operator_id;
  const auto batch = NOROSHI_TRY(book.number(value_of("numbered", operator_id)));
  file.batch = static_cast<std::uint64_t>(batch);
  file.events = NOROSHI_TRY(events_in(book, operator_id, batch));
  const auto own = std::filesystem::path(folder) / operator_id;
  std::error_code failed;
  std::filesystem::create_directories(own, failed);
  if (failed) return Error{Errc::Io, fmt::format("{}: {}", own.string(), failed.message())};
  file.path = (own / fmt::format("{}-{:06}.jsonl", operator_id, file.batch)).string();
  auto out = NOROSHI_TRY(DurableFile::create(file.path));
  RoutedWriter writer;
  NOROSHI_CHECK(
      out.write(writer.head({.operator_id = operator_id,
                             .batch = file.batch,
                             .until = NOROSHI_TRY(book.number(value_of("until", operator_id))),
                             .events = file.events})));
  NOROSHI_CHECK(write_events(book, file, writer, out));
  NOROSHI_CHECK(out.write(writer.foot()));
  NOROSHI_CHECK(out.commit());
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  NOROSHI_CHECK(book.set(value_of("handed", operator_id), batch));
  NOROSHI_CHECK(
      book.count("hand-over", "events", operator_id, static_cast<std::int64_t>(file.events)));
  NOROSHI_CHECK(work.commit());
  return file;
}

}  // namespace

Result<Routed> route(Book& book, const RouteOf& route_of, base::Micros now) {
  if (book.side() != Side::Institute) {
    return Error{Errc::InvalidUsage, "an operator's side has nobody to route to: notify run"};
  }
  return Router(book, route_of, now).run();
}

Result<std::vector<HandedFile>> hand_over(Book& book, const std::string& folder) {
  const auto operators = NOROSHI_TRY(operators_to_tell(book));
  // All in one transaction: the events of one operator lie among those of all others.
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  for (const auto& operator_id : operators) NOROSHI_CHECK(number_batch(book, operator_id));
  NOROSHI_CHECK(work.commit());
  std::vector<HandedFile> files;
  for (const auto& operator_id : operators) {
    files.push_back(NOROSHI_TRY(
        hand_over_to(book, operator_id, folder).within("handing over to " + operator_id)));
  }
  return files;
}

Result<std::uint64_t> close_silent(Book& book, base::Micros after, base::Micros now) {
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  const Value bound[] = {NOROSHI_TRY(book.number("until")) - after};
  std::uint64_t closed = 0;
  for (Case& one :
       NOROSHI_TRY(book.cases("state IN ('routed', 'unroutable') AND last_seen <= $1", bound))) {
    NOROSHI_CHECK(book.advance(one, Cause::Expired, now));
    one.ended = one.last_seen;
    NOROSHI_CHECK(book.save(one));
    ++closed;
  }
  NOROSHI_CHECK(work.commit());
  return closed;
}

}  // namespace noroshi::notify
