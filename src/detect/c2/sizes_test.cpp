// The lines about sizes: same_size, exchange_shape, direction.

#include <gtest/gtest.h>

#include "detect/c2/direction.hpp"
#include "detect/c2/exchange_shape.hpp"
#include "detect/c2/same_size.hpp"
#include "detect/c2/scene.hpp"
#include "detect/c2/weights.hpp"

namespace noroshi::c2 {
namespace {

Scene exchanges(int count, std::uint64_t out, std::uint64_t in, std::uint64_t spread = 0) {
  Scene scene;
  for (int i = 0; i < count; ++i) {
    const auto more = spread * static_cast<std::uint64_t>(i);
    scene.contact(0, 100.0 * i, 0.5, Outcome::Answered, out + more, in + more);
  }
  return scene;
}

TEST(SameSize, EqualExchangesSpeakAndDifferentOnesDoNot) {
  EXPECT_GT(exchanges(30, 500, 400).weight(same_size), 0.95 * weights::kSameSize);
  EXPECT_LT(exchanges(30, 500, 400, 300).weight(same_size), 0.01);
}

TEST(SameSize, ADigitMoreInTheRequestIsTheSameSize) {
  EXPECT_GT(exchanges(15, 500, 400, 1).weight(same_size), 0.8 * weights::kSameSize);
}

TEST(SameSize, ThreeExchangesSayNothing) {
  EXPECT_EQ(exchanges(3, 500, 400).weigh(same_size), std::nullopt);
}

TEST(ExchangeShape, ShortOnesSpeakForDownloadsAgainst) {
  EXPECT_EQ(exchanges(10, 500, 400).weight(exchange_shape), weights::kSmallExchange);
  EXPECT_EQ(exchanges(10, 500, 400'000).weight(exchange_shape), weights::kBulkDownload);
  EXPECT_EQ(exchanges(10, 5'000, 20'000).weigh(exchange_shape), std::nullopt);
}

TEST(Direction, SendersSpeakAndReceiversAreSilent) {
  EXPECT_EQ(exchanges(10, 2'000, 900).weight(direction), weights::kSending);
  EXPECT_EQ(exchanges(10, 500, 900).weigh(direction), std::nullopt);
  const double slight = exchanges(10, 1'200, 1'000).weight(direction);
  EXPECT_GT(slight, 0);
  EXPECT_LT(slight, weights::kSending);
}

TEST(Sizes, SayNothingOfSampledExchanges) {
  for (auto* line : {same_size, exchange_shape, direction}) {
    Scene scene = exchanges(30, 900, 400);
    scene.settings.sampling = 100;
    EXPECT_EQ(scene.weigh(line), std::nullopt);
  }
}

}  // namespace
}  // namespace noroshi::c2
