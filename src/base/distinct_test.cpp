#include "base/distinct.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace noroshi::base {
namespace {

std::vector<std::uint8_t> sketch(std::size_t registers, std::uint64_t seed, int things) {
  std::vector<std::uint8_t> out(registers);
  std::mt19937_64 random(seed);
  for (int i = 0; i < things; ++i) note_distinct(out, random());
  return out;
}

// Five standard errors of 1.04 / √m at every size from nothing to far beyond the registers.
TEST(Distinct, EstimatesWithinItsErrorAtEverySizeAndPrecision) {
  EXPECT_EQ(estimate_distinct(std::vector<std::uint8_t>(64)), 0.0);
  for (const std::size_t registers : {32U, 256U, 1024U, 16384U}) {
    for (const int things : {1, 10, 100, 1000, 20'000, 300'000}) {
      const double estimate = estimate_distinct(sketch(registers, 7 + registers, things));
      const double error = 5 * 1.04 / std::sqrt(static_cast<double>(registers));
      EXPECT_NEAR(estimate, things, things * error + 1) << registers << " registers";
    }
  }
}

TEST(Distinct, IsUnbiasedOverManySketches) {
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    sum += estimate_distinct(sketch(256, seed, 700));
  }
  // The mean of 400 has an error of 6.5 % / 20.
  EXPECT_NEAR(sum / 400, 700, 700 * 0.01);
}

TEST(Distinct, TheSameThingsTwiceCountOnce) {
  auto once = sketch(1024, 3, 5000);
  auto twice = once;
  std::mt19937_64 random(3);
  for (int i = 0; i < 5000; ++i) note_distinct(twice, random());
  EXPECT_EQ(once, twice);
}

TEST(Distinct, MergedIsAsIfOneHadSeenAll) {
  auto left = sketch(1024, 1, 4000);
  const auto right = sketch(1024, 2, 3000);
  auto both = left;
  std::mt19937_64 random(2);
  for (int i = 0; i < 3000; ++i) note_distinct(both, random());
  merge_distinct(left, right);
  EXPECT_EQ(left, both);
}

DistinctCount counted(std::uint64_t seed, std::size_t things) {
  DistinctCount count;
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < things; ++i) count.note(random());
  return count;
}

TEST(Distinct, CountIsExactUpToItsBoundThenEstimated) {
  EXPECT_EQ(DistinctCount().count(), 0U);
  auto count = counted(5, DistinctCount::kExact);
  EXPECT_EQ(count.count(), DistinctCount::kExact);
  EXPECT_FALSE(count.estimated());
  count.note(12345);
  EXPECT_TRUE(count.estimated());
  EXPECT_NEAR(static_cast<double>(count.count()), 4097, 4097 * 0.04);
  EXPECT_NEAR(static_cast<double>(counted(6, 1'000'000).count()), 1e6, 1e6 * 0.04);
}

TEST(Distinct, CountsMergeWhicheverIsExact) {
  for (const auto& [left, right] : {std::pair<std::size_t, std::size_t>{100, 200},
                                    {100, 9000},
                                    {9000, 100},
                                    {9000, 8000},
                                    {4000, 4000}}) {
    DistinctCount merged = counted(1, left);
    merged.merge(counted(2, right));
    DistinctCount all = counted(1, left);
    std::mt19937_64 random(2);
    for (std::size_t i = 0; i < right; ++i) all.note(random());
    EXPECT_EQ(merged.count(), all.count()) << left << " and " << right;
    EXPECT_EQ(merged.estimated(), all.estimated());
  }
}

TEST(Distinct, CountGoesOnFromWhatWasKept) {
  for (const std::size_t things : {0U, 50U, 9000U}) {
    const auto count = counted(4, things);
    const auto hashes = count.hashes();
    auto again = DistinctCount::from(hashes, count.registers());
    EXPECT_EQ(again.count(), count.count());
    again.note(99);
    EXPECT_GE(again.count(), count.count());
  }
}

}  // namespace
}  // namespace noroshi::base
