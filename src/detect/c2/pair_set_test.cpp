#include "detect/c2/pair_set.hpp"

#include <gtest/gtest.h>

#include "net/address.hpp"

namespace noroshi::c2 {
namespace {

TEST(PairSet, KnowsEveryKeyThatItMet) {
  PairSet set;
  constexpr std::uint64_t kMany = 1'200'000;  // three layers
  for (std::uint64_t i = 0; i < kMany; ++i) ASSERT_TRUE(set.meet(net::mix(i))) << i;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    set.prefetch(net::mix(i));
    ASSERT_FALSE(set.meet(net::mix(i))) << i;
  }
  EXPECT_TRUE(set.meet(net::mix(kMany)));
}

TEST(PairSet, KeysThatShareASlotAreApart) {
  PairSet set;
  for (std::uint64_t upper = 1; upper <= 100; ++upper) EXPECT_TRUE(set.meet(upper << 32 | 7));
  for (std::uint64_t upper = 1; upper <= 100; ++upper) EXPECT_FALSE(set.meet(upper << 32 | 7));
}

}  // namespace
}  // namespace noroshi::c2
