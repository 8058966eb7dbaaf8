#include "observe/telescope/packet_clock.hpp"

#include <gtest/gtest.h>

namespace noroshi::telescope {
namespace {

using base::kHour;
using base::kMinute;
using base::kSecond;
constexpr base::Micros kStart = 1'768'392'000'000'000;

PacketClock at(base::Micros time) {
  PacketClock clock;
  clock.note(time);
  return clock;
}

TEST(PacketClock, FollowsPacketsAndIgnoresLateOnes) {
  auto clock = at(kStart);
  clock.note(kStart + 5 * kSecond);
  clock.note(kStart + 2 * kSecond);
  clock.note(kStart - 30 * kMinute);
  EXPECT_EQ(clock.now(), kStart + 5 * kSecond);
}

TEST(PacketClock, OnePacketCannotMakeItLeap) {
  auto clock = at(kStart);
  clock.note(kStart + 10'000 * kHour);
  EXPECT_EQ(clock.now(), kStart);
  clock.note(kStart + kSecond);
  EXPECT_EQ(clock.now(), kStart + kSecond);
  clock.note(kStart + 20'000 * kHour);  // again one alone
  clock.note(kStart - 20'000 * kHour);  // in another direction: no agreement
  EXPECT_EQ(clock.now(), kStart + kSecond);
}

TEST(PacketClock, TwoThatAgreeMakeItLeapToTheNearer) {
  auto clock = at(kStart);
  clock.note(kStart + 10'000 * kHour);
  clock.note(kStart + 30 * kHour);
  EXPECT_EQ(clock.now(), kStart + 30 * kHour);
  clock.note(kStart - 50 * kHour);
  clock.note(kStart - 49 * kHour);
  EXPECT_EQ(clock.now(), kStart - 49 * kHour);
}

TEST(PacketClock, FollowsSparsePacketsOneBehind) {
  auto clock = at(kStart);
  for (int i = 1; i <= 5; ++i) clock.note(kStart + i * 3 * kHour);
  EXPECT_EQ(clock.now(), kStart + 4 * 3 * kHour);
}

TEST(PacketClock, SaysBeforehandThatAMinuteBegins) {
  const auto clock = at(kStart + 59 * kSecond);
  EXPECT_FALSE(clock.crosses(kStart + 59 * kSecond + 999'999));
  EXPECT_TRUE(clock.crosses(kStart + kMinute));
  EXPECT_FALSE(clock.crosses(kStart + 10'000 * kHour));
  EXPECT_TRUE(PacketClock().crosses(kStart));
  EXPECT_EQ(PacketClock::floor_to(-1, kMinute), -kMinute);
}

}  // namespace
}  // namespace noroshi::telescope
