#include "intel/programme/overlap.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace noroshi::programme {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OperatorList list(std::string name, const std::vector<std::uint32_t>& hosts) {
  OperatorList result{.name = std::move(name), .servers = {}};
  for (const std::uint32_t host : hosts) {
    result.servers.push_back({net::Address::v4(0xC0000200U + host), 443, 6});
  }
  return result;
}

// Three operators with 1…9 between them: 5 and 6 are common to all, 3 and 4 to A and B, 7 to B
// and C; 1 and 2 are A's, 8 B's, 9 C's.
std::vector<OperatorList> three() {
  return {list("A", {1, 2, 3, 4, 5, 6}), list("B", {3, 4, 5, 6, 7, 8}), list("C", {5, 6, 7, 9})};
}

TEST(Overlap, CountsSharedAndExclusive) {
  const auto overlap = overlap_of(three()).value();
  EXPECT_EQ(overlap.servers, 9U);
  EXPECT_THAT(overlap.seen_by, ElementsAre(4, 3, 2));
  EXPECT_EQ(overlap.shared(0, 0), 6U);
  EXPECT_EQ(overlap.shared(0, 1), 4U);
  EXPECT_EQ(overlap.shared(1, 0), 4U);
  EXPECT_EQ(overlap.shared(0, 2), 2U);
  EXPECT_EQ(overlap.shared(1, 2), 3U);
  EXPECT_DOUBLE_EQ(overlap.jaccard(0, 1), 4. / 8);
  EXPECT_DOUBLE_EQ(overlap.jaccard(1, 2), 3. / 7);
  EXPECT_DOUBLE_EQ(overlap.jaccard(2, 2), 1);
  EXPECT_EQ(overlap.operators[0].exclusive, 2U);
  EXPECT_EQ(overlap.operators[1].exclusive, 1U);
  EXPECT_EQ(overlap.operators[2].exclusive, 1U);
}

TEST(Overlap, GainInOrderIsWhatTheEarlierOnesLack) {
  const auto overlap = overlap_of(three()).value();
  EXPECT_EQ(overlap.operators[0].gain_in_order, 6U);
  EXPECT_EQ(overlap.operators[1].gain_in_order, 2U);
  EXPECT_EQ(overlap.operators[2].gain_in_order, 1U);
}

// The clear version: every order, walked through.
TEST(Overlap, GainOnAverageIsThatOfAllOrdersTried) {
  auto lists = three();
  lists.push_back(list("D", {2, 9, 10, 11}));
  const auto overlap = overlap_of(lists).value();
  std::vector<std::size_t> order{0, 1, 2, 3};
  std::vector<double> gains(lists.size(), 0);
  std::vector<double> reach(lists.size(), 0);
  double orders = 0;
  do {
    std::set<model::Endpoint> known;
    for (std::size_t k = 0; k < order.size(); ++k) {
      const std::size_t before = known.size();
      const auto& servers = lists[order[k]].servers;
      known.insert(servers.begin(), servers.end());
      gains[order[k]] += static_cast<double>(known.size() - before);
      reach[k] += static_cast<double>(known.size());
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    EXPECT_NEAR(overlap.operators[i].gain_on_average, gains[i] / orders, 1e-9);
    EXPECT_NEAR(overlap.reach[i], reach[i] / orders, 1e-9);
  }
  EXPECT_NEAR(overlap.reach.back(), static_cast<double>(overlap.servers), 1e-9);
}

TEST(Overlap, RepeatedServersOfOneOperatorCountOnce) {
  const std::vector<OperatorList> lists{list("A", {1, 1, 2}), list("B", {2, 2, 2})};
  const auto overlap = overlap_of(lists).value();
  EXPECT_EQ(overlap.operators[0].servers, 2U);
  EXPECT_EQ(overlap.operators[1].servers, 1U);
  EXPECT_EQ(overlap.shared(0, 1), 1U);
}

TEST(Overlap, EstimatesTheUnseenOfTwoWithChapmanAndOfMoreFromBelow) {
  const std::vector<OperatorList> two{list("A", {1, 2, 3, 4}), list("B", {3, 4, 5})};
  const auto of_two = overlap_of(two).value().unseen;
  EXPECT_FALSE(of_two.is_lower_bound);
  EXPECT_DOUBLE_EQ(of_two.estimate.whole(), 5. * 4 / 3 - 1);
  const auto of_three = overlap_of(three()).value().unseen;
  EXPECT_TRUE(of_three.is_lower_bound);
  EXPECT_DOUBLE_EQ(of_three.estimate.unseen, (2. * 1 + 2 * 1 + 1 * 1) / (3 + 1));
  EXPECT_DOUBLE_EQ(of_three.equal_lists->unseen, 4. * 4 / (2 * 3));
}

TEST(Overlap, OfEmptyListsIsEmpty) {
  const std::vector<OperatorList> lists{list("A", {}), list("B", {})};
  const auto overlap = overlap_of(lists).value();
  EXPECT_EQ(overlap.servers, 0U);
  EXPECT_EQ(overlap.jaccard(0, 1), 0);
  EXPECT_EQ(overlap.unseen.estimate.whole(), 0);
}

TEST(Overlap, IsOfTwoToSixtyFourLists) {
  const std::vector<OperatorList> one{list("A", {1})};
  EXPECT_THAT(overlap_of(one).error().message, HasSubstr("2 to 64 lists, not of 1"));
  std::vector<OperatorList> many;
  for (std::uint32_t i = 0; i < 64; ++i) many.push_back(list("x", {i, i + 1}));
  EXPECT_EQ(overlap_of(many).value().servers, 65U);
  many.push_back(list("x", {1}));
  EXPECT_FALSE(overlap_of(many).has_value());
}

}  // namespace
}  // namespace noroshi::programme
