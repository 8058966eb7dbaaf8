#include "probe/pace.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace noroshi::probe {
namespace {

using base::kSecond;
using net::Address;
using permit::Refusal;

constexpr base::Micros kStart = 1'772'539'200'000'000;
const Address kHost = Address::v4(0xC6336401);  // 198.51.100.1

TEST(Pace, StartsAsIfAPacketHadJustGone) {
  Pace pace({.total = 100, .per_prefix = 10, .burst = 4, .prefix_burst = 2}, kStart);
  EXPECT_EQ(pace.take(kHost, kStart), Refusal::TooFast);
  EXPECT_EQ(pace.take(kHost, kStart + kSecond / 100 - 1), Refusal::TooFast);
  EXPECT_EQ(pace.take(kHost, kStart + kSecond / 100), Refusal::PrefixTooFast);
  EXPECT_EQ(pace.take(kHost, kStart + kSecond / 10 - 1), Refusal::PrefixTooFast);
  EXPECT_EQ(pace.take(kHost, kStart + kSecond / 10), std::nullopt);
  EXPECT_EQ(pace.take(kHost, kStart + kSecond / 10), Refusal::PrefixTooFast);
}

TEST(Pace, LetsABurstAndThenTheRate) {
  Pace pace({.total = 100, .per_prefix = 100, .burst = 4, .prefix_burst = 4}, kStart);
  const base::Micros later = kStart + kSecond;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(pace.take(kHost, later), std::nullopt) << i;
  EXPECT_EQ(pace.take(kHost, later), Refusal::TooFast);
  EXPECT_EQ(pace.take(kHost, later + 9'999), Refusal::TooFast);
  EXPECT_EQ(pace.take(kHost, later + 10'000), std::nullopt);
  EXPECT_EQ(pace.take(kHost, later + 10'000), Refusal::TooFast);
}

TEST(Pace, CountsA24AndA48AsOne) {
  const auto shares = [](const char* one, const char* other) {
    Pace pace({.total = 1000, .per_prefix = 1, .burst = 10, .prefix_burst = 1}, kStart);
    const base::Micros later = kStart + 2 * kSecond;
    EXPECT_EQ(pace.take(*Address::parse(one), later), std::nullopt);
    return pace.take(*Address::parse(other), later) == Refusal::PrefixTooFast;
  };
  EXPECT_TRUE(shares("198.51.100.0", "198.51.100.255"));
  EXPECT_FALSE(shares("198.51.100.255", "198.51.101.0"));
  EXPECT_FALSE(shares("198.51.99.255", "198.51.100.0"));
  EXPECT_TRUE(shares("2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff"));
  EXPECT_FALSE(shares("2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:2::"));
  EXPECT_FALSE(shares("0.0.0.0", "::"));
}

TEST(Pace, RefusedPacketsCostNothing) {
  Pace pace({.total = 10, .per_prefix = 1, .burst = 10, .prefix_burst = 1}, kStart);
  const base::Micros later = kStart + 2 * kSecond;
  EXPECT_EQ(pace.take(kHost, later), std::nullopt);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pace.take(kHost, later), Refusal::PrefixTooFast);
  const Address elsewhere = Address::v4(0xCB007101);
  EXPECT_EQ(pace.take(elsewhere, later), std::nullopt) << "the total was not spent";
  EXPECT_EQ(pace.take(kHost, later + kSecond - 1), Refusal::PrefixTooFast);
  EXPECT_EQ(pace.take(kHost, later + kSecond), std::nullopt);
}

// Packets in any span of time, over everything and for each prefix, against the bound itself.
TEST(Pace, IsNeverExceededInAnySpan) {
  const permit::Pace rule{.total = 700, .per_prefix = 3, .burst = 20, .prefix_burst = 2};
  Pace pace(rule, kStart);
  std::mt19937_64 chance(20260303);
  std::map<std::uint32_t, std::vector<base::Micros>> sent;  // 0: all of them
  base::Micros now = kStart;
  while (now < kStart + 10 * kSecond) {
    now += static_cast<base::Micros>(chance() % 400);
    const auto prefix = static_cast<std::uint32_t>(chance() % 300);
    const auto host = static_cast<std::uint32_t>(chance() % 256);
    if (pace.take(Address::v4(0x0B000000 + prefix * 256 + host), now)) continue;
    sent[0].push_back(now);
    sent[1 + prefix].push_back(now);
  }
  for (const auto& [prefix, times] : sent) {
    const double rate = prefix == 0 ? rule.total : rule.per_prefix;
    const auto burst = static_cast<double>(prefix == 0 ? rule.burst : rule.prefix_burst);
    for (std::size_t i = 0; i < times.size(); ++i) {
      for (std::size_t j = i; j < times.size(); j += 1 + (j - i) / 16) {
        ASSERT_LE(static_cast<double>(j - i + 1),
                  burst + rate * base::seconds(times[j] - times[i]));
      }
    }
  }
  // 300 prefixes at 3/s would be 900: the total is what binds, and most of it is used.
  EXPECT_GT(sent[0].size(), 6'500U);
}

TEST(Pace, IsNotOutrunByStartingAgain) {
  const permit::Pace rule{.total = 10, .per_prefix = 10, .burst = 5, .prefix_burst = 5};
  int passed = 0;
  for (base::Micros now = kStart; now < kStart + 10 * kSecond; now += kSecond / 4) {
    Pace pace(rule, now);  // as after a crash
    for (base::Micros more = 0; more < kSecond / 4; more += 1'000) {
      passed += pace.take(kHost, now + more) ? 0 : 1;
    }
  }
  EXPECT_GT(passed, 0);
  EXPECT_LE(passed, 100);
}

TEST(Pace, StandsStillRatherThanOverflow) {
  Pace pace({.total = 1e-6, .per_prefix = 1e-6, .burst = 1'000'000, .prefix_burst = 1'000'000}, 0);
  EXPECT_EQ(pace.take(kHost, 0), Refusal::TooFast);
  int passed = 0;
  for (int i = 0; i < 2'000; ++i) passed += pace.take(kHost, INT64_MAX) ? 0 : 1;
  EXPECT_LT(passed, 2'000);
}

}  // namespace
}  // namespace noroshi::probe
