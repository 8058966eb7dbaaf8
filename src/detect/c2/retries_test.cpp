#include "detect/c2/retries.hpp"

#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"
#include "detect/c2/thinned.hpp"

namespace noroshi::c2 {
namespace {

Scene attempts(int count, double every, Outcome outcome = Outcome::Silent) {
  Scene scene;
  for (int i = 0; i < count; ++i) scene.contact(0, every * i, 3, outcome);
  return scene;
}

TEST(Retries, ADeadServerTriedForHoursSpeaks) {
  const auto signal = attempts(60, 120).look(retries);
  ASSERT_TRUE(signal.has_value());
  EXPECT_GT(signal->strength, 0.95);
  EXPECT_EQ(signal->value, 60);
  EXPECT_EQ(count(*signal, "share"), 1);
}

TEST(Retries, RefusalsCountLikeSilence) {
  EXPECT_EQ(attempts(60, 120, Outcome::Refused).says(retries), attempts(60, 120).says(retries));
}

TEST(Retries, APageThatDoesNotLoadIsNoDeadMaster) {
  EXPECT_LT(attempts(8, 3).says(retries), 0.3);
  EXPECT_EQ(attempts(2, 60).look(retries), std::nullopt);
}

TEST(Retries, AServerThatMostlyAnswersIsNotDead) {
  Scene scene;
  for (int i = 0; i < 60; ++i) {
    scene.contact(0, 120.0 * i, 1, i % 3 == 0 ? Outcome::Silent : Outcome::Answered);
  }
  EXPECT_EQ(scene.look(retries), std::nullopt);
}

TEST(Retries, AServerThatIsDeadForAFewOfItsClientsIsNotDead) {
  Scene scene = attempts(60, 120);
  for (std::uint32_t client = 1; client < 9; ++client) scene.contact(client, 0);
  EXPECT_EQ(scene.look(retries), std::nullopt);
}

TEST(Retries, SampledSynsThatNobodySawAnsweredCount) {
  EXPECT_GT(attempts(40, 600, Outcome::Asked).says(retries), 0.6);
}

// 1:1000 leaves each bot of a dead master one SYN a day.
TEST(Retries, LoneSynsOfManyClientsTogetherAreADeadMaster) {
  const auto dead = [](int clients) {
    Thinned day;
    day.sites(20, 40);
    for (int i = 0; i < clients; ++i) {
      day.packet(Thinned::household(static_cast<std::uint32_t>(9 * i)), "203.0.113.9", 4782,
                 1.0 + 3.0 * i, 60, 0, model::kSyn);
    }
    return day.says("203.0.113.9", 4782, Input::Retries);
  };
  EXPECT_GT(dead(7), 0.7);
  EXPECT_GT(dead(7), dead(4));
  EXPECT_EQ(dead(2), 0);
}

TEST(Retries, LoneSynsAmongAnswersAreWhatSamplingMakesOfConnections) {
  Thinned day;
  day.sites(20, 40);
  for (int i = 0; i < 20; ++i) {
    const auto client = Thinned::household(static_cast<std::uint32_t>(9 * i));
    day.packet(client, "203.0.113.9", 4782, 1.0 + i, 60, 0, model::kSyn);
    if (i % 2 == 0) day.packet(client, "203.0.113.9", 4782, 1.5 + i, 0, 300);
  }
  EXPECT_EQ(day.says("203.0.113.9", 4782, Input::Retries), 0);
}

TEST(Retries, AnOutageOfAnHourIsNoDeadMaster) {
  Thinned day;
  day.sites(20, 40);
  for (int i = 0; i < 8; ++i) {
    day.packet(Thinned::household(static_cast<std::uint32_t>(9 * i)), "203.0.113.9", 4782,
               12.0 + 0.05 * i, 60, 0, model::kSyn);
  }
  EXPECT_LT(day.says("203.0.113.9", 4782, Input::Retries), 0.2);
}

TEST(Retries, TargetsOfAScannerAreNotMissed) {
  Thinned day;
  day.sites(20, 40);
  for (int target = 1; target < 60; ++target) {
    for (int i = 0; i < 2; ++i) {
      for (const auto* scanner : {"10.0.0.1", "10.0.3.1"}) {
        day.packet(scanner, fmt::format("203.0.113.{}", target), 23, 2.0 + 9 * i, 60, 0,
                   model::kSyn);
      }
    }
  }
  EXPECT_EQ(day.says("203.0.113.9", 23, Input::Retries), 0);
}

TEST(Retries, UdpHasNoHandshakeToFail) {
  Scene scene("203.0.113.9", 8081, model::kUdp);
  for (int i = 0; i < 60; ++i) scene.contact(0, 120.0 * i, 1, Outcome::Silent);
  EXPECT_EQ(scene.look(retries), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
