#include "act/notify/take.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "act/notify/accounts.hpp"
#include "act/notify/bodies.hpp"
#include "act/notify/digest.hpp"
#include "act/notify/notify_test.hpp"
#include "act/notify/routed_file.hpp"
#include "act/notify/routing.hpp"
#include "base/hex.hpp"
#include "base/temporary_folder.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::notify {
namespace {

TEST(Sha256, GivesTheDigestsOfTheStandard) {  // FIPS 180-4 examples: "abc" and nothing
  EXPECT_EQ(base::to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(base::to_hex(sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

class Queue : public sql::EachEngine {
 protected:
  std::unique_ptr<Book> make(Side side) {
    return Book::create(database(), side, "example-telecom").value();
  }
  static std::vector<model::InfectedHost> hosts(int count) {
    std::vector<model::InfectedHost> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(an_infected_host("192.0.2." + std::to_string(i % 250), 40'000, kMorning + i));
    }
    return all;
  }
};
NOROSHI_FOR_EACH_ENGINE(Queue);

TEST_P(Queue, AFullOneRefusesWhatDoesNotFitAndTakesItLater) {
  const auto book = make(Side::Institute);
  const QueueLimits limits{.events = 7, .octets = 1U << 30};
  const auto first = take_hosts(*book, hosts(10), kMorning, limits);
  EXPECT_EQ(first.accepted, 7U);
  EXPECT_EQ(first.in, 7U);
  ASSERT_TRUE(route(
      *book, [](const net::Address&) { return std::optional<std::string>("a"); }, kMorning));
  const auto second = take_hosts(*book, hosts(10), kMorning, limits);
  EXPECT_EQ(second.known, 7U);
  EXPECT_EQ(second.accepted, 3U);
  EXPECT_TRUE(accounts_of(*book).value().faults.empty());
}

TEST_P(Queue, SaysWhatToDoWhenItIsFull) {
  const auto book = make(Side::Operator);
  const std::string text = model::to_json(an_infected_host("192.0.2.1", 1, kMorning)) + "\n" +
                           model::to_json(an_infected_host("192.0.2.2", 1, kMorning)) + "\n";
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects).value();
  HashAndTime seal;
  Taken taken;
  const auto done =
      take(*book, *reader, rejects, seal, {.events = 1, .octets = 1U << 30}, kMorning, taken);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::Limit);
  EXPECT_NE(done.error().message.find("notify run"), std::string::npos);
  EXPECT_EQ(taken.accepted, 1U);
}

TEST_P(Queue, BalancesWithRejectsAndSkips) {
  const auto book = make(Side::Operator);
  const std::string text =
      model::to_json(an_infected_host("192.0.2.1", 1, kMorning)) + "\nnonsense\n{\"a\":1}\n";
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects).value();
  HashAndTime seal;
  Taken taken;
  ASSERT_TRUE(take(*book, *reader, rejects, seal, {}, kMorning, taken));
  EXPECT_EQ(taken.in, 3U);
  EXPECT_EQ(taken.accepted, 1U);
  EXPECT_EQ(taken.rejected, 2U);
  const auto accounts = accounts_of(*book).value();
  EXPECT_TRUE(accounts.faults.empty()) << accounts.faults.front();
  EXPECT_EQ(accounts.sum("take", "rejected"), 2U);
}

TEST_P(Queue, AccountsNameASumThatDoesNotAgree) {
  const auto book = make(Side::Operator);
  take_hosts(*book, hosts(5), kMorning);
  ASSERT_TRUE(book->count("take", "accepted", "", 1));
  const auto accounts = accounts_of(*book).value();
  ASSERT_FALSE(accounts.faults.empty());
  EXPECT_NE(accounts.faults.front().find("take: in"), std::string::npos);
}

TEST_P(Queue, EvidenceThatIsChangedOrTakenOutIsFound) {
  const auto book = make(Side::Operator);
  take_hosts(*book, hosts(5), kMorning);
  ASSERT_TRUE(check_evidence(*book));
  ASSERT_TRUE(book->connection().run("UPDATE notify_event SET taken = taken + 1 WHERE number = 2"));
  auto found = check_evidence(*book);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "evidence 2: it does not follow from the one before");
  ASSERT_TRUE(book->connection().run("UPDATE notify_event SET taken = taken - 1 WHERE number = 2"));
  ASSERT_TRUE(check_evidence(*book));
  ASSERT_TRUE(book->connection().run(
      "UPDATE notify_body SET body = (SELECT body FROM notify_body WHERE number = 4)"
      " WHERE number = 3"));
  found = check_evidence(*book);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "evidence 3: the event is not what was hashed");
  ASSERT_TRUE(book->connection().run("DELETE FROM notify_event WHERE number >= 3"));
  found = check_evidence(*book);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "evidence 5: sealed, and no longer there");
}

TEST(Bodies, ComeBackAsTheyWereAndThoseOfAnOlderBaseToo) {
  const std::string text = model::to_json(an_infected_host("192.0.2.1", 1, kMorning));
  EXPECT_LT(pack(text).size(), text.size());
  EXPECT_EQ(unpack(pack(text)).value(), text);
  EXPECT_EQ(unpack(pack("")).value(), "");
  EXPECT_EQ(unpack(text).value(), text);
  EXPECT_FALSE(unpack(pack(text).substr(0, 40)));
}

TEST_P(Queue, TextsGoOnceTheyWereHandledAndKeptLongEnough) {
  const auto book = make(Side::Institute);
  const base::Micros later = kMorning + 10 * base::kDay;
  const auto to_a = [](const net::Address&) { return std::optional<std::string>("a"); };
  take_hosts(*book, hosts(3), kMorning);
  EXPECT_EQ(forget_bodies(*book, later).value(), 0U) << "nobody has handled them";
  ASSERT_TRUE(route(*book, to_a, kMorning));
  EXPECT_EQ(forget_bodies(*book, later).value(), 0U) << "no file has them";
  const base::TemporaryFolder folder;
  ASSERT_TRUE(hand_over(*book, folder.path().string()));
  take_hosts(*book, hosts(5), later);
  ASSERT_TRUE(route(*book, to_a, later));
  EXPECT_EQ(forget_bodies(*book, kMorning).value(), 0U) << "not long enough";
  EXPECT_EQ(forget_bodies(*book, later).value(), 3U);
  EXPECT_EQ(forget_bodies(*book, later).value(), 0U);
  ASSERT_EQ(hand_over(*book, folder.path().string()).value().front().events, 2U);
  EXPECT_TRUE(check_evidence(*book));
  const auto accounts = accounts_of(*book).value();
  EXPECT_TRUE(accounts.faults.empty()) << accounts.faults.front();
  EXPECT_EQ(accounts.sum("forget", "bodies"), 3U);
  EXPECT_EQ(take_hosts(*book, hosts(5), later).known, 5U) << "its hash is still there";
}

TEST_P(Queue, AccountsNameATextThatIsMissing) {
  const auto book = make(Side::Operator);
  take_hosts(*book, hosts(3), kMorning);
  ASSERT_TRUE(book->connection().run("DELETE FROM notify_body WHERE number = 2"));
  const auto accounts = accounts_of(*book).value();
  ASSERT_EQ(accounts.faults.size(), 1U);
  EXPECT_EQ(accounts.faults.front(), "bodies: accepted = kept + forgotten: 3 is not 2");
}

/// Fails as a service that cannot be reached does.
class NoSeal final : public Seal {
 public:
  [[nodiscard]] std::string_view kind() const override { return "none"; }
  Result<std::string> seal(std::string_view, base::Micros) override {
    return Error{Errc::Io, "nobody answers"};
  }
};

TEST_P(Queue, WhatCannotBeSealedIsNotTaken) {
  const auto book = make(Side::Operator);
  const std::string text = model::to_json(an_infected_host("192.0.2.1", 1, kMorning));
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects).value();
  NoSeal seal;
  Taken taken;
  EXPECT_FALSE(take(*book, *reader, rejects, seal, {}, kMorning, taken));
  EXPECT_EQ(taken.accepted, 0U);
  EXPECT_EQ(waiting(*book).value().events, 0U);
  EXPECT_TRUE(accounts_of(*book).value().faults.empty());
}

TEST_P(Queue, ASensorWhoseClockRunsAheadMakesNobodyElseLookSilent) {
  const auto book = make(Side::Operator);
  take_hosts(*book, {an_infected_host("192.0.2.1", 1, kMorning + 1'000 * base::kDay)}, kMorning);
  EXPECT_EQ(book->number("until").value(), kMorning);
}

TEST_P(Queue, RoutesToOperatorsAndSaysWhatNobodyAnswersFor) {
  const auto book = make(Side::Institute);
  take_hosts(
      *book,
      {an_infected_host("192.0.2.1", 1, kMorning), an_infected_host("198.51.100.1", 1, kMorning),
       an_infected_host("203.0.113.1", 1, kMorning)},
      kMorning);
  const auto who = [](const net::Address& address) -> std::optional<std::string> {
    if (address.to_string() == "192.0.2.1") return "example-telecom";
    if (address.to_string() == "198.51.100.1") return "other-net";
    return std::nullopt;
  };
  const auto routed = route(*book, who, kMorning);
  ASSERT_TRUE(routed) << routed.error().message;
  EXPECT_EQ(routed->events, 2U);
  EXPECT_EQ(routed->unroutable, 1U);
  EXPECT_EQ(routed->cases, 3U);
  const auto files = hand_over(*book, folder().file("out"));
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].operator_id, "example-telecom");
  EXPECT_EQ((*files)[0].events, 1U);
  EXPECT_TRUE((*files)[0].path.ends_with("/example-telecom/example-telecom-000001.jsonl"));
  EXPECT_TRUE(accounts_of(*book).value().faults.empty());
  // The next day nothing new, but who has open cases hears until when was watched.
  const auto again = hand_over(*book, folder().file("out")).value();
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].batch, 2U);
  EXPECT_EQ(again[0].events, 0U);
}

TEST_P(Queue, AFileForAnotherOperatorIsRefused) {
  const auto book = make(Side::Operator);
  RoutedWriter writer;
  std::string text =
      writer.head({.operator_id = "other-net", .batch = 1, .until = kMorning, .events = 0});
  text += writer.foot();
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects).value();
  HashAndTime seal;
  Taken taken;
  const auto done = take(*book, *reader, rejects, seal, {}, kMorning, taken);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("wrong place"), std::string::npos);
}

TEST_P(Queue, AFileWithoutEventsStillTellsUntilWhenWasWatchedAndAGapIsSeen) {
  const auto book = make(Side::Operator);
  const auto take_batch = [&](std::uint64_t batch) {
    RoutedWriter writer;
    std::string text = writer.head(
        {.operator_id = "example-telecom", .batch = batch, .until = kMorning, .events = 0});
    text += writer.foot();
    const auto input = io::Input::over(text);
    io::Rejects rejects;
    const auto reader = open_events(*input, rejects).value();
    HashAndTime seal;
    Taken taken;
    const auto done = take(*book, *reader, rejects, seal, {}, kMorning + 1, taken);
    EXPECT_TRUE(done) << done.error().message;
    return taken.missing_batches;
  };
  EXPECT_EQ(take_batch(1), 0U);
  EXPECT_EQ(book->number("until").value(), kMorning);
  EXPECT_EQ(take_batch(4), 2U);
  EXPECT_EQ(take_batch(2), 0U);
}

TEST_P(Queue, ABaseBelongsToOneSideForGood) {
  const auto book = make(Side::Operator);
  EXPECT_FALSE(Book::create(database(), Side::Institute, ""));
  EXPECT_FALSE(route(*book, {}, kMorning));
  EXPECT_EQ(Book::open(database()).value()->operator_id(), "example-telecom");
}

}  // namespace
}  // namespace noroshi::notify
