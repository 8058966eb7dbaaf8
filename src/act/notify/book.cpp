#include "act/notify/book.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sys/random.h>

#include "act/notify/digest.hpp"
#include "act/notify/tables.hpp"
#include "base/assert.hpp"
#include "base/hex.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;

constexpr std::string_view kPart = "notify";

constexpr std::array<std::string_view, 5> kStatusNames{"intended", "accepted", "later", "refused",
                                                       "bounced"};

constexpr std::string_view kCaseColumns =
    "id, state, line, device, address, family, how, operator, opened, first_seen, last_seen,"
    " notified, last_notice, round_began, cleared, ended, arm, round, step, notices, events,"
    " revision, pushed, token";

Value at(std::int64_t number) { return number; }
Value at(std::uint32_t number) { return static_cast<std::int64_t>(number); }
Value at(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Value at(const std::string& text) { return std::string_view(text); }

/// In the order of kCaseColumns.
std::vector<Value> columns_of(const Case& one) {
  return {at(one.id),          to_string(one.course.state()),
          at(one.line),        at(one.device),
          at(one.address),     at(one.family),
          at(one.how),         at(one.operator_id),
          at(one.opened),      at(one.first_seen),
          at(one.last_seen),   at(one.notified),
          at(one.last_notice), at(one.round_began),
          at(one.cleared),     at(one.ended),
          at(one.arm),         at(one.round),
          at(one.step),        at(one.notices),
          at(one.events),      at(one.revision),
          at(one.pushed),      at(one.token)};
}

/// Reads the columns of a row one after the other.
class Columns {
 public:
  explicit Columns(const sql::Cursor& row) : row_(row) {}
  std::string text() { return std::string(row_.text(next_++)); }
  std::int64_t number() { return row_.integer(next_++); }
  std::uint32_t small() { return static_cast<std::uint32_t>(number()); }

 private:
  const sql::Cursor& row_;
  int next_ = 0;
};

Result<Case> case_of(Columns row) {
  Case one;
  one.id = row.text();
  const std::string state = row.text();
  const auto course = Course::stored(state);
  if (!course) {
    return Error{
        Errc::InvalidInput,
        fmt::format("case {}: \"{}\" is no state: a newer Noroshi's base?", one.id, state)};
  }
  one.course = *course;
  one.line = row.text();
  one.device = row.text();
  one.address = row.text();
  one.family = row.text();
  one.how = row.text();
  one.operator_id = row.text();
  one.opened = row.number();
  one.first_seen = row.number();
  one.last_seen = row.number();
  one.notified = row.number();
  one.last_notice = row.number();
  one.round_began = row.number();
  one.cleared = row.number();
  one.ended = row.number();
  one.arm = row.text();
  one.round = row.small();
  one.step = row.small();
  one.notices = row.small();
  one.events = static_cast<std::uint64_t>(row.number());
  one.revision = row.number();
  one.pushed = row.number();
  one.token = row.text();
  return one;
}

NoticeStatus status_named(std::string_view name) {
  const auto* const found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
  NOROSHI_ASSERT(found != kStatusNames.end());
  return static_cast<NoticeStatus>(found - kStatusNames.begin());
}

NoticeRow notice_of(Columns row) {
  NoticeRow notice;
  notice.case_id = row.text();
  notice.number = row.small();
  notice.channel = row.text();
  notice.status = status_named(row.text());
  notice.round = row.small();
  notice.step = row.small();
  notice.attempts = row.small();
  notice.next_try = row.number();
  notice.intended = row.number();
  notice.done = row.number();
  notice.reason = row.text();
  return notice;
}

Cause cause_named(std::string_view name) {
  for (std::size_t i = 0; i < kCauses; ++i) {
    if (to_string(static_cast<Cause>(i)) == name) return static_cast<Cause>(i);
  }
  return Cause::ByHand;
}

}  // namespace

std::string_view to_string(NoticeStatus status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

std::string_view to_string(Side side) { return side == Side::Institute ? "institute" : "operator"; }

std::string random_id() {
  std::array<char, 16> octets{};
  // Never less than asked for, up to 256 octets (getrandom(2)).
  NOROSHI_ASSERT(::getrandom(octets.data(), octets.size(), 0) ==
                 static_cast<ssize_t>(octets.size()));
  return base::to_hex(std::string_view(octets.data(), octets.size()));
}

Result<std::unique_ptr<Book>> Book::create(sql::Database& database, Side side,
                                           const std::string& operator_id) {
  auto connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*connection, kPart, steps()));
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection));
  const Value row[] = {to_string(side), std::string_view(operator_id)};
  const auto made = NOROSHI_TRY(
      connection->run("INSERT INTO notify_value (name, number, text) VALUES ('side', 1, $1),"
                      " ('operator', 1, $2) ON CONFLICT (name) DO NOTHING",
                      row));
  NOROSHI_CHECK(transaction.commit());
  if (made == 0) {
    return Error{Errc::InvalidUsage, database.describe() + ": there are notices in it already"};
  }
  connection.reset();
  return open(database);
}

Result<std::unique_ptr<Book>> Book::open(sql::Database& database) {
  auto connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*connection, kPart, steps()));
  std::map<std::string, std::string> texts;
  {
    const auto rows = NOROSHI_TRY(connection->ask("SELECT name, text FROM notify_value"));
    while (NOROSHI_TRY(rows->next())) texts.emplace(rows->text(0), rows->text(1));
  }
  if (!texts.contains("side")) {
    return Error{Errc::NotFound,
                 database.describe() + ": no notices in it yet; begin with: noroshi notify init"};
  }
  const Side side = texts["side"] == "institute" ? Side::Institute : Side::Operator;
  return std::unique_ptr<Book>(new Book(std::move(connection), side, texts["operator"]));
}

Status Book::pretend() {
  pretending_.emplace(NOROSHI_TRY(sql::Transaction::write(*connection_)));
  return {};
}

void Book::finish_pretending() { pretending_.reset(); }

Result<Book::Work> Book::Work::begin(Book& book) {
  if (book.pretending_) return Work(std::nullopt);
  return Work(NOROSHI_TRY(sql::Transaction::write(*book.connection_)));
}

Status Book::Work::commit() { return transaction_ ? transaction_->commit() : Status{}; }

Result<std::int64_t> Book::number(std::string_view name) {
  const Value key[] = {name};
  const auto rows =
      NOROSHI_TRY(connection_->ask("SELECT number FROM notify_value WHERE name = $1", key));
  return NOROSHI_TRY(rows->next()) ? rows->integer(0) : 0;
}

Status Book::set(std::string_view name, std::int64_t value) {
  const Value row[] = {name, value};
  NOROSHI_TRY(
      connection_->run("INSERT INTO notify_value (name, number, text) VALUES ($1, $2, '')"
                       " ON CONFLICT (name) DO UPDATE SET number = excluded.number",
                       row));
  return {};
}

Status Book::count(std::string_view stage, std::string_view outcome, std::string_view reason,
                   std::int64_t more) {
  if (more == 0) return {};
  const Value row[] = {stage, outcome, reason, more};
  NOROSHI_TRY(connection_->run(
      "INSERT INTO notify_tally (stage, outcome, reason, count) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (stage, outcome, reason)"
      " DO UPDATE SET count = notify_tally.count + excluded.count",
      row));
  return {};
}

Result<std::vector<Tally>> Book::tallies() {
  std::vector<Tally> all;
  const auto rows =
      NOROSHI_TRY(connection_->ask("SELECT stage, outcome, reason, count FROM notify_tally"
                                   " ORDER BY stage, outcome, reason"));
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.stage = std::string(rows->text(0)),
                   .outcome = std::string(rows->text(1)),
                   .reason = std::string(rows->text(2)),
                   .count = static_cast<std::uint64_t>(rows->integer(3))});
  }
  return all;
}

Result<std::vector<Case>> Book::cases(std::string_view where, std::span<const Value> values) {
  std::vector<Case> all;
  const auto rows = NOROSHI_TRY(connection_->ask(
      fmt::format("SELECT {} FROM notify_case WHERE {}", kCaseColumns, where), values));
  while (NOROSHI_TRY(rows->next())) all.push_back(NOROSHI_TRY(case_of(Columns(*rows))));
  return all;
}

Result<std::optional<Case>> Book::find(std::string_view id) {
  const Value key[] = {id};
  auto found = NOROSHI_TRY(cases("id = $1", key));
  if (found.empty()) return std::optional<Case>();
  return std::optional<Case>(std::move(found.front()));
}

Status Book::add(const Case& one) {
  static const std::string kInsert = fmt::format(
      "INSERT INTO notify_case ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
      " $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
      kCaseColumns);
  const auto row = columns_of(one);
  NOROSHI_TRY(connection_->run(kInsert, row));
  return {};
}

Status Book::save(const Case& one) {
  static constexpr std::string_view kUpdate =
      "UPDATE notify_case SET state = $2, line = $3, device = $4, address = $5, family = $6,"
      " how = $7, operator = $8, opened = $9, first_seen = $10, last_seen = $11, notified = $12,"
      " last_notice = $13, round_began = $14, cleared = $15, ended = $16, arm = $17, round = $18,"
      " step = $19, notices = $20, events = $21, revision = $22, pushed = $23, token = $24"
      " WHERE id = $1";
  const auto row = columns_of(one);
  NOROSHI_TRY(connection_->run(kUpdate, row));
  return {};
}

Status Book::write_entry(Case& one, Cause cause, State from, base::Micros now,
                         std::string_view channel, std::string_view detail) {
  ++one.revision;
  const Value row[] = {
      std::string_view(one.id),      one.revision, now,   to_string(cause), to_string(from),
      to_string(one.course.state()), channel,      detail};
  NOROSHI_TRY(connection_->run(
      "INSERT INTO notify_history (case_id, revision, at, cause, from_state, to_state, channel,"
      " detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      row));
  return {};
}

Status Book::advance(Case& one, Cause cause, base::Micros now, std::string_view channel,
                     std::string_view detail) {
  const auto after = one.course.after(cause);
  if (!after) {
    return Error{Errc::InvalidUsage,
                 fmt::format("case {} is {}: \"{}\" cannot happen to it", one.id,
                             to_string(one.course.state()), to_string(cause))};
  }
  const State from = one.course.state();
  one.course = *after;
  return write_entry(one, cause, from, now, channel, detail);
}

Status Book::remark(Case& one, Cause cause, base::Micros now, std::string_view channel,
                    std::string_view detail) {
  return write_entry(one, cause, one.course.state(), now, channel, detail);
}

Result<std::vector<Entry>> Book::history(std::string_view case_id) {
  const Value key[] = {case_id};
  std::vector<Entry> all;
  const auto rows = NOROSHI_TRY(connection_->ask(
      "SELECT revision, at, cause, from_state, to_state, channel, detail FROM notify_history"
      " WHERE case_id = $1 ORDER BY revision",
      key));
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.revision = rows->integer(0),
                   .at = rows->integer(1),
                   .cause = cause_named(rows->text(2)),
                   .from = state_named(rows->text(3)).value_or(State::Accepted),
                   .to = state_named(rows->text(4)).value_or(State::Accepted),
                   .channel = std::string(rows->text(5)),
                   .detail = std::string(rows->text(6))});
  }
  return all;
}

Result<std::vector<NoticeRow>> Book::notices(std::string_view where,
                                             std::span<const Value> values) {
  std::vector<NoticeRow> all;
  const auto rows = NOROSHI_TRY(connection_->ask(
      fmt::format("SELECT case_id, number, channel, status, round, step, attempts, next_try,"
                  " intended, done, reason FROM notify_notice WHERE {} ORDER BY case_id, number,"
                  " channel",
                  where),
      values));
  while (NOROSHI_TRY(rows->next())) all.push_back(notice_of(Columns(*rows)));
  return all;
}

Status Book::add(const NoticeRow& notice) {
  const Value row[] = {at(notice.case_id),       at(notice.number),   at(notice.channel),
                       to_string(notice.status), at(notice.round),    at(notice.step),
                       at(notice.attempts),      at(notice.next_try), at(notice.intended),
                       at(notice.done),          at(notice.reason)};
  NOROSHI_TRY(connection_->run(
      "INSERT INTO notify_notice (case_id, number, channel, status, round, step, attempts,"
      " next_try, intended, done, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      row));
  return {};
}

Status Book::save(const NoticeRow& notice) {
  const Value row[] = {at(notice.case_id),       at(notice.number),   at(notice.channel),
                       to_string(notice.status), at(notice.attempts), at(notice.next_try),
                       at(notice.done),          at(notice.reason)};
  NOROSHI_TRY(connection_->run(
      "UPDATE notify_notice SET status = $4, attempts = $5, next_try = $6, done = $7, reason = $8"
      " WHERE case_id = $1 AND number = $2 AND channel = $3",
      row));
  return {};
}

}  // namespace noroshi::notify
