#include "cli/batch_queue.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace noroshi::cli {
namespace {

using namespace std::chrono_literals;

model::FlowBatch batch(std::size_t rows) {
  model::FlowBatch made;
  for (std::size_t i = 0; i < rows; ++i) made.append({});
  return made;
}

TEST(BatchQueue, KeepsTheOrder) {
  BatchQueue queue(4);
  EXPECT_TRUE(queue.put(batch(1)));
  EXPECT_TRUE(queue.put(batch(2)));
  EXPECT_EQ(queue.take(0ms)->size(), 1u);
  EXPECT_EQ(queue.take(0ms)->size(), 2u);
  EXPECT_FALSE(queue.take(0ms).has_value());
}

TEST(BatchQueue, EndsOnlyWhenClosedAndEmpty) {
  BatchQueue queue(4);
  queue.put(batch(1));
  EXPECT_FALSE(queue.ended());
  queue.close();
  EXPECT_FALSE(queue.ended());
  EXPECT_TRUE(queue.take(0ms).has_value());
  EXPECT_TRUE(queue.ended());
}

TEST(BatchQueue, WaitsForRoomAndForBatches) {
  BatchQueue queue(1);
  std::thread putter([&] {
    for (std::size_t i = 1; i <= 100; ++i) EXPECT_TRUE(queue.put(batch(i % 3)));
    queue.close();
  });
  std::size_t taken = 0;
  while (!queue.ended()) {
    const auto one = queue.take(1s);
    if (!one) continue;
    EXPECT_EQ(one->size(), ++taken % 3);
  }
  putter.join();
  EXPECT_EQ(taken, 100u);
}

TEST(BatchQueue, SendsAWaitingPutterAwayWhenTheTakerLeaves) {
  BatchQueue queue(1);
  queue.put(batch(1));
  std::thread putter([&] { EXPECT_FALSE(queue.put(batch(1))); });
  queue.leave();
  putter.join();
}

TEST(BatchQueue, GivesUsedMemoryBack) {
  BatchQueue queue(1);
  auto used = batch(100);
  const auto capacity = used.start.capacity();
  queue.give_back(std::move(used));
  const auto blank = queue.blank();
  EXPECT_TRUE(blank.empty());
  EXPECT_EQ(blank.start.capacity(), capacity);
}

}  // namespace
}  // namespace noroshi::cli
