#include "act/notify/desk.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "act/notify/bodies.hpp"
#include "act/notify/intake.hpp"
#include "act/notify/sending.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;

constexpr std::size_t kBatch = 500;

/// Ends what `pretend` began, on every way out.
class Pretence {
 public:
  explicit Pretence(Book& book) : book_(book) {}
  ~Pretence() { book_.finish_pretending(); }
  Pretence(const Pretence&) = delete;
  Pretence& operator=(const Pretence&) = delete;

 private:
  Book& book_;
};

}  // namespace

/// What one pass works with.
struct Desk::Turn {
  Desk& desk;
  base::Micros now;
  bool pretend;
  const std::function<bool()>& stop;
  Pass pass{};

  [[nodiscard]] bool stopped() const { return stop && stop(); }

  Status handle_events() {
    Intake intake(desk.book_, desk.resolver_, desk.opt_outs_, now);
    Settling settling(desk.book_, now);
    while (!stopped()) {
      auto work = NOROSHI_TRY(Book::Work::begin(desk.book_));
      const auto events = NOROSHI_TRY(next_events(desk.book_, kBatch, true));
      if (events.empty()) break;
      for (const QueuedEvent& event : events) {
        const auto verdict = NOROSHI_TRY(intake.handle(event));
        NOROSHI_CHECK(settling.handle(event, verdict));
        ++pass.outcomes[std::string(verdict.outcome)];
        ++pass.events;
      }
      NOROSHI_CHECK(settling.settle());
      NOROSHI_CHECK(work.commit());
    }
    pass.returned = intake.returned();
    return {};
  }

  /// Opt-outs that came or went since a case was opened.
  Status follow_opt_outs() {
    auto work = NOROSHI_TRY(Book::Work::begin(desk.book_));
    for (Case& one : NOROSHI_TRY(desk.book_.cases(
             "line <> '' AND state NOT IN ('closed', 'device-changed', 'cleared')"))) {
      const bool out = desk.opt_outs_.holds(one.line, one.device);
      const bool was = one.course.state() == State::OptedOut;
      if (out == was) continue;
      NOROSHI_CHECK(desk.book_.advance(one, out ? Cause::OptedOut : Cause::OptedIn, now));
      NOROSHI_CHECK(desk.book_.save(one));
      if (out) ++pass.opted_out;
    }
    return work.commit();
  }

  Status look_for_silence() {
    const base::Micros until = NOROSHI_TRY(desk.book_.number("until"));
    auto work = NOROSHI_TRY(Book::Work::begin(desk.book_));
    const Value silent[] = {until - desk.options_.silent};
    for (Case& one :
         NOROSHI_TRY(desk.book_.cases("state NOT IN ('cleared', 'device-changed', 'closed')"
                                      " AND last_seen <= $1",
                                      silent))) {
      NOROSHI_CHECK(clear(one));
    }
    const Value old[] = {until - desk.options_.silent - desk.options_.close_after};
    for (Case& one : NOROSHI_TRY(
             desk.book_.cases("state IN ('cleared', 'device-changed') AND last_seen <= $1", old))) {
      NOROSHI_CHECK(desk.book_.advance(one, Cause::Expired, now));
      NOROSHI_CHECK(desk.book_.save(one));
      ++pass.closed;
    }
    return work.commit();
  }

  Status clear(Case& one) {
    NOROSHI_CHECK(desk.book_.advance(one, Cause::Silent, now));
    if (one.cleared == 0) one.cleared = one.last_seen;
    ++pass.cleared;
    return desk.book_.save(one);
  }

  Status send() {
    Sending sending(desk.book_, desk.channels_, desk.recipient_of_, desk.options_, now, pretend);
    NOROSHI_CHECK(sending.go_on_with_waiting(stop));
    // Ids first: sending writes, and an answer must not be open meanwhile.
    std::vector<std::string> ids;
    for (const Case& one : NOROSHI_TRY(desk.book_.cases(
             "line <> '' AND state IN ('identified', 'returned', 'persistent', 'unreachable')"
             " ORDER BY opened, id"))) {
      ids.push_back(one.id);
    }
    for (const std::string& id : ids) {
      if (stopped()) break;
      NOROSHI_CHECK(sending.serve(id).within("case " + id));
    }
    pass.suppressed = sending.suppressed();
    pass.unreachable = sending.unreachable();
    pass.notices = sending.take_notices();
    return {};
  }
};

Desk::Desk(Book& book, const subscriber::Resolver& resolver,
           std::vector<channel::Channel*> channels, RecipientOf recipient_of, DeskOptions options,
           const OptOuts& opt_outs)
    : book_(book),
      resolver_(resolver),
      recipient_of_(std::move(recipient_of)),
      options_(std::move(options)),
      opt_outs_(opt_outs) {
  for (channel::Channel* one : channels) channels_.emplace(one->name(), one);
}

Result<Pass> Desk::run(base::Micros now, bool pretend, const std::function<bool()>& stop) {
  if (book_.side() != Side::Operator) {
    return Error{Errc::InvalidUsage,
                 "an institute's side notifies nobody: noroshi notify route hands events over to "
                 "the operators"};
  }
  if (pretend) NOROSHI_CHECK(book_.pretend());
  const Pretence pretence(book_);
  Turn turn{*this, now, pretend, stop};
  NOROSHI_CHECK(turn.handle_events());
  NOROSHI_CHECK(turn.follow_opt_outs());
  NOROSHI_CHECK(turn.look_for_silence());
  NOROSHI_CHECK(turn.send());
  if (!pretend) {
    turn.pass.forgotten = NOROSHI_TRY(forget_bodies(book_, now - options_.keep_bodies));
  }
  return std::move(turn.pass);
}

Status take_bounce(Book& book, const channel::Bounce& bounce, std::string_view channel,
                   base::Micros now) {
  const auto dash = bounce.notice.rfind('-');
  std::int64_t number = 0;
  if (dash != std::string::npos) {
    std::from_chars(bounce.notice.data() + dash + 1, bounce.notice.data() + bounce.notice.size(),
                    number);
  }
  const std::string case_id = bounce.notice.substr(0, std::min(dash, bounce.notice.size()));
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  const Value key[] = {std::string_view(case_id), number, channel};
  auto rows = NOROSHI_TRY(book.notices("case_id = $1 AND number = $2 AND channel = $3", key));
  auto one = NOROSHI_TRY(book.find(case_id));
  if (rows.empty() || !one) {
    return Error{Errc::NotFound,
                 fmt::format("{}: no notice of ours by {}", bounce.notice, channel)};
  }
  NoticeRow& notice = rows.front();
  if (notice.status == NoticeStatus::Bounced) return {};  // told before
  const std::string why = fmt::format("{} {}", bounce.status, bounce.diagnostic);
  if (!bounce.permanent) {
    NOROSHI_CHECK(book.remark(*one, Cause::Bounced, now, channel, "delayed: " + why));
    NOROSHI_CHECK(book.save(*one));
    return work.commit();
  }
  notice.status = NoticeStatus::Bounced;
  notice.reason = why;
  NOROSHI_CHECK(book.save(notice));
  const Value others[] = {std::string_view(case_id), static_cast<std::int64_t>(notice.round)};
  const bool alone =
      NOROSHI_TRY(book.notices("case_id = $1 AND round = $2 AND status = 'accepted'", others))
          .empty();
  const bool falls = alone && notice.round == one->round && one->course.after(Cause::Bounced);
  NOROSHI_CHECK(falls ? book.advance(*one, Cause::Bounced, now, channel, why)
                      : book.remark(*one, Cause::Bounced, now, channel, why));
  if (falls) one->round_began = 0;
  NOROSHI_CHECK(book.save(*one));
  return work.commit();
}

Status close_case(Book& book, std::string_view id, std::string_view why, base::Micros now) {
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  auto one = NOROSHI_TRY(book.find(id));
  if (!one) return Error{Errc::NotFound, fmt::format("there is no case {}", id)};
  NOROSHI_CHECK(book.advance(*one, Cause::ByHand, now, {}, why));
  one->ended = one->last_seen;
  NOROSHI_CHECK(book.save(*one));
  return work.commit();
}

}  // namespace noroshi::notify
