#include "base/logarithm.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(Logarithm, AgreesWithTheLibraryToTwelveDigits) {
  for (double x = 1e-300; x < 1e300; x *= 7.3) {
    EXPECT_NEAR(ln(x), std::log(x), 1e-12 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
}

TEST(Exponential, AgreesWithTheLibraryToTwelveDigits) {
  for (double x = -690; x < 690; x += 3.7) {
    EXPECT_NEAR(exp(x) / std::exp(x), 1, 1e-12) << x;
  }
}

TEST(Exponential, StaysFiniteWhereTheTrueOneDoesNot) {
  EXPECT_TRUE(std::isfinite(exp(1e6)));
  EXPECT_GT(exp(-1e6), 0);
}

}  // namespace
}  // namespace noroshi::base
