#include "act/sinkhole/sinkhole.hpp"

#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <string>

#include "act/sinkhole/visitor.hpp"

namespace noroshi::sinkhole {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;

const std::string kHello = "\0\0\0\x01\x06telnet"s;
const std::string kCall = "\0\0"s;

/// A sinkhole on loopback, under a clock that the test moves.
class SinkholeTest : public testing::Test {
 protected:
  void start(Settings settings = {}) {
    settings.listen = {{net::Address::v4(0x7F000001), 0}};
    auto opened = Sinkhole::open(std::move(settings), [this] { return now_; },
                                 {.visit = [this](const Visit& visit) { visits_.push_back(visit); },
                                  .stay = [this](const Stay& stay) { stays_.push_back(stay); }});
    ASSERT_TRUE(opened) << opened.error().message;
    sinkhole_ = std::make_unique<Sinkhole>(std::move(*opened));
  }

  /// Turns until `what` is so; false if it does not become so.
  template <class What>
  bool until(What what) {
    for (int i = 0; i < 2000; ++i) {
      if (what()) return true;
      EXPECT_TRUE(sinkhole_->turn(10ms));
      holds();
    }
    return what();
  }

  void holds() {
    const Numbers& numbers = sinkhole_->numbers();
    const auto sum = [](const auto& list) {
      return std::accumulate(list.begin(), list.end(), std::uint64_t{0});
    };
    ASSERT_EQ(numbers.accepted, numbers.open + sum(numbers.ended));
    ASSERT_EQ(numbers.accepted, numbers.waiting + sum(numbers.judged));
  }

  [[nodiscard]] std::uint64_t ended(Ended why) const {
    return sinkhole_->numbers().ended[static_cast<std::size_t>(why)];
  }

  Visitor visitor(const char* from = "127.0.0.1") {
    return Visitor(sinkhole_->ports().front(), *net::Address::parse(from));
  }

  base::Micros now_ = 1'768'348'800 * base::kSecond;
  std::deque<Visit> visits_;
  std::deque<Stay> stays_;
  std::unique_ptr<Sinkhole> sinkhole_;
};

TEST_F(SinkholeTest, BotIsWrittenDownWithTimeAndSourcePort) {
  start();
  const auto bot = visitor("127.0.0.9");
  ASSERT_TRUE(bot.say(kHello));
  ASSERT_TRUE(until([&] { return visits_.size() == 1; }));
  EXPECT_EQ(visits_[0].kind, Kind::MiraiLike);
  EXPECT_EQ(visits_[0].source.to_string(), "127.0.0.9");
  EXPECT_NE(visits_[0].source_port, 0);
  EXPECT_EQ(visits_[0].destination.to_string(), "127.0.0.1");
  EXPECT_EQ(visits_[0].destination_port, sinkhole_->ports().front());
  EXPECT_EQ(visits_[0].time, now_);
}

TEST_F(SinkholeTest, ParkedBotHearsTwoZerosAndNothingElse) {
  start({.echo = true});
  const auto bot = visitor();
  ASSERT_TRUE(bot.say(kHello + kCall));
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().echoes == 1; }));
  now_ += base::kMinute;
  ASSERT_TRUE(bot.say(kCall));
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().echoes == 2; }));
  EXPECT_EQ(bot.hear().octets, "\0\0\0\0"s);
  EXPECT_FALSE(bot.hear().gone);
}

TEST_F(SinkholeTest, WithoutEchoNobodyHearsAnything) {
  start();
  const auto bot = visitor();
  const auto browser = visitor();
  ASSERT_TRUE(bot.say(kHello + kCall));
  ASSERT_TRUE(browser.say("GET / HTTP/1.1\r\n\r\n"));
  ASSERT_TRUE(until([&] { return visits_.size() == 2; }));
  EXPECT_EQ(bot.hear().octets, "");
  EXPECT_EQ(browser.hear().octets, "");
}

TEST_F(SinkholeTest, WhoLeavesIsJudgedByWhatItSaid) {
  start();
  auto silent = visitor();
  auto torn = visitor();
  ASSERT_TRUE(torn.say("GET /x HT"));
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().octets == 9; }));
  silent.leave();
  torn.leave();
  ASSERT_TRUE(until([&] { return visits_.size() == 2; }));
  std::vector<Kind> kinds{visits_[0].kind, visits_[1].kind};
  EXPECT_THAT(kinds, testing::UnorderedElementsAre(Kind::Silent, Kind::Http));
  EXPECT_TRUE(until([&] { return ended(Ended::Left) == 2; }));
}

TEST_F(SinkholeTest, StayOfABotIsWrittenDownWhenItGoes) {
  start();
  auto bot = visitor();
  ASSERT_TRUE(bot.say(kHello));
  ASSERT_TRUE(until([&] { return visits_.size() == 1; }));
  now_ += base::kMinute;
  ASSERT_TRUE(bot.say(kCall));
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().keep_alives == 1; }));
  bot.leave();
  ASSERT_TRUE(until([&] { return stays_.size() == 1; }));
  EXPECT_EQ(stays_[0].duration, base::kMinute);
  EXPECT_EQ(stays_[0].keep_alives, 1U);
  EXPECT_EQ(stays_[0].octets, kHello.size() + kCall.size());
}

TEST_F(SinkholeTest, SilentOnesAreJudgedInTimeAndShownOutLater) {
  start({.introduction = 30 * base::kSecond, .idle = 5 * base::kMinute});
  const auto silent = visitor();
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().open == 1; }));
  now_ += 31 * base::kSecond;
  ASSERT_TRUE(until([&] { return visits_.size() == 1; }));
  EXPECT_EQ(visits_[0].kind, Kind::Silent);
  EXPECT_FALSE(silent.hear().gone);
  now_ += 5 * base::kMinute;
  ASSERT_TRUE(until([&] { return ended(Ended::Idle) == 1; }));
  EXPECT_TRUE(silent.hear().gone);
}

TEST_F(SinkholeTest, FullHouseMakesRoomForTheNewest) {
  start({.most_connections = 3});
  std::vector<Visitor> early;
  for (int i = 0; i < 3; ++i) {
    early.push_back(visitor());
    now_ += base::kSecond;
    ASSERT_TRUE(
        until([&] { return sinkhole_->numbers().accepted == static_cast<std::uint64_t>(i + 1); }));
  }
  const auto late = visitor();
  ASSERT_TRUE(until([&] { return ended(Ended::MadeRoom) == 1; }));
  EXPECT_EQ(sinkhole_->numbers().open, 3U);
  EXPECT_TRUE(early.front().hear().gone);
  EXPECT_FALSE(late.hear().gone);
}

TEST_F(SinkholeTest, OneSourceDoesNotTakeTheHouse) {
  start({.most_from_one = 2});
  std::vector<Visitor> crowd;
  for (int i = 0; i < 5; ++i) crowd.push_back(visitor("127.0.0.5"));
  const auto other = visitor("127.0.0.6");
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().accepted == 6; }));
  EXPECT_EQ(ended(Ended::TooManyOfOne), 3U);
  EXPECT_EQ(sinkhole_->numbers().open, 3U);
  EXPECT_FALSE(other.hear().gone);
}

TEST_F(SinkholeTest, FloodOfOctetsIsShownOut) {
  start({.most_octets = 10'000});
  const auto flood = visitor();
  const std::string much(4096, 'x');
  ASSERT_TRUE(until([&] {
    (void)flood.say(much);
    return ended(Ended::SentTooMuch) == 1;
  }));
  EXPECT_LE(sinkhole_->numbers().octets, 10'000U + 4096U);
}

TEST_F(SinkholeTest, WithoutRoomForFirstBytesOneIsJudgedByTheFirstPiece) {
  start({.most_waiting = 1});
  const auto one = visitor();
  const auto two = visitor();
  ASSERT_TRUE(one.say("GET /a"));
  ASSERT_TRUE(until([&] { return sinkhole_->numbers().octets == 6; }));
  ASSERT_TRUE(two.say("GET /b"));
  ASSERT_TRUE(until([&] { return visits_.size() == 1; }));
  EXPECT_EQ(visits_[0].kind, Kind::Http);
  EXPECT_EQ(sinkhole_->numbers().judged_early, 1U);
}

TEST_F(SinkholeTest, BotThatDoesNotReadCostsNothing) {
  start({.echo = true, .most_octets = 1 << 20});
  const auto deaf = visitor();
  ASSERT_TRUE(deaf.say(kHello));
  // It calls for days and never reads: what it is told stays with the kernel, and within bounds.
  for (std::uint64_t i = 1; i <= 3'000; ++i) {
    now_ += base::kMinute;
    ASSERT_TRUE(deaf.say(kCall));
    ASSERT_TRUE(until([&] { return sinkhole_->numbers().keep_alives == i; }));
  }
  const Numbers& numbers = sinkhole_->numbers();
  EXPECT_EQ(numbers.echoes + numbers.echoes_refused, 3'000U);
}

TEST_F(SinkholeTest, EndJudgesWhoIsThereAndShutsTheDoors) {
  start();
  const auto bot = visitor();
  const auto silent = visitor();
  ASSERT_TRUE(bot.say(kHello));
  ASSERT_TRUE(until([&] { return visits_.size() == 1 && sinkhole_->numbers().accepted == 2; }));
  const auto port = sinkhole_->ports().front();
  sinkhole_->stop();
  EXPECT_EQ(ended(Ended::Stopped), 2U);
  EXPECT_EQ(visits_.size(), 2U);
  EXPECT_EQ(stays_.size(), 1U);
  EXPECT_TRUE(bot.hear().gone);
  EXPECT_FALSE(Visitor(port).connected());
}

TEST_F(SinkholeTest, TakenPortIsAnErrorThatSaysWhatToTry) {
  start();
  const auto second =
      Sinkhole::open({.listen = {{net::Address::v4(0x7F000001), sinkhole_->ports().front()}}},
                     [this] { return now_; }, {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, testing::HasSubstr("another program listens there"));
}

}  // namespace
}  // namespace noroshi::sinkhole
