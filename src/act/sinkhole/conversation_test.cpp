#include "act/sinkhole/conversation.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "act/sinkhole/bot_reading.hpp"

namespace noroshi::sinkhole {
namespace {

using namespace std::string_literals;

constexpr base::Micros kNow = 1'768'348'800 * base::kSecond;

struct Told {
  std::string octets;  ///< everything that was written
  std::vector<Kind> judged;
  Conversation conversation;
};

/// Says `pieces` one after another, `pause` apart.
Told talk(const std::vector<std::string>& pieces, bool may_echo, base::Micros pause) {
  Told told;
  std::string pending;
  base::Micros now = kNow;
  for (const auto& piece : pieces) {
    const auto heard = told.conversation.hear(piece, pending, now, may_echo);
    if (heard.judgement) told.judged.push_back(heard.judgement->kind);
    if (heard.reply == Reply::EchoZero) told.octets += "\0\0"s;
    now += pause;
  }
  if (const auto last = told.conversation.give_up(pending)) told.judged.push_back(last->kind);
  return told;
}

const std::string kHello = "\0\0\0\x01\x06telnet"s;
const std::string kCall = "\0\0"s;

TEST(Conversation, ParkedBotHearsItsKeepAlivesBack) {
  const auto told = talk({kHello, kCall, kCall, kCall}, true, base::kMinute);
  EXPECT_EQ(told.judged, std::vector{Kind::MiraiLike});
  EXPECT_EQ(told.conversation.keep_alives(), 3U);
  EXPECT_EQ(told.octets, "\0\0\0\0\0\0"s);
}

TEST(Conversation, WithoutEchoNothingIsEverSaid) {
  const auto told = talk({kHello, kCall, kCall}, false, base::kMinute);
  EXPECT_EQ(told.conversation.keep_alives(), 2U);
  EXPECT_EQ(told.octets, "");
}

TEST(Conversation, IntroductionAndCallsMayComeInAnyPieces) {
  const std::string all = kHello + kCall + kCall;
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    const auto told = talk({all.substr(0, cut), all.substr(cut)}, true, base::kMinute);
    EXPECT_EQ(told.judged, std::vector{Kind::MiraiLike}) << cut;
    EXPECT_EQ(told.conversation.keep_alives(), 2U) << cut;
    EXPECT_FALSE(read_as_bot(told.octets).torn) << cut;
  }
  std::vector<std::string> single;
  for (const char c : all) single.emplace_back(1, c);
  EXPECT_EQ(talk(single, true, base::kMinute).conversation.keep_alives(), 2U);
}

TEST(Conversation, CallsInHasteAreAnsweredOnce) {
  const auto told = talk({kHello, kCall, kCall, kCall, kCall}, true, base::kSecond);
  EXPECT_EQ(told.conversation.keep_alives(), 4U);
  EXPECT_EQ(told.octets, "\0\0"s);
}

TEST(Conversation, WhoSaysAnythingElseIsNeverAnsweredAgain) {
  const auto told = talk({kHello, kCall, "login\n", kCall, kCall}, true, base::kMinute);
  EXPECT_EQ(told.octets, "\0\0"s);
  EXPECT_EQ(told.conversation.keep_alives(), 1U);
}

TEST(Conversation, OtherProgramsAreNeverAnswered) {
  for (const auto& first : {"GET / HTTP/1.1\r\n\r\n"s, "NICK a\r\n"s, "\xff\xfb\x01"s}) {
    EXPECT_EQ(talk({first, kCall, kCall}, true, base::kMinute).octets, "");
  }
}

TEST(Conversation, BotThatSpeaksTooLateIsNotAnswered) {
  Conversation conversation;
  std::string pending;
  EXPECT_EQ(conversation.give_up(pending)->kind, Kind::Silent);
  EXPECT_EQ(conversation.hear(kHello + kCall, pending, kNow, true).reply, Reply::None);
}

// The promise of the leaf: whatever a visitor sends, however it is cut and timed, what it hears is
// no command, and never more than it said.
TEST(Conversation, NothingThatIsSaidReadsAsACommand) {
  std::mt19937_64 random(20260114);
  const std::vector<std::string> words{kHello,  kCall,           "\0"s, "\0\0\0"s, "\0\0\0\x01\0"s,
                                       "GET "s, "\x16\x03\x01"s, "x"s,  "\xff"s,   ""s};
  std::size_t echoes = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::string> pieces;
    std::size_t said = 0;
    // Half of the visitors begin as a bot does, or nothing would be echoed.
    if (random() % 2 == 0) pieces.push_back(kHello);
    for (auto left = random() % 12; left > 0; --left) {
      std::string piece = words[random() % words.size()];
      if (random() % 8 == 0 && !piece.empty())
        piece[random() % piece.size()] = static_cast<char>(random());
      pieces.push_back(piece);
    }
    for (const auto& piece : pieces) said += piece.size();
    const auto told = talk(pieces, true, static_cast<base::Micros>(random() % 60) * base::kSecond);
    const auto reading = read_as_bot(told.octets);
    ASSERT_EQ(reading.commands, 0U);
    ASSERT_FALSE(reading.torn);
    ASSERT_LE(told.octets.size(), said);
    ASSERT_EQ(told.judged.size(), 1U);
    echoes += reading.pings;
  }
  EXPECT_GT(echoes, 1000U);  // the test saw what it is about
}

}  // namespace
}  // namespace noroshi::sinkhole
