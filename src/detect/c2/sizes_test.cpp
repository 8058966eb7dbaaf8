// The lines about sizes: same_size, exchange_shape, direction.

#include <gtest/gtest.h>

#include "detect/c2/direction.hpp"
#include "detect/c2/exchange_shape.hpp"
#include "detect/c2/same_size.hpp"
#include "detect/c2/scene.hpp"

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
  EXPECT_GT(exchanges(30, 500, 400).says(same_size), 0.95);
  EXPECT_LT(exchanges(30, 500, 400, 300).says(same_size), 0.01);
}

TEST(SameSize, ADigitMoreInTheRequestIsTheSameSize) {
  EXPECT_GT(exchanges(15, 500, 400, 1).says(same_size), 0.8);
}

TEST(SameSize, ThreeExchangesSayNothing) {
  EXPECT_EQ(exchanges(3, 500, 400).look(same_size), std::nullopt);
}

TEST(ExchangeShape, ShortOnesSpeakForDownloadsAgainst) {
  EXPECT_EQ(exchanges(10, 500, 400).says(exchange_shape), 1);
  EXPECT_EQ(exchanges(10, 500, 400'000).says(exchange_shape), -1);
  EXPECT_EQ(exchanges(10, 5'000, 20'000).look(exchange_shape), std::nullopt);
}

TEST(Direction, SendersSpeakAndReceiversAreSilent) {
  EXPECT_EQ(exchanges(10, 2'000, 900).says(direction), 1);
  EXPECT_EQ(exchanges(10, 500, 900).look(direction), std::nullopt);
  const double slight = exchanges(10, 1'200, 1'000).says(direction);
  EXPECT_GT(slight, 0);
  EXPECT_LT(slight, 1);
}

TEST(Sizes, SayNothingOfSampledExchanges) {
  for (auto* line : {same_size, exchange_shape, direction}) {
    Scene scene = exchanges(30, 900, 400);
    scene.settings.sampling = 100;
    EXPECT_EQ(scene.look(line), std::nullopt);
  }
}

}  // namespace
}  // namespace noroshi::c2
