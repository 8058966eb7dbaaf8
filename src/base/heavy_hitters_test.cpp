#include "base/heavy_hitters.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace noroshi::base {
namespace {

using Ports = HeavyHitters<std::uint16_t>;

// A few heavy ports among many that come now and then.
std::map<std::uint16_t, std::uint64_t> feed(Ports& ports, std::uint64_t seed, int notes) {
  std::map<std::uint16_t, std::uint64_t> truth;
  std::mt19937_64 random(seed);
  for (int i = 0; i < notes; ++i) {
    const bool heavy = random() % 3 == 0;
    const auto port = static_cast<std::uint16_t>(heavy ? random() % 4 : random() % 3000);
    ports.note(port);
    ++truth[port];
  }
  return truth;
}

void keeps_its_promise(const Ports& ports, std::map<std::uint16_t, std::uint64_t> truth,
                       std::size_t room) {
  std::uint64_t all = 0;
  for (const auto& [port, count] : truth) all += count;
  std::map<std::uint16_t, std::uint64_t> held;
  for (const auto& entry : ports.top(room)) {
    held[entry.key] = entry.count;
    EXPECT_GE(entry.count, truth[entry.key]) << entry.key;
    EXPECT_LE(entry.count - entry.error, truth[entry.key]) << entry.key;
    EXPECT_LE(entry.error, 2 * all / room) << entry.key;
  }
  for (const auto& [port, count] : truth) {
    if (count <= all / room) continue;
    EXPECT_EQ(held.count(port), 1U) << port;
  }
}

TEST(HeavyHitters, CountsExactlyWhileThereIsRoom) {
  Ports ports(4);
  for (const int port : {80, 23, 80, 443, 80, 23}) ports.note(static_cast<std::uint16_t>(port));
  ports.note(443, 10);
  const std::vector<Ports::Entry> expected{{443, 11, 0}, {80, 3, 0}};
  EXPECT_EQ(ports.top(2), expected);
  EXPECT_EQ(ports.size(), 3U);
}

TEST(HeavyHitters, HoldsEverythingHeavyWithBoundedError) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Ports ports(64);
    const auto truth = feed(ports, seed, 20'000);
    EXPECT_EQ(ports.size(), 64U);
    keeps_its_promise(ports, truth, 64);
  }
}

TEST(HeavyHitters, MergedKeepsThePromiseOverBothStreams) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Ports left(64);
    Ports right(64);
    auto truth = feed(left, 2 * seed, 9'000);
    for (const auto& [port, count] : feed(right, 2 * seed + 1, 15'000)) truth[port] += count;
    left.merge(right);
    keeps_its_promise(left, truth, 64);
    left.note(7, 1);  // and goes on counting
    EXPECT_EQ(left.size(), 64U);
  }
}

}  // namespace
}  // namespace noroshi::base
