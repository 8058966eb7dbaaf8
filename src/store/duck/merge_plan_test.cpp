#include "store/duck/merge_plan.hpp"

#include <gtest/gtest.h>

namespace noroshi::duck {
namespace {

constexpr std::uint64_t kMega = 1 << 20;

Segment segment(std::uint64_t number, std::uint64_t octets, base::Micros partition = 0) {
  Segment made;
  made.number = number;
  made.octets = octets;
  made.partition = partition;
  return made;
}

std::vector<std::uint64_t> numbers(const std::vector<Segment>& segments) {
  std::vector<std::uint64_t> all;
  for (const Segment& s : segments) all.push_back(s.number);
  return all;
}

const std::vector<base::Micros> kFilling(store::kTables, 0);
const std::vector<base::Micros> kSettled(store::kTables, base::kDay);

TEST(MergePlan, WaitsWhileAPartitionIsBeingFilled) {
  std::vector<Segment> segments;
  for (std::uint64_t i = 1; i < kManySegments; ++i) segments.push_back(segment(i, kMega));
  EXPECT_TRUE(next_merge(segments, kFilling).empty());
  EXPECT_EQ(next_merge(segments, kSettled).size(), kManySegments - 1);
  segments.push_back(segment(kManySegments, kMega));
  EXPECT_EQ(next_merge(segments, kFilling).size(), kManySegments);
}

TEST(MergePlan, DoesNotRewriteALargeSegmentForAStraggler) {
  EXPECT_TRUE(next_merge({segment(1, 40 * kMega), segment(2, 1024)}, kSettled).empty());
  EXPECT_EQ(
      numbers(next_merge({segment(1, 40 * kMega), segment(2, 1024), segment(3, 2048)}, kSettled)),
      (std::vector<std::uint64_t>{2, 3}));
}

TEST(MergePlan, LeavesSegmentsThatAreLargeEnough) {
  EXPECT_TRUE(
      next_merge({segment(1, kWholeSegment), segment(2, kWholeSegment / 2)}, kSettled).empty());
}

TEST(MergePlan, MakesNoSegmentBeyondTheWhole) {
  const std::uint64_t third = kWholeSegment / 3;
  const auto chosen = next_merge(
      {segment(1, third), segment(2, third), segment(3, third), segment(4, third)}, kSettled);
  EXPECT_EQ(numbers(chosen), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(MergePlan, NeverMixesPartitionsOrTables) {
  Segment pairs = segment(3, kMega);
  pairs.table = store::TableId::Pairs;
  EXPECT_TRUE(
      next_merge({segment(1, kMega), segment(2, kMega, base::kHour), pairs}, kSettled).empty());
}

// However rows trickle in, merging must come to an end, and each row be rewritten a few times only.
TEST(MergePlan, RewritesARowOnlyAFewTimes) {
  std::vector<Segment> segments;
  std::uint64_t written = 0;
  std::uint64_t number = 0;
  constexpr std::uint64_t kSegments = 2000;
  for (std::uint64_t i = 0; i < kSegments; ++i) {
    segments.push_back(segment(++number, 10'000));
    for (auto chosen = next_merge(segments, kSettled); !chosen.empty();
         chosen = next_merge(segments, kSettled)) {
      Segment merged = segment(++number, 0);
      for (const Segment& part : chosen) {
        merged.octets += part.octets;
        std::erase_if(segments, [&](const Segment& s) { return s.number == part.number; });
      }
      written += merged.octets;
      segments.push_back(merged);
    }
  }
  EXPECT_LT(written, 12 * kSegments * 10'000);
  EXPECT_LT(segments.size(), 8U);
}

}  // namespace
}  // namespace noroshi::duck
