#include "detect/c2/retries.hpp"

#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"

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

TEST(Retries, UdpHasNoHandshakeToFail) {
  Scene scene("203.0.113.9", 8081, model::kUdp);
  for (int i = 0; i < 60; ++i) scene.contact(0, 120.0 * i, 1, Outcome::Silent);
  EXPECT_EQ(scene.look(retries), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
