#include "cli/intervals.hpp"

#include <gmock/gmock.h>
#include <numeric>

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;

TEST(IntervalBins, CentreOneOnThePeriod) {
  const std::vector<double> intervals{298, 300, 302, 600};
  const auto bins = interval_bins(intervals, 300, 12);
  const auto period = std::ranges::find_if(bins, [](const auto& bin) { return bin.period; });
  ASSERT_NE(period, bins.end());
  EXPECT_NEAR(period->middle, 300, 1e-9);
  EXPECT_EQ(period->count, 3u);
  EXPECT_EQ(bins.back().count, 1u);
}

TEST(IntervalBins, KeepEveryIntervalWithinTheRows) {
  std::vector<double> intervals;
  for (double value = 0.001; value < 1e6; value *= 1.1) intervals.push_back(value);
  const auto bins = interval_bins(intervals, std::nullopt, 12);
  EXPECT_LE(bins.size(), 12u);
  std::uint64_t sum = 0;
  for (const auto& bin : bins) sum += bin.count;
  EXPECT_EQ(sum, intervals.size());
}

TEST(IntervalBins, AreNoneWithoutIntervals) {
  EXPECT_TRUE(interval_bins({}, 300, 12).empty());
  const std::vector<double> zero{0};
  EXPECT_TRUE(interval_bins(zero, std::nullopt, 12).empty());
}

TEST(IntervalBins, ShowAPeriodThatNoIntervalHas) {
  const std::vector<double> intervals{600, 900};
  const auto bins = interval_bins(intervals, 300, 12);
  EXPECT_TRUE(bins.front().period);
  EXPECT_EQ(bins.front().count, 0u);
}

TEST(IntervalsText, MarksThePeriodAndShowsRareOnes) {
  const std::vector<IntervalBin> bins{{.middle = 60, .count = 1},
                                      {.middle = 300, .count = 1000, .period = true}};
  const auto text = intervals_text(bins, 80, Language::English);
  EXPECT_THAT(text, HasSubstr("1 min         1  ▏\n"));
  EXPECT_THAT(text, HasSubstr("5 min     1,000  █"));
  EXPECT_THAT(text, HasSubstr("◄ the period\n"));
}

}  // namespace
}  // namespace noroshi::cli
