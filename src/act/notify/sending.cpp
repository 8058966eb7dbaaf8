#include "act/notify/sending.hpp"

#include <algorithm>

namespace noroshi::notify {
namespace {

using sql::Value;

channel::Recipient nobody(const std::string& line) {
  channel::Recipient recipient;
  recipient.line = line;
  return recipient;
}

}  // namespace

channel::Notice Sending::words_of(const Case& one, const NoticeRow& notice) const {
  channel::Notice words;
  words.id = notice.id();
  words.case_id = one.id;
  words.family = one.family;
  if (options_.remedy) words.remedy = options_.remedy(one.family);
  words.seen = one.last_seen;
  words.number = notice.number;
  words.token = one.token;
  return words;
}

Status Sending::go_on_with_waiting(const std::function<bool()>& stop) {
  const Value time[] = {now_};
  for (NoticeRow& notice :
       NOROSHI_TRY(book_.notices("status IN ('intended', 'later') AND next_try <= $1", time))) {
    if (stop && stop()) return {};
    auto one = NOROSHI_TRY(book_.find(notice.case_id));
    if (!one) continue;
    const auto recipient = recipient_of_(one->line).value_or(nobody(one->line));
    NOROSHI_TRY(hand_over(*one, notice, recipient));
  }
  return {};
}

Status Sending::serve(const std::string& case_id) {
  auto one = NOROSHI_TRY(book_.find(case_id));
  if (!one) return {};
  const Value waiting[] = {std::string_view(case_id)};
  const bool on_its_way =
      !NOROSHI_TRY(book_.notices("case_id = $1 AND status IN ('intended', 'later')", waiting))
           .empty();
  if (on_its_way) return {};
  const auto recipient = recipient_of_(one->line).value_or(nobody(one->line));
  for (;;) {
    const Due next = due(*one, options_.plan, options_.window, now_);
    if (next.what == Due::What::Suppressed) ++suppressed_;
    if (next.what == Due::What::Nothing || next.what == Due::What::Suppressed) return {};
    const bool step = next.what == Due::What::Step;
    const auto names =
        step ? options_.plan[next.step].channels : NOROSHI_TRY(untried(*one, recipient));
    const auto went = NOROSHI_TRY(
        send_step(*one, recipient,
                  step ? next.step : static_cast<std::uint32_t>(options_.plan.size()), names));
    if (went == Went::On) return {};
    if (!step) return no_channel(*one);
  }
}

/// Channels of the plan that had no notice in this round and reach the subscriber now.
Result<std::vector<std::string>> Sending::untried(const Case& one,
                                                  const channel::Recipient& recipient) {
  const Value key[] = {std::string_view(one.id), static_cast<std::int64_t>(one.round)};
  std::vector<std::string> tried;
  for (NoticeRow& notice : NOROSHI_TRY(book_.notices("case_id = $1 AND round = $2", key))) {
    tried.push_back(std::move(notice.channel));
  }
  for (const PlanStep& step : options_.plan) {
    std::vector<std::string> names;
    for (const std::string& name : step.channels) {
      const auto found = channels_.find(name);
      const bool was = std::find(tried.begin(), tried.end(), name) != tried.end();
      if (!was && found != channels_.end() && found->second->reaches(recipient)) {
        names.push_back(name);
      }
    }
    if (!names.empty()) return names;
  }
  return std::vector<std::string>();
}

/// Writes down what will be sent.
Result<std::vector<NoticeRow>> Sending::intend(Case& one, const channel::Recipient& recipient,
                                               std::uint32_t step,
                                               const std::vector<std::string>& names) {
  auto work = NOROSHI_TRY(Book::Work::begin(book_));
  std::vector<NoticeRow> rows;
  const bool from_plan = step < options_.plan.size();
  if (from_plan) one.step = step + 1;
  for (const std::string& name : names) {
    const auto found = channels_.find(name);
    if (found == channels_.end() || !found->second->reaches(recipient)) continue;
    NoticeRow row;
    row.case_id = one.id;
    row.number = one.notices + 1;
    row.channel = name;
    row.round = one.round;
    row.step = step;
    row.intended = now_;
    NOROSHI_CHECK(book_.add(row));
    rows.push_back(std::move(row));
  }
  if (!rows.empty()) ++one.notices;
  NOROSHI_CHECK(book_.save(one));
  NOROSHI_CHECK(work.commit());
  return rows;
}

Result<Sending::Went> Sending::send_step(Case& one, const channel::Recipient& recipient,
                                         std::uint32_t step,
                                         const std::vector<std::string>& names) {
  Went went = Went::No;
  for (NoticeRow& row : NOROSHI_TRY(intend(one, recipient, step, names))) {
    if (NOROSHI_TRY(hand_over(one, row, recipient)) == Went::On) went = Went::On;
  }
  return went;
}

Result<Sending::Went> Sending::hand_over(Case& one, NoticeRow& notice,
                                         const channel::Recipient& recipient) {
  const auto found = channels_.find(notice.channel);
  channel::Outcome outcome{channel::Handed::Refused, "the channel is no longer configured"};
  // Between the attempts the subscriber may have been cleared, have gone, or want no more notices.
  const State state = one.course.state();
  const bool wanted = one.course.after(Cause::Sent).has_value();
  if (!wanted) {
    outcome.reason = "no longer due: the case is " + std::string(to_string(state));
  } else if (pretend_) {
    outcome = {channel::Handed::Accepted, {}};
  } else if (found != channels_.end()) {
    outcome = found->second->send(words_of(one, notice), recipient);
  }
  NOROSHI_CHECK(write_outcome(one, notice, outcome));
  notices_.push_back(
      {.id = notice.id(),
       .case_id = one.id,
       .line = one.line,
       .channel = notice.channel,
       .outcome = pretend_ && wanted ? "would be sent" : std::string(to_string(notice.status)),
       .reason = notice.reason});
  const bool on = notice.status == NoticeStatus::Accepted || notice.status == NoticeStatus::Later;
  return on ? Went::On : Went::No;
}

Status Sending::write_outcome(Case& one, NoticeRow& notice, const channel::Outcome& outcome) {
  auto work = NOROSHI_TRY(Book::Work::begin(book_));
  ++notice.attempts;
  notice.reason = outcome.reason;
  const bool given_up =
      outcome.handed == channel::Handed::Later && now_ >= notice.intended + kGiveUpAfter;
  if (outcome.handed == channel::Handed::Accepted) {
    notice.status = NoticeStatus::Accepted;
    notice.done = now_;
    if (one.notified == 0) {
      one.notified = now_;
      one.arm = notice.channel;
      one.cleared = 0;  // an earlier silence was not after a notice
    }
    if (one.round_began == 0) one.round_began = now_;
    one.last_notice = now_;
    NOROSHI_CHECK(book_.advance(one, Cause::Sent, now_, notice.channel, notice.id()));
  } else if (outcome.handed == channel::Handed::Later && !given_up) {
    notice.status = NoticeStatus::Later;
    notice.next_try = now_ + pause_after(notice.attempts);
  } else {
    notice.status = NoticeStatus::Refused;
    NOROSHI_CHECK(book_.remark(one, Cause::NoChannel, now_, notice.channel, outcome.reason));
  }
  NOROSHI_CHECK(book_.save(notice));
  NOROSHI_CHECK(book_.save(one));
  return work.commit();
}

Status Sending::no_channel(Case& one) {
  if (one.course.state() == State::Unreachable) return {};
  auto work = NOROSHI_TRY(Book::Work::begin(book_));
  NOROSHI_CHECK(book_.advance(one, Cause::NoChannel, now_));
  NOROSHI_CHECK(book_.save(one));
  ++unreachable_;
  return work.commit();
}

}  // namespace noroshi::notify
