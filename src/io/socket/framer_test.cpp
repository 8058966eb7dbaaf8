#include "io/socket/framer.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace noroshi::socket {
namespace {

std::string message_of(std::size_t length, char filling) {
  std::string message(length, filling);
  message[0] = 0;
  message[1] = 10;
  message[2] = static_cast<char>(length >> 8);
  message[3] = static_cast<char>(length);
  return message;
}

struct Outcome {
  std::vector<std::string> messages;
  bool broken = false;
};

// Feeds `octets` in pieces of the sizes that `size` gives.
template <class Size>
Outcome feed(Framer& framer, std::string_view octets, Size size) {
  Outcome outcome;
  while (!octets.empty()) {
    const auto space = framer.space();
    const std::size_t piece = std::min({space.size(), octets.size(), std::size_t{size()}});
    std::copy_n(octets.begin(), piece, space.begin());
    framer.commit(piece);
    octets.remove_prefix(piece);
    std::string_view message;
    Framer::Next next = Framer::Next::More;
    while ((next = framer.next(message)) == Framer::Next::Message) {
      outcome.messages.emplace_back(message);
    }
    if (next == Framer::Next::Broken) {
      outcome.broken = true;
      return outcome;
    }
  }
  return outcome;
}

TEST(Framer, FindsMessagesHoweverTheyAreSplitAndGlued) {
  std::mt19937 random(1);
  std::vector<std::string> messages = {message_of(16, 'a'),   message_of(65535, 'b'),
                                       message_of(17, 'c'),   message_of(65535, 'd'),
                                       message_of(1400, 'e'), message_of(40000, 'f')};
  std::string octets;
  for (const auto& message : messages) octets += message;
  for (const std::size_t most : {1U, 3U, 1000U, 65536U, 1000000U}) {
    Framer framer;
    const auto outcome = feed(framer, octets, [&] { return 1 + random() % most; });
    EXPECT_EQ(outcome.messages, messages) << "pieces of up to " << most;
    EXPECT_FALSE(outcome.broken);
    EXPECT_TRUE(framer.between_messages());
  }
}

TEST(Framer, SaysThatAMessageIsUnfinished) {
  Framer framer;
  const auto whole = message_of(100, 'x');
  const auto outcome = feed(framer, whole.substr(0, 99), [] { return std::size_t{99}; });
  EXPECT_TRUE(outcome.messages.empty());
  EXPECT_FALSE(framer.between_messages());
}

TEST(Framer, BreaksAtTheSecondOctetOfAnotherProtocol) {
  Framer framer;
  EXPECT_TRUE(feed(framer, "GE", [] { return std::size_t{2}; }).broken);
}

TEST(Framer, BreaksAtALengthShorterThanTheHeader) {
  Framer framer;
  const std::string octets = message_of(16, 'a') + message_of(15, 'b');
  const auto outcome = feed(framer, octets, [] { return std::size_t{100}; });
  EXPECT_EQ(outcome.messages.size(), 1U);
  EXPECT_TRUE(outcome.broken);
}

TEST(Framer, StaysSmallForShortMessages) {
  Framer framer;
  for (int i = 0; i < 1000; ++i) {
    feed(framer, message_of(1400, 'x'), [] { return std::size_t{1400}; });
    EXPECT_LE(framer.space().size(), Framer::kFirst);
  }
}

}  // namespace
}  // namespace noroshi::socket
