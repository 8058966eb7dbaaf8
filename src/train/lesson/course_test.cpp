#include "train/lesson/course.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::lesson {
namespace {

CourseOptions tiny(unsigned threads) {
  CourseOptions options;
  options.days = 2;
  options.exam_days = 0;
  options.fewest_subscribers = 200;
  options.most_subscribers = 300;
  options.most_bots = 8;
  options.instances = 1;
  options.threads = threads;
  return options;
}

std::string coefficients_of(const Course& course) {
  std::vector<c2::Band> bands;
  for (const fit::BandFit& one : fit::fit_bands(course.bands, judgement())) {
    bands.push_back(fit::band_of(one));
  }
  return c2::Coefficients("test", bands).to_toml();
}

TEST(Course, TwiceIsTheSameBytesOnAnyNumberOfThreads) {
  const Course once = attend(tiny(1), {}).value();
  const Course again = attend(tiny(3), {}).value();
  EXPECT_EQ(once.groups, again.groups);
  ASSERT_EQ(once.bands.size(), kSamplings.size());
  for (std::size_t i = 0; i < kSamplings.size(); ++i) {
    EXPECT_EQ(once.bands[i].examples, again.bands[i].examples);
    EXPECT_FALSE(once.bands[i].examples.empty());
  }
  const std::string coefficients = coefficients_of(once);
  EXPECT_EQ(coefficients, coefficients_of(again));
  EXPECT_TRUE(c2::Coefficients::parse(coefficients, "fitted").has_value());
}

TEST(Course, GroupsAreFamiliesAndEachDaysInnocents) {
  const Course course = attend(tiny(0), {}).value();
  EXPECT_THAT(course.groups, testing::IsSupersetOf({"mirai", "innocents of lesson 1 of 2"}));
  EXPECT_TRUE(course.group("mirai").has_value());
  EXPECT_FALSE(course.group("emotet").has_value());
  EXPECT_EQ(course.sources.size(), 2U);
}

TEST(Judgement, HoldsEverySignAndKnowsEveryInput) {
  const fit::Parameters judged = judgement();
  for (std::size_t i = 1; i < fit::kParameters; ++i) {
    const c2::InputEntry& entry = c2::inputs()[i - 1];
    EXPECT_TRUE(entry.speaks_for ? judged[i] > 0 : judged[i] < 0) << entry.name;
  }
}

}  // namespace
}  // namespace noroshi::lesson
