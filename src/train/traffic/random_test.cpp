#include "train/traffic/random.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

namespace noroshi::traffic {
namespace {

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments(const std::function<double()>& draw, int draws = 200'000) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / draws;
  return {mean, squares / draws - mean * mean};
}

TEST(Random, StreamsAreFixedForAllTime) {
  // Published splitmix64 outputs for state 1234567: changing them would change every data set.
  Stream stream(1234567);
  EXPECT_EQ(stream.next(), 6457827717110365317ULL);
  EXPECT_EQ(stream.next(), 3203168211198807973ULL);
}

TEST(Random, StreamsOfDifferentNamesDiffer) {
  EXPECT_NE(Stream::of(1, Domain::Bot, 2).next(), Stream::of(1, Domain::Bot, 3).next());
  EXPECT_NE(Stream::of(1, Domain::Bot, 2).next(), Stream::of(2, Domain::Bot, 2).next());
  EXPECT_NE(Stream::of(1, Domain::Bot, 2).next(), Stream::of(1, Domain::Graft, 2).next());
  EXPECT_NE(Stream::of(1, Domain::Bot, 2, 1).next(), Stream::of(1, Domain::Bot, 1, 2).next());
}

TEST(Random, DistributionsHaveTheirMoments) {
  Stream stream(42);
  const auto normal = moments([&] { return stream.normal(); });
  EXPECT_NEAR(normal.mean, 0.0, 0.01);
  EXPECT_NEAR(normal.variance, 1.0, 0.02);
  EXPECT_NEAR(moments([&] { return stream.exponential(5.0); }).mean, 5.0, 0.06);
  EXPECT_NEAR(moments([&] { return static_cast<double>(stream.failures(0.2)); }).mean, 4.0, 0.06);
  EXPECT_NEAR(moments([&] { return stream.below(11); }).mean, 5.0, 0.04);
  // The mean of a lognormal is its median · e^(σ²/2).
  EXPECT_NEAR(moments([&] { return stream.lognormal(10, 0.5); }).mean, 10 * std::exp(0.125), 0.08);
}

TEST(Random, PoissonHasMeanAndVarianceInBothRegimes) {
  for (const double mean : {0.05, 0.9, 3.0, 29.0, 80.0}) {
    Stream stream(7);
    const auto drawn = moments([&] { return stream.poisson(mean); });
    EXPECT_NEAR(drawn.mean, mean, 5 * std::sqrt(mean / 200'000) + 1e-3) << mean;
    EXPECT_NEAR(drawn.variance / mean, 1.0, 0.05) << mean;
  }
}

}  // namespace
}  // namespace noroshi::traffic
