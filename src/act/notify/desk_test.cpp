// The operator's side from events to the end of a case, over both engines.
#include "act/notify/desk.hpp"

#include <gtest/gtest.h>

#include "act/notify/accounts.hpp"
#include "act/notify/cohort.hpp"
#include "act/notify/notify_test.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::notify {
namespace {

using base::kDay;
using base::kHour;

class AtTheDesk : public sql::EachEngine {
 protected:
  void SetUp() override {
    sql::EachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    book = Book::create(database(), Side::Operator, "example-telecom").value();
    resolver.lines = {{"192.0.2.1", {"line-1", "dev-a"}},
                      {"192.0.2.2", {"line-2", ""}},
                      {"192.0.2.3", {"line-3", ""}}};
    resolver.ambiguous = {{"192.0.2.9", subscriber::Reason::NoSourcePort}};
    options.plan = {{.channels = {"portal", "mail"}, .after = 0},
                    {.channels = {"letter"}, .after = 14 * kDay},
                    {.channels = {"garden"}, .after = 28 * kDay}};
  }

  void see(std::string_view address, base::Micros seen) {
    const auto taken = take_hosts(*book, {an_infected_host(address, 40'000, seen)}, seen + kHour);
    ASSERT_EQ(taken.accepted, 1U);
  }

  Pass pass(base::Micros now, bool pretend = false) {
    opt_outs = OptOuts::read(*book, "").value();
    Desk desk(
        *book, resolver, {&portal, &mail, &letter, &garden},
        [this](std::string_view line) { return recipient(line); }, options, opt_outs);
    auto done = desk.run(now, pretend);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    expect_sound();
    return done ? *std::move(done) : Pass{};
  }

  std::optional<channel::Recipient> recipient(std::string_view line) const {
    channel::Recipient one;
    one.line = line;
    if (line != "line-3") one.mail = std::string(line) + "@example.com";
    return one;
  }

  void expect_sound() {
    const auto accounts = accounts_of(*book);
    ASSERT_TRUE(accounts) << accounts.error().message;
    EXPECT_TRUE(accounts->faults.empty()) << accounts->faults.front();
    const auto evidence = check_evidence(*book);
    EXPECT_TRUE(evidence) << evidence.error().message;
  }

  Case the_case(std::string_view line) {
    const sql::Value key[] = {line};
    auto found = book->cases("line = $1 ORDER BY opened DESC, id", key).value();
    EXPECT_FALSE(found.empty());
    return found.empty() ? Case{} : std::move(found.front());
  }
  State state(std::string_view line) { return the_case(line).course.state(); }

  std::unique_ptr<Book> book;
  TableResolver resolver;
  TestChannel portal{"portal"}, mail{"mail"}, letter{"letter"}, garden{"garden"};
  DeskOptions options;
  OptOuts opt_outs;
};
NOROSHI_FOR_EACH_ENGINE(AtTheDesk);

TEST_P(AtTheDesk, TheFirstStepGoesOutAtOnceByBothChannels) {
  see("192.0.2.1", kMorning);
  const auto done = pass(kMorning + 2 * kHour);
  EXPECT_EQ(done.outcomes.at("opened"), 1U);
  ASSERT_EQ(portal.sent.size(), 1U);
  ASSERT_EQ(mail.sent.size(), 1U);
  EXPECT_TRUE(letter.sent.empty());
  EXPECT_EQ(mail.sent[0].id, portal.sent[0].id);
  EXPECT_EQ(mail.sent[0].number, 1U);
  EXPECT_EQ(mail.recipients[0].mail, "line-1@example.com");
  EXPECT_EQ(state("line-1"), State::Notified);
  EXPECT_EQ(the_case("line-1").arm, "portal");
}

TEST_P(AtTheDesk, EscalatesOnlyWhileItIsStillSeenAndWhenItsTimeHasCome) {
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  pass(kMorning + 15 * kDay);  // not seen: the feed is silent, so nothing is known
  EXPECT_EQ(state("line-1"), State::Notified);
  EXPECT_TRUE(letter.sent.empty());
  see("192.0.2.1", kMorning + 2 * kDay);
  pass(kMorning + 3 * kDay);
  EXPECT_EQ(state("line-1"), State::Persistent);
  EXPECT_TRUE(letter.sent.empty());
  see("192.0.2.1", kMorning + 15 * kDay);
  pass(kMorning + 15 * kDay + 2 * kHour);
  ASSERT_EQ(letter.sent.size(), 1U);
  EXPECT_EQ(letter.sent[0].number, 2U);
  EXPECT_EQ(state("line-1"), State::Notified);
  see("192.0.2.1", kMorning + 30 * kDay);
  pass(kMorning + 30 * kDay + 2 * kHour);
  EXPECT_EQ(garden.sent.size(), 1U);
  see("192.0.2.1", kMorning + 60 * kDay);
  pass(kMorning + 60 * kDay + 2 * kHour);  // the plan is at its end
  EXPECT_EQ(state("line-1"), State::Persistent);
  EXPECT_EQ(portal.sent.size() + mail.sent.size() + letter.sent.size() + garden.sent.size(), 4U);
}

TEST_P(AtTheDesk, SilenceClearsOnlyWhileSomebodyElseIsSeen) {
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  pass(kMorning + 20 * kDay);
  EXPECT_EQ(state("line-1"), State::Notified);  // the sensors may be down
  see("192.0.2.2", kMorning + 8 * kDay);
  const auto done = pass(kMorning + 8 * kDay + 2 * kHour);
  EXPECT_EQ(done.cleared, 1U);
  EXPECT_EQ(state("line-1"), State::Cleared);
  EXPECT_EQ(the_case("line-1").cleared, kMorning);
}

TEST_P(AtTheDesk, ReturnsAndIsToldAgainAfterTheWindow) {
  options.window = 30 * kDay;
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  see("192.0.2.2", kMorning + 8 * kDay);
  pass(kMorning + 9 * kDay);
  see("192.0.2.1", kMorning + 10 * kDay);
  const auto soon = pass(kMorning + 10 * kDay + 2 * kHour);
  EXPECT_EQ(soon.returned, 1U);
  EXPECT_EQ(soon.suppressed, 1U);
  EXPECT_EQ(state("line-1"), State::Returned);
  EXPECT_EQ(portal.sent.size(), 2U);  // line-1 once, line-2 once
  see("192.0.2.1", kMorning + 31 * kDay);
  pass(kMorning + 31 * kDay + 2 * kHour);
  EXPECT_EQ(portal.sent.size(), 3U);
  EXPECT_EQ(state("line-1"), State::Notified);
  EXPECT_EQ(the_case("line-1").round, 2U);
}

TEST_P(AtTheDesk, SuppressesDuplicatesOfALineDeviceAndFamily) {
  for (int i = 0; i < 5; ++i) see("192.0.2.1", kMorning + i * base::kMinute);
  const auto done = pass(kMorning + 2 * kHour);
  EXPECT_EQ(done.outcomes.at("opened"), 1U);
  EXPECT_EQ(done.outcomes.at("continued"), 4U);
  EXPECT_EQ(mail.sent.size(), 1U);
  EXPECT_EQ(the_case("line-1").events, 5U);
}

TEST_P(AtTheDesk, NobodyIsToldWhereTheLineIsAmbiguousOrUnknownAndItSaysWhy) {
  see("192.0.2.9", kMorning);
  see("192.0.2.200", kMorning + base::kSecond);
  const auto done = pass(kMorning + 2 * kHour);
  EXPECT_EQ(done.outcomes.at("ambiguous"), 1U);
  EXPECT_EQ(done.outcomes.at("unknown"), 1U);
  EXPECT_TRUE(portal.sent.empty());
  const auto accounts = accounts_of(*book).value();
  const auto said = [&](const Tally& tally) {
    return std::find(accounts.tallies.begin(), accounts.tallies.end(), tally) !=
           accounts.tallies.end();
  };
  EXPECT_TRUE(said({"handle", "ambiguous", "no-source-port", 1}));
  EXPECT_TRUE(said({"handle", "unknown", "not-covered", 1}));
}

TEST_P(AtTheDesk, AnAddressThatIsTracedLaterGivesItsCaseToTheLine) {
  see("192.0.2.9", kMorning);
  pass(kMorning + 2 * kHour);
  resolver.ambiguous.clear();
  resolver.lines["192.0.2.9"] = {"line-9", ""};
  see("192.0.2.9", kMorning + kDay);
  pass(kMorning + kDay + 2 * kHour);
  EXPECT_EQ(state("line-9"), State::Notified);
  const auto closed = book->cases("line = ''").value();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].course.state(), State::Closed);
  EXPECT_NE(closed[0].ended, 0);
}

TEST_P(AtTheDesk, TwoLinesBehindOneEventNameNobody) {
  auto host = an_infected_host("192.0.2.1", 40'000, kMorning);
  auto other = host.sightings[0];
  other.source = net::Address::parse("192.0.2.2").value();
  host.sightings.push_back(other);
  take_hosts(*book, {host}, kMorning + kHour);
  const auto done = pass(kMorning + 2 * kHour);
  EXPECT_EQ(done.outcomes.at("ambiguous"), 1U);
  EXPECT_TRUE(portal.sent.empty());
}

TEST_P(AtTheDesk, OptOutsHoldBeforeAndAfterANoticeAndCanBeTakenBack) {
  ASSERT_TRUE(add_opt_out(*book, {"line-1", "", kMorning, "by telephone"}));
  see("192.0.2.1", kMorning);
  see("192.0.2.2", kMorning + base::kSecond);
  pass(kMorning + 2 * kHour);
  EXPECT_EQ(state("line-1"), State::OptedOut);
  EXPECT_EQ(portal.sent.size(), 1U);
  ASSERT_TRUE(add_opt_out(*book, {"line-2", "", kMorning, ""}));
  pass(kMorning + 3 * kHour);
  EXPECT_EQ(state("line-2"), State::OptedOut);
  ASSERT_TRUE(remove_opt_out(*book, "line-1", ""));
  EXPECT_FALSE(remove_opt_out(*book, "line-1", ""));
  pass(kMorning + 4 * kHour);
  EXPECT_EQ(state("line-1"), State::Notified);
  EXPECT_EQ(portal.sent.size(), 2U);
}

TEST_P(AtTheDesk, AnOptOutOfOneDeviceLeavesTheOthers) {
  ASSERT_TRUE(add_opt_out(*book, {"line-1", "dev-b", kMorning, ""}));
  see("192.0.2.1", kMorning);
  pass(kMorning + 2 * kHour);
  EXPECT_EQ(state("line-1"), State::Notified);
  ASSERT_TRUE(add_opt_out(*book, {"line-1", "dev-a", kMorning, ""}));
  pass(kMorning + 3 * kHour);
  EXPECT_EQ(state("line-1"), State::OptedOut);
}

TEST_P(AtTheDesk, AnotherDeviceAtTheLineIsACaseOfItsOwn) {
  see("192.0.2.1", kMorning);
  pass(kMorning + 2 * kHour);
  const auto first = the_case("line-1");
  resolver.lines["192.0.2.1"].device = "dev-b";
  see("192.0.2.1", kMorning + kDay);
  pass(kMorning + kDay + 2 * kHour);
  EXPECT_EQ(book->find(first.id).value()->course.state(), State::DeviceChanged);
  EXPECT_EQ(book->find(first.id).value()->ended, kMorning);
  EXPECT_EQ(the_case("line-1").device, "dev-b");
  EXPECT_EQ(state("line-1"), State::Notified);
}

TEST_P(AtTheDesk, ALeaseThatNamesNoDeviceGoesOnWithTheCaseThatIsThere) {
  see("192.0.2.2", kMorning);
  pass(kMorning + 2 * kHour);
  resolver.lines["192.0.2.2"].device = "dev-x";
  see("192.0.2.2", kMorning + kDay);
  pass(kMorning + kDay + 2 * kHour);
  EXPECT_EQ(the_case("line-2").device, "dev-x");
  resolver.lines["192.0.2.2"].device = "";
  see("192.0.2.2", kMorning + 2 * kDay);
  pass(kMorning + 2 * kDay + 2 * kHour);
  EXPECT_EQ(book->cases("line = 'line-2'").value().size(), 1U);
}

TEST_P(AtTheDesk, AChannelThatCannotTakeItYetIsTriedAgainUnderTheSameName) {
  options.plan = {{.channels = {"mail"}, .after = 0}, {.channels = {"letter"}, .after = 14 * kDay}};
  mail.answer = {channel::Handed::Later, "451 4.3.0 busy"};
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  EXPECT_EQ(state("line-1"), State::Identified);
  pass(kMorning + kHour + base::kMinute);  // too early
  EXPECT_EQ(mail.sent.size(), 1U);
  mail.answer = {channel::Handed::Accepted, {}};
  pass(kMorning + 2 * kHour);
  ASSERT_EQ(mail.sent.size(), 2U);
  EXPECT_EQ(mail.sent[0].id, mail.sent[1].id);
  EXPECT_EQ(state("line-1"), State::Notified);
}

TEST_P(AtTheDesk, AfterFiveDaysInVainTheNextChannelFollows) {
  options.plan = {{.channels = {"mail"}, .after = 0}, {.channels = {"letter"}, .after = 14 * kDay}};
  mail.answer = {channel::Handed::Later, "451 4.3.0 busy"};
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  pass(kMorning + 6 * kDay);
  EXPECT_EQ(letter.sent.size(), 1U);
  EXPECT_EQ(the_case("line-1").arm, "letter");
}

TEST_P(AtTheDesk, ARefusalOrNoAddressGoesToTheNextChannelAtOnce) {
  options.plan = {{.channels = {"mail"}, .after = 0}, {.channels = {"letter"}, .after = 14 * kDay}};
  mail.answer = {channel::Handed::Refused, "550 5.1.1 user unknown"};
  see("192.0.2.1", kMorning);
  see("192.0.2.3", kMorning + base::kSecond);  // no mail address is known
  pass(kMorning + kHour);
  EXPECT_EQ(mail.sent.size(), 1U);
  EXPECT_EQ(letter.sent.size(), 2U);
  EXPECT_EQ(state("line-1"), State::Notified);
}

TEST_P(AtTheDesk, WhereNoChannelReachesItSaysUnreachableUntilOneDoes) {
  options.plan = {{.channels = {"mail"}, .after = 0}};
  see("192.0.2.3", kMorning);
  EXPECT_EQ(pass(kMorning + kHour).unreachable, 1U);
  EXPECT_EQ(state("line-3"), State::Unreachable);
  EXPECT_EQ(pass(kMorning + 2 * kHour).unreachable, 0U);
  options.plan = {{.channels = {"mail", "letter"}, .after = 0}};
  pass(kMorning + 3 * kHour);
  EXPECT_EQ(letter.sent.size(), 1U);
  EXPECT_EQ(state("line-3"), State::Notified);
}

TEST_P(AtTheDesk, ABounceOfTheOnlyNoticeBringsTheNextChannel) {
  options.plan = {{.channels = {"mail"}, .after = 0}, {.channels = {"letter"}, .after = 14 * kDay}};
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  const channel::Bounce bounce{.notice = mail.sent.at(0).id,
                               .permanent = true,
                               .status = "5.1.1",
                               .diagnostic = "no such user"};
  ASSERT_TRUE(take_bounce(*book, bounce, "mail", kMorning + 2 * kHour));
  EXPECT_EQ(state("line-1"), State::Identified);
  ASSERT_TRUE(take_bounce(*book, bounce, "mail", kMorning + 2 * kHour));  // told twice
  pass(kMorning + 3 * kHour);
  EXPECT_EQ(letter.sent.size(), 1U);
  EXPECT_EQ(mail.sent.size(), 1U);
  EXPECT_FALSE(
      take_bounce(*book, {.notice = "nonsense", .permanent = true, .status = {}, .diagnostic = {}},
                  "mail", kMorning));
}

TEST_P(AtTheDesk, ABounceBesideAnotherNoticeOrADelayChangesNoState) {
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  const std::string id = mail.sent.at(0).id;
  ASSERT_TRUE(take_bounce(
      *book, {.notice = id, .permanent = false, .status = "4.4.1", .diagnostic = "slow"}, "mail",
      kMorning + 2 * kHour));
  ASSERT_TRUE(
      take_bounce(*book, {.notice = id, .permanent = true, .status = "5.1.1", .diagnostic = "gone"},
                  "mail", kMorning + 3 * kHour));
  EXPECT_EQ(state("line-1"), State::Notified);  // the portal has it
}

TEST_P(AtTheDesk, PretendingSaysWhatWouldBeSentAndKeepsNothing) {
  see("192.0.2.1", kMorning);
  const auto would = pass(kMorning + kHour, true);
  ASSERT_EQ(would.notices.size(), 2U);
  EXPECT_EQ(would.notices[0].outcome, "would be sent");
  EXPECT_EQ(would.notices[0].line, "line-1");
  EXPECT_TRUE(portal.sent.empty());
  EXPECT_TRUE(book->cases("1 = 1").value().empty());
  EXPECT_EQ(waiting(*book).value().events, 1U);
  pass(kMorning + kHour);
  EXPECT_EQ(portal.sent.size(), 1U);
}

TEST_P(AtTheDesk, WordOfAClearanceIsNoSighting) {
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  auto host = an_infected_host("192.0.2.1", 40'000, kMorning + kDay);
  host.standing = model::Standing::Cleared;
  take_hosts(*book, {host}, kMorning + 2 * kDay);
  EXPECT_EQ(pass(kMorning + 2 * kDay).outcomes.at("clearance"), 1U);
  EXPECT_EQ(state("line-1"), State::Notified);
}

TEST_P(AtTheDesk, WhatWasSeenBeforeTheNoticeAndIsToldLateIsNoPersistence) {
  see("192.0.2.1", kMorning);
  pass(kMorning + 10 * kHour);
  see("192.0.2.1", kMorning + 5 * kHour);
  pass(kMorning + 11 * kHour);
  EXPECT_EQ(state("line-1"), State::Notified);
}

TEST_P(AtTheDesk, AClosedCaseStaysClosedAndItsHistoryTellsAll) {
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  const auto id = the_case("line-1").id;
  ASSERT_TRUE(close_case(*book, id, "moved away", kMorning + kDay));
  EXPECT_FALSE(close_case(*book, id, "again", kMorning + kDay));
  EXPECT_FALSE(close_case(*book, "nobody", "", kMorning));
  const auto history = book->history(id).value();
  ASSERT_EQ(history.size(), 4U);
  EXPECT_EQ(history[0].cause, Cause::Resolved);
  EXPECT_EQ(history[1].channel, "portal");
  EXPECT_EQ(history[2].channel, "mail");
  EXPECT_EQ(history[3].detail, "moved away");
  for (std::size_t i = 0; i < history.size(); ++i) {
    EXPECT_EQ(history[i].revision, static_cast<std::int64_t>(i + 1));
    if (i > 0) {
      EXPECT_EQ(history[i].from, history[i - 1].to);
    }
  }
}

TEST_P(AtTheDesk, ClosesWhatHasBeenClearedForLong) {
  options.close_after = 10 * kDay;
  see("192.0.2.1", kMorning);
  pass(kMorning + kHour);
  see("192.0.2.2", kMorning + 18 * kDay);
  const auto done = pass(kMorning + 18 * kDay + 2 * kHour);
  EXPECT_EQ(done.cleared, 1U);
  EXPECT_EQ(done.closed, 1U);
  EXPECT_EQ(state("line-1"), State::Closed);
  EXPECT_EQ(the_case("line-1").cleared, kMorning);
}

TEST_P(AtTheDesk, TheCohortCensorsWhoIsStillSeenAndLeavesOutWhoIsTooYoung) {
  see("192.0.2.1", kMorning);
  see("192.0.2.9", kMorning + base::kSecond);
  pass(kMorning + kHour);
  see("192.0.2.1", kMorning + 5 * kDay);
  pass(kMorning + 5 * kDay + 2 * kHour);
  see("192.0.2.2", kMorning + 20 * kDay);
  see("192.0.2.3", kMorning + 20 * kDay + base::kSecond);
  pass(kMorning + 20 * kDay + 2 * kHour);
  const auto cohort = cohort_of(*book, options.silent).value();
  EXPECT_EQ(cohort.too_young, 2U);
  ASSERT_EQ(cohort.arms.size(), 2U);
  EXPECT_EQ(cohort.arms[0].channel, "portal");
  EXPECT_EQ(cohort.arms[0].cleared, 1U);
  EXPECT_NEAR(cohort.arms[0].curve.steps[0].time, 5 - 1. / 24, 1e-9);
  EXPECT_EQ(cohort.arms[1].channel, "none");
  EXPECT_EQ(cohort.arms[1].cleared, 1U);
}

}  // namespace
}  // namespace noroshi::notify
