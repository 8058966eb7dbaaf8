#include "train/traffic/popularity.hpp"

#include <gtest/gtest.h>

namespace noroshi::traffic {
namespace {

TEST(Popularity, FallsWithRankAsZipfSays) {
  const Popularity popularity(1000, 1.0);
  Stream stream(3);
  std::vector<int> drawn(1000);
  for (int i = 0; i < 400'000; ++i) ++drawn[popularity.draw(stream)];
  // Harmonic number H(1000) = 7.485: rank 0 has 1 ÷ 7.485 of the draws.
  EXPECT_NEAR(drawn[0] / 400'000.0, 1 / 7.485, 0.003);
  EXPECT_NEAR(static_cast<double>(drawn[0]) / drawn[9], 10.0, 0.7);
  EXPECT_GT(drawn[999], 10);
}

TEST(Popularity, OneRankIsAlwaysDrawn) {
  const Popularity popularity(1, 1.0);
  Stream stream(3);
  EXPECT_EQ(popularity.draw(stream), 0U);
}

}  // namespace
}  // namespace noroshi::traffic
