#include "observe/telescope/victim_table.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "observe/telescope/packet_clock.hpp"
#include "observe/telescope/telescope_testing.hpp"

namespace noroshi::telescope {
namespace {

using base::kMinute;
using base::kSecond;

class Victims : public testing::Test {
 protected:
  explicit Victims(std::size_t octets = std::size_t{4} << 20) : table_({.octets = octets}, hash_) {}

  void reply(base::Micros time, std::uint32_t victim, std::uint16_t port = 80,
             Reply kind = Reply::SynAck, std::uint32_t target = 0xC6336401) {
    Packet packet = probe(time, victim, 40'000, target);
    Verdict verdict{.kind = Class::Backscatter, .reply = kind};
    verdict.victim = packet.source;
    verdict.attacked_port = port;
    verdict.attack_protocol = protocol::kTcp;
    table_.note(table_.hash_of(verdict.victim), packet, verdict, sink_);
  }

  KeyedHash hash_{HashKey{1, 2, 3}};
  VictimTable table_;
  KeepingSink sink_;
};

TEST_F(Victims, AnAttackIsToldWithItsPortsAndReplies) {
  for (int i = 0; i < 130; ++i) {
    reply(kNoon + i * kSecond, 0xCB007107, i % 4 == 0 ? 443 : 80,
          i % 10 == 0 ? Reply::Rst : Reply::SynAck,
          0xC6336400 + static_cast<std::uint32_t>(i % 50));
  }
  table_.expire(kNoon + 10 * kMinute, sink_);
  ASSERT_EQ(sink_.victims.size(), 1U);
  const auto& victim = sink_.victims.front();
  EXPECT_EQ(victim.victim.to_string(), "203.0.113.7");
  EXPECT_EQ(victim.packets, 130U);
  EXPECT_EQ(victim.octets, 130U * 40);
  EXPECT_EQ(victim.first, kNoon);
  EXPECT_EQ(victim.last, kNoon + 129 * kSecond);
  EXPECT_EQ(victim.most_in_minute, 60U);
  EXPECT_NEAR(static_cast<double>(victim.targets), 50, 10);
  EXPECT_EQ(victim.protocol, 6);
  const std::vector<std::pair<std::uint16_t, std::uint64_t>> ports{{80, 97}, {443, 33}};
  EXPECT_EQ(victim.ports, ports);
  EXPECT_EQ(victim.replies.at("rst"), 13U);
  EXPECT_EQ(victim.replies.at("syn-ack"), 117U);
}

TEST_F(Victims, BelowAnyThresholdThereIsNoAttack) {
  for (int i = 0; i < 24; ++i) reply(kNoon + i * 3 * kSecond, 0xCB007101);   // too few
  for (int i = 0; i < 100; ++i) reply(kNoon + i * kSecond / 2, 0xCB007102);  // too short
  for (int i = 0; i < 100; ++i) reply(kNoon + i * 3 * kSecond, 0xCB007103);  // too slow
  for (int i = 0; i < 40; ++i) reply(kNoon + i * 1750'000LL, 0xCB007104);    // just enough
  table_.stop(sink_);
  ASSERT_EQ(sink_.victims.size(), 1U);
  EXPECT_EQ(sink_.victims[0].victim.to_string(), "203.0.113.4");
  EXPECT_EQ(table_.size(), 0U);
  EXPECT_EQ(table_.forgotten(), VictimTable::Forgotten{});
}

TEST_F(Victims, APauseOfFiveMinutesEndsAnAttack) {
  for (const base::Micros begin : {base::Micros{0}, 10 * kMinute}) {
    for (int i = 0; i < 90; ++i) reply(kNoon + begin + i * kSecond, 0xCB007107);
  }
  EXPECT_EQ(sink_.victims.size(), 1U);
  table_.stop(sink_);
  EXPECT_EQ(sink_.victims.size(), 2U);
}

TEST_F(Victims, TheBusiestMinuteEqualsThatOfASlowCount) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(seed);
    std::map<std::int64_t, std::uint64_t> steps;
    base::Micros time = kNoon;
    for (int i = 0; i < 500; ++i) {
      time += static_cast<base::Micros>(random() % (random() % 20 == 0 ? 40 * kSecond : kSecond));
      ++steps[time / (10 * kSecond)];
      reply(time, 0xCB007107);
    }
    std::uint64_t most = 0;
    for (const auto& [end, count] : steps) {
      std::uint64_t sum = 0;
      for (std::int64_t step = end - 5; step <= end; ++step) {
        const auto found = steps.find(step);
        if (found != steps.end()) sum += found->second;
      }
      most = std::max(most, sum);
    }
    sink_.victims.clear();
    table_.stop(sink_);
    ASSERT_EQ(sink_.victims.size(), 1U);
    EXPECT_EQ(sink_.victims[0].most_in_minute, most) << seed;
  }
}

TEST_F(Victims, InAStormOfOneReplySendersTheAttacksAreStillFoundAndNothingGoesUncounted) {
  std::mt19937_64 random(5);
  const std::size_t senders = 4 * table_.room();
  std::uint64_t fed = 0;
  base::Micros swept = kNoon;
  for (std::size_t i = 0; i < senders; ++i) {
    const base::Micros time =
        kNoon + static_cast<base::Micros>(i) * 4 * kMinute / static_cast<base::Micros>(senders);
    reply(time, static_cast<std::uint32_t>(random()));
    ++fed;
    if (i % 100 == 0) {
      reply(time, 0xCB007100 + static_cast<std::uint32_t>(i / 100 % 5), 80);
      ++fed;
    }
    if (time - swept >= kMinute) table_.expire(swept = time, sink_);
    ASSERT_LE(table_.size(), table_.room());
  }
  EXPECT_GT(table_.forgotten().packets, 0U);
  EXPECT_LE(table_.forgotten().packets, fed);
  table_.stop(sink_);
  EXPECT_EQ(sink_.victims.size(), 5U);
}

}  // namespace
}  // namespace noroshi::telescope
