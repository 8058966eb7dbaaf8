#include "hub/access/limits.hpp"

#include <gtest/gtest.h>

namespace noroshi::access {
namespace {

using base::kSecond;

TEST(Buckets, ABurstIsTakenThenTheRateHolds) {
  Buckets buckets(10, 20, 100);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(buckets.take("a", kSecond), 0) << i;
  EXPECT_EQ(buckets.take("a", kSecond), kSecond / 10);
  EXPECT_EQ(buckets.take("b", kSecond), 0) << "each has its own";
  EXPECT_EQ(buckets.take("a", kSecond + kSecond / 10), 0);
  EXPECT_GT(buckets.take("a", kSecond + kSecond / 10), 0);
  int taken = 0;
  while (buckets.take("a", 100 * kSecond) == 0) ++taken;
  EXPECT_EQ(taken, 20) << "silence fills it no further than full";
}

TEST(Buckets, AClockThatGoesBackGivesNothingAway) {
  Buckets buckets(10, 1, 100);
  EXPECT_EQ(buckets.take("a", 10 * kSecond), 0);
  EXPECT_GT(buckets.take("a", 5 * kSecond), 0);
}

TEST(Failures, WaitsDoubleAfterAFewFree) {
  Failures failures(3, 60 * kSecond, 100);
  EXPECT_EQ(failures.failed("a", 0), 1);
  EXPECT_EQ(failures.failed("a", 0), 2);
  EXPECT_EQ(failures.wait("a", 0), 0);
  EXPECT_EQ(failures.failed("a", 0), 3);
  EXPECT_EQ(failures.wait("a", 0), kSecond);
  failures.failed("a", kSecond);
  EXPECT_EQ(failures.wait("a", kSecond), 2 * kSecond);
  EXPECT_EQ(failures.wait("a", 3 * kSecond), 0);
  for (int i = 0; i < 100; ++i) failures.failed("a", 4 * kSecond);
  EXPECT_EQ(failures.wait("a", 4 * kSecond), 60 * kSecond);
  EXPECT_EQ(failures.wait("b", 4 * kSecond), 0);
}

TEST(Failures, SuccessAndLongSilenceBeginAgain) {
  Failures failures(1, 60 * kSecond, 100);
  failures.failed("a", 0);
  failures.succeeded("a");
  EXPECT_EQ(failures.wait("a", 0), 0);
  for (int i = 0; i < 10; ++i) failures.failed("a", 0);
  EXPECT_EQ(failures.failed("a", 601 * kSecond), 1);
}

TEST(Recent, ForgetsWhatWasTouchedLongestAgo) {
  Recent<int> recent(2);
  recent.touch("a") = 1;
  recent.touch("b") = 2;
  recent.touch("a");
  recent.touch("c") = 3;
  EXPECT_EQ(recent.find("b"), nullptr);
  ASSERT_NE(recent.find("a"), nullptr);
  EXPECT_EQ(*recent.find("a"), 1);
  recent.erase_if([](int value) { return value == 1; });
  EXPECT_EQ(recent.find("a"), nullptr);
  EXPECT_EQ(recent.size(), 1U);
}

}  // namespace
}  // namespace noroshi::access
