#include "random_forest.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace noroshi::bench {
namespace {

constexpr std::uint8_t kFull = 200;

fit::Example example(std::uint8_t first, std::uint8_t second, bool c2, double weight) {
  fit::Example one{.c2 = c2, .weight = weight};
  one.steps[0] = first;
  one.steps[1] = second;
  return one;
}

// C2 is what has one of two strengths but not both: no sum of the two tells it.
std::vector<fit::Example> either_but_not_both() {
  std::vector<fit::Example> examples;
  for (int i = 0; i < 50; ++i) {
    examples.push_back(example(0, 0, false, 1));
    examples.push_back(example(kFull, kFull, false, 1));
    examples.push_back(example(kFull, 0, true, 1));
    examples.push_back(example(0, kFull, true, 1));
  }
  return examples;
}

std::vector<double> scores_of(const std::vector<fit::Example>& examples,
                              const ForestOptions& options) {
  std::vector<fit::Steps> asked;
  for (const auto& [first, second] :
       {std::pair{0, 0}, {int{kFull}, int{kFull}}, {int{kFull}, 0}, {0, int{kFull}}}) {
    asked.push_back(
        example(static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), false, 1)
            .steps);
  }
  const auto forest = Forest::grown(examples, options);
  EXPECT_TRUE(forest) << (forest ? "" : forest.error().message);
  if (!forest) return std::vector<double>(asked.size());
  return forest->scores(asked).value();
}

TEST(Forest, TellsWhatNoSumCan) {
  const auto scores = scores_of(either_but_not_both(), {.share_of_strengths = 1, .threads = 1});
  EXPECT_LT(std::max(scores[0], scores[1]), 0.4);
  EXPECT_GT(std::min(scores[2], scores[3]), 0.6);
}

TEST(Forest, ALeafTellsTheShareOfC2ByWeight) {
  const std::vector<fit::Example> examples = {example(kFull, 0, true, 30),
                                              example(kFull, 0, false, 10)};
  const auto scores = scores_of(examples, {.share_of_examples = 1, .threads = 1});
  // A sum of a share from each of 200 trees, in single precision.
  constexpr double kRounding = 200.0 * std::numeric_limits<float>::epsilon();
  EXPECT_NEAR(scores[2], 0.75, kRounding);
}

TEST(Forest, IsTheSameForTheSameExamples) {
  const ForestOptions options{.threads = 1};
  EXPECT_EQ(scores_of(either_but_not_both(), options), scores_of(either_but_not_both(), options));
}

}  // namespace
}  // namespace noroshi::bench
