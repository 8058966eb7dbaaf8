#include "train/replay/sender.hpp"

#include <gmock/gmock.h>

#include "train/replay/pacer.hpp"

namespace noroshi::replay {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::Lt;

/// Keeps what is sent.
class Memory final : public Channel {
 public:
  explicit Memory(std::vector<std::string>& kept) : kept_(kept) {}
  Status send(std::string_view message) override {
    kept_.emplace_back(message);
    return {};
  }
  Status flush() override { return {}; }

 private:
  std::vector<std::string>& kept_;
};

TEST(Pacer, SpendsTokensAtItsRate) {
  const Pacer::Instant begin{};
  Pacer pacer(1000, begin);
  EXPECT_EQ(pacer.spend(10, begin), begin);
  EXPECT_EQ(pacer.spend(10, begin), begin + milliseconds(10));
  EXPECT_EQ(pacer.spend(1, begin + milliseconds(15)), begin + milliseconds(20));
}

TEST(Pacer, CatchesUpNoMoreThanItsDepth) {
  const Pacer::Instant begin{};
  Pacer pacer(1000, begin);
  const auto late = begin + std::chrono::seconds(10);
  EXPECT_EQ(pacer.spend(1, late), late - Pacer::kDepth);
}

TEST(Sender, WithholdsEveryNthDatagram) {
  std::vector<std::string> kept;
  Sender sender({.withhold_one_of = 3});
  sender.add(std::make_unique<Memory>(kept));
  for (const auto* text : {"a", "b", "c", "d", "e", "f", "g"}) {
    ASSERT_TRUE(sender.take({.bytes = text, .records = 5}));
  }
  ASSERT_TRUE(sender.finish());
  EXPECT_THAT(kept, ElementsAre("a", "b", "d", "e", "g"));
  EXPECT_EQ(sender.sent().datagrams, 5U);
  EXPECT_EQ(sender.sent().records, 25U);
  EXPECT_EQ(sender.sent().octets, 5U);
  EXPECT_EQ(sender.sent().withheld_datagrams, 2U);
  EXPECT_EQ(sender.sent().withheld_records, 10U);
}

// 40 datagrams of 100 records at 20,000 records a second: the last is due after 195 ms.  A machine
// may be slow, but never early.
TEST(Sender, IsNeverFasterThanItsRate) {
  std::vector<std::string> kept;
  Sender sender({.pace = {.records_per_second = 20'000}});
  sender.add(std::make_unique<Memory>(kept));
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(sender.take({.bytes = "x", .records = 100}));
  ASSERT_TRUE(sender.finish());
  EXPECT_THAT(sender.sent().seconds, AllOf(Ge(0.195), Lt(60.0)));
}

TEST(Sender, KeepsTheOriginalPaceTimesAFactor) {
  std::vector<std::string> kept;
  Sender sender({.pace = {.times_original = 100}});
  sender.add(std::make_unique<Memory>(kept));
  for (base::Micros second = 0; second <= 20; second += 5) {
    ASSERT_TRUE(sender.take({.bytes = "x", .records = 1, .latest = second * base::kSecond}));
  }
  ASSERT_TRUE(sender.finish());
  EXPECT_THAT(sender.sent().seconds, AllOf(Ge(0.2), Lt(60.0)));
}

TEST(Sender, StopsWhileItWaits) {
  std::vector<std::string> kept;
  Sender sender({.pace = {.records_per_second = 0.001}, .stopped = [] { return true; }});
  sender.add(std::make_unique<Memory>(kept));
  ASSERT_TRUE(sender.take({.bytes = "x", .records = 1}));
  const auto stopped = sender.take({.bytes = "y", .records = 1});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "interrupted");
}

}  // namespace
}  // namespace noroshi::replay
