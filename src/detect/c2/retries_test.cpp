#include "detect/c2/retries.hpp"

#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"
#include "detect/c2/weights.hpp"

namespace noroshi::c2 {
namespace {

Scene attempts(int count, double every, Outcome outcome = Outcome::Silent) {
  Scene scene;
  for (int i = 0; i < count; ++i) scene.contact(0, every * i, 3, outcome);
  return scene;
}

TEST(Retries, ADeadServerTriedForHoursSpeaks) {
  const auto evidence = attempts(60, 120).weigh(retries);
  ASSERT_TRUE(evidence.has_value());
  EXPECT_GT(evidence->weight, 0.95 * weights::kRetries);
  EXPECT_EQ(evidence->value, 60);
  EXPECT_EQ(count(*evidence, "share"), 1);
}

TEST(Retries, RefusalsCountLikeSilence) {
  EXPECT_EQ(attempts(60, 120, Outcome::Refused).weight(retries), attempts(60, 120).weight(retries));
}

TEST(Retries, APageThatDoesNotLoadIsNoDeadMaster) {
  EXPECT_LT(attempts(8, 3).weight(retries), 1.5);
  EXPECT_EQ(attempts(2, 60).weigh(retries), std::nullopt);
}

TEST(Retries, AServerThatMostlyAnswersIsNotDead) {
  Scene scene;
  for (int i = 0; i < 60; ++i) {
    scene.contact(0, 120.0 * i, 1, i % 3 == 0 ? Outcome::Silent : Outcome::Answered);
  }
  EXPECT_EQ(scene.weigh(retries), std::nullopt);
}

TEST(Retries, AServerThatIsDeadForAFewOfItsClientsIsNotDead) {
  Scene scene = attempts(60, 120);
  for (std::uint32_t client = 1; client < 9; ++client) scene.contact(client, 0);
  EXPECT_EQ(scene.weigh(retries), std::nullopt);
}

TEST(Retries, SampledSynsThatNobodySawAnsweredCount) {
  EXPECT_GT(attempts(40, 600, Outcome::Asked).weight(retries), 3);
}

TEST(Retries, UdpHasNoHandshakeToFail) {
  Scene scene("203.0.113.9", 8081, model::kUdp);
  for (int i = 0; i < 60; ++i) scene.contact(0, 120.0 * i, 1, Outcome::Silent);
  EXPECT_EQ(scene.weigh(retries), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
