#include "base/chance.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

double chance(std::uint64_t all, std::uint64_t marked, std::uint64_t draws, std::uint64_t seen) {
  return std::pow(10.0, -tail_orders(all, marked, draws, seen));
}

TEST(LogFactorial, AgreesWithMultiplicationOnBothSidesOfItsBound) {
  double sum = 0;
  for (std::uint64_t n = 1; n <= 2'000; ++n) {
    sum += std::log(static_cast<double>(n));
    ASSERT_NEAR(log_factorial(n), sum, 1e-11 * (1 + sum)) << n;
  }
}

// Fisher's lady tasting tea: four of eight cups had the milk first.
TEST(TailOrders, TheLadyTastingTea) {
  EXPECT_NEAR(chance(8, 4, 4, 4), 1.0 / 70, 1e-12);
  EXPECT_NEAR(chance(8, 4, 4, 3), 17.0 / 70, 1e-12);
  EXPECT_NEAR(chance(8, 4, 4, 1), 69.0 / 70, 1e-12);
  EXPECT_EQ(tail_orders(8, 4, 4, 0), 0);
}

// Exact figures by rational arithmetic.
TEST(TailOrders, HoldsForTenMillionHosts) {
  EXPECT_NEAR(tail_orders(1'000'000, 500, 20, 3), 6.85154595, 1e-6);
  EXPECT_NEAR(tail_orders(10'000'000, 5'000, 200, 40), 89.83094042, 1e-6);
  EXPECT_NEAR(tail_orders(10'000'000, 5'000, 60, 60), 198.21607661, 1e-6);
}

TEST(TailOrders, IsExactWhereTheCaseIsLikely) {
  EXPECT_NEAR(tail_orders(52, 13, 13, 5), 0.75365846, 1e-8);
  EXPECT_NEAR(tail_orders(100, 60, 50, 25), 0.00528269, 1e-8);
  EXPECT_NEAR(tail_orders(10'000, 5'000, 5'000, 2'400), 1.26105e-5, 1e-9);
}

TEST(TailOrders, MoreOfTheMarkedIsNeverLessSurprising) {
  double before = 0;
  for (std::uint64_t seen = 0; seen <= 300; ++seen) {
    const double now = tail_orders(20'000, 300, 5'000, seen);
    ASSERT_GE(now, before) << seen;
    before = now;
  }
}

TEST(TailOrders, FiguresThatCannotBeAreLoweredToWhatCan) {
  EXPECT_EQ(tail_orders(10, 50, 4, 4), 0);
  EXPECT_EQ(tail_orders(0, 0, 0, 0), 0);
  EXPECT_TRUE(std::isinf(tail_orders(10, 2, 4, 3)));
}

TEST(DiscoveryOrders, AreBenjaminisAndHochbergs) {
  // q = min over j ≥ i of m p_j / j, by hand for p = 0.01, 0.02, 0.03, 0.5 of m = 4.
  const std::vector<double> orders{-std::log10(0.5), -std::log10(0.01), -std::log10(0.03),
                                   -std::log10(0.02)};
  const std::vector<double> q = discovery_orders(orders, 4);
  EXPECT_NEAR(std::pow(10.0, -q[0]), 0.5, 1e-12);
  for (const std::size_t tied : {1U, 2U, 3U}) EXPECT_NEAR(std::pow(10.0, -q[tied]), 0.04, 1e-12);
}

// The worked example that comes with the procedure: at 5 % it finds four, at 10 % nine.
TEST(DiscoveryOrders, FindsFourOfFifteenAtOneInTwenty) {
  std::vector<double> orders;
  for (const double p : {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                         0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0}) {
    orders.push_back(-std::log10(p));
  }
  const std::vector<double> q = discovery_orders(orders, orders.size());
  const auto found = [&](double share) {
    return std::ranges::count_if(q, [&](double one) { return one >= -std::log10(share); });
  };
  EXPECT_EQ(found(0.05), 4);
  EXPECT_EQ(found(0.10), 9);
}

TEST(DiscoveryOrders, ALoneTestPaysForAllOfThem) {
  EXPECT_NEAR(discovery_orders(std::vector<double>{9.0}, 10'000'000)[0], 2, 1e-12);
  EXPECT_EQ(discovery_orders(std::vector<double>{3.0}, 10'000'000)[0], 0);
  EXPECT_TRUE(discovery_orders({}, 5).empty());
}

}  // namespace
}  // namespace noroshi::base
