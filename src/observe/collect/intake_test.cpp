#include "observe/collect/intake.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace noroshi::collect {
namespace {

using std::chrono::milliseconds;

Parcel parcel_of(std::size_t messages, std::size_t octets, std::uint16_t port = 1) {
  Parcel parcel;
  for (std::size_t i = 0; i < messages; ++i) {
    Message message;
    message.port = port;
    parcel.add(message, std::string(octets, 'x'));
  }
  return parcel;
}

void expect_exact(const Intake::Counts& counts) {
  EXPECT_EQ(counts.received, counts.dropped + counts.waiting + counts.taken);
}

TEST(Intake, GivesBackWhatWasPutIn) {
  Intake intake(1 << 20, WhenFull::DropNewest);
  Parcel parcel;
  Message message;
  message.port = 7;
  parcel.add(message, "hello");
  intake.offer(parcel);
  EXPECT_TRUE(parcel.empty()) << "its content has moved";
  Parcel taken;
  ASSERT_TRUE(intake.take(taken, milliseconds(0)));
  ASSERT_EQ(taken.count(), 1U);
  EXPECT_EQ(taken.at(taken.messages[0]), "hello");
  EXPECT_EQ(taken.messages[0].port, 7);
  expect_exact(intake.counts());
}

TEST(Intake, SmallParcelsGrowTogether) {
  Intake intake(1 << 20, WhenFull::DropNewest);
  for (std::uint16_t i = 0; i < 10; ++i) {
    auto parcel = parcel_of(1, 100, i);
    intake.offer(parcel);
  }
  Parcel taken;
  ASSERT_TRUE(intake.take(taken, milliseconds(0)));
  ASSERT_EQ(taken.count(), 10U);
  EXPECT_EQ(taken.messages[9].port, 9) << "in order";
  EXPECT_EQ(taken.at(taken.messages[9]).size(), 100U);
  EXPECT_FALSE(intake.take(taken, milliseconds(0)));
}

TEST(Intake, DropsTheNewestWhenFull) {
  Intake intake(8 << 20, WhenFull::DropNewest);  // 6 MiB of datagrams
  for (std::uint16_t i = 0; i < 10; ++i) {
    auto parcel = parcel_of(100, 10'000, i);  // about 1 MB each
    intake.offer(parcel);
  }
  const auto counts = intake.counts();
  expect_exact(counts);
  EXPECT_EQ(counts.dropped, 400U);
  Parcel taken;
  ASSERT_TRUE(intake.take(taken, milliseconds(0)));
  EXPECT_EQ(taken.messages[0].port, 0) << "the first is still there";
  expect_exact(intake.counts());
}

TEST(Intake, DropsTheOldestWhenFull) {
  Intake intake(8 << 20, WhenFull::DropOldest);
  for (std::uint16_t i = 0; i < 10; ++i) {
    auto parcel = parcel_of(100, 10'000, i);
    intake.offer(parcel);
  }
  const auto counts = intake.counts();
  expect_exact(counts);
  EXPECT_EQ(counts.dropped, 400U);
  Parcel taken;
  ASSERT_TRUE(intake.take(taken, milliseconds(0)));
  EXPECT_EQ(taken.messages[0].port, 4);
}

TEST(Intake, ParcelLargerThanTheQueueIsDropped) {
  Intake intake(1 << 20, WhenFull::DropOldest);
  auto parcel = parcel_of(200, 10'000);
  intake.offer(parcel);
  EXPECT_EQ(intake.counts().dropped, 200U);
  expect_exact(intake.counts());
}

TEST(Intake, StreamsWaitInsteadOfDropping) {
  Intake intake(1 << 20, WhenFull::DropNewest);  // 256 KiB of streams
  std::thread exporter([&] {
    for (int i = 0; i < 100; ++i) {
      auto parcel = parcel_of(1, 30'000);
      ASSERT_TRUE(intake.push(parcel));
    }
  });
  std::uint64_t messages = 0;
  Parcel taken;
  while (messages < 100) {
    ASSERT_TRUE(intake.take(taken, milliseconds(10'000)));
    messages += taken.count();
    EXPECT_LE(intake.counts().waiting_octets, 256U << 10);
  }
  exporter.join();
  EXPECT_EQ(intake.counts().dropped, 0U);
  expect_exact(intake.counts());
}

TEST(Intake, FullDatagramsLeaveRoomForStreams) {
  Intake intake(1 << 20, WhenFull::DropNewest);
  auto flood = parcel_of(70, 10'000);
  intake.offer(flood);
  auto more = parcel_of(70, 10'000);
  intake.offer(more);
  EXPECT_EQ(intake.counts().dropped, 70U);
  auto stream = parcel_of(1, 1'000);
  EXPECT_TRUE(intake.push(stream)) << "at once: this thread alone would hang otherwise";
}

TEST(Intake, ClosedRefusesStreamsAndWakesTheWorker) {
  Intake intake(1 << 20, WhenFull::DropNewest);
  intake.close();
  auto parcel = parcel_of(1, 100);
  EXPECT_FALSE(intake.push(parcel));
  Parcel taken;
  EXPECT_FALSE(intake.take(taken, milliseconds(100'000)));
  EXPECT_TRUE(intake.closed());
}

TEST(Intake, EndOfAStreamIsNoMessage) {
  Intake intake(1 << 20, WhenFull::DropNewest);
  Message end;
  end.kind = Message::Kind::End;
  intake.push_end(end);
  EXPECT_EQ(intake.counts().received, 0U);
  Parcel taken;
  ASSERT_TRUE(intake.take(taken, milliseconds(0)));
  EXPECT_EQ(taken.messages.size(), 1U);
  EXPECT_EQ(taken.count(), 0U);
  expect_exact(intake.counts());
}

}  // namespace
}  // namespace noroshi::collect
