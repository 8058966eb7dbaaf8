#include "act/subscriber/stay.hpp"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <random>
#include <set>

#include "act/subscriber/cgn_log.hpp"
#include "act/subscriber/lease_book.hpp"
#include "act/subscriber/name_pool.hpp"

namespace noroshi::subscriber {
namespace {

using ::testing::ElementsAre;

TEST(Disjoint, KeepsWhatDoesNotOverlap) {
  EXPECT_THAT(disjoint({{20, 30, 0, 2}, {0, 10, 0, 1}}),
              ElementsAre(Stay{0, 10, 0, 1}, Stay{20, 30, 0, 2}));
}

TEST(Disjoint, ContestsTheInstantsOfTwoOwnersOnly) {
  EXPECT_THAT(
      disjoint({{0, 20, 5, 1}, {10, kForever, 6, 2}}),
      ElementsAre(Stay{0, 10, 5, 1}, Stay{10, 20, 0, kContested}, Stay{20, kForever, 6, 2}));
}

TEST(Disjoint, OneOwnerTwiceIsNoContest) {
  EXPECT_THAT(disjoint({{0, 20, 5, 1}, {10, 30, 5, 1}, {30, 40, 5, 1}}),
              ElementsAre(Stay{0, 40, 5, 1}));
  EXPECT_THAT(disjoint({{0, 20, 5, 1}, {10, 30, 6, 1}}),
              ElementsAre(Stay{0, 10, 5, 1}, Stay{10, 20, 0, 1}, Stay{20, 30, 6, 1}));
}

TEST(Disjoint, SaysOfEveryInstantWhatALookAtAllStaysSays) {
  std::mt19937 random(3);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int round = 0; round < 400; ++round) {
    std::vector<Stay> stays;
    for (int i = 0; i < 12; ++i) {
      const base::Micros start = below(40);
      stays.push_back({start, start + 1 + below(15), below(2), below(3)});
    }
    const auto pieces = disjoint(stays);
    for (base::Micros now = 0; now < 60; ++now) {
      std::set<std::uint32_t> owners;
      for (const auto& stay : stays) {
        if (stay.start <= now && now < stay.end) owners.insert(stay.owner);
      }
      const auto piece = std::find_if(pieces.begin(), pieces.end(), [&](const Stay& one) {
        return one.start <= now && now < one.end;
      });
      ASSERT_EQ(piece != pieces.end(), !owners.empty());
      if (owners.empty()) continue;
      ASSERT_EQ(piece->owner, owners.size() == 1 ? *owners.begin() : kContested);
    }
  }
}

TEST(Tenancy, AnEndIsNotPartOfItsStay) {
  const std::vector<Stay> pieces = {{0, 10, 0, 1}, {10, 20, 0, 2}};
  EXPECT_THAT(tenancy(pieces, {10, 10}).owners, ElementsAre(2));
  EXPECT_THAT(tenancy(pieces, {9, 9}).owners, ElementsAre(1));
  EXPECT_THAT(tenancy(pieces, {9, 10}).owners, ElementsAre(1, 2));
  EXPECT_FALSE(tenancy(pieces, {0, 19}).gap);
  EXPECT_TRUE(tenancy(pieces, {0, 20}).gap);
  EXPECT_TRUE(tenancy(pieces, {-1, 5}).gap);
}

TEST(Tenancy, WhoIsThereForeverHasNoGapAtTheEndOfTime) {
  EXPECT_FALSE(tenancy({{0, kForever, 0, 1}}, {5, kForever}).gap);
}

TEST(Window, StopsAtTheEndsOfTime) {
  const auto late = Window::around(kForever - 1, 10);
  EXPECT_EQ(late.to, kForever);
  const auto early = Window::around(std::numeric_limits<base::Micros>::min() + 1, 10);
  EXPECT_EQ(early.from, std::numeric_limits<base::Micros>::min());
  EXPECT_EQ(Window::around(5, -3).from, 5);
}

TEST(LeaseBook, PrefixThatHoldsAnAddressCounts) {
  LeaseBook book;
  book.add(net::Prefix::parse("2001:db8:12:3400::/56").value(), {0, 100, 7, 1});
  book.add(net::Prefix::parse("2001:db8:12:3401::5").value(), {0, 50, 8, 2});
  EXPECT_EQ(book.settle(), 0U);
  const auto of = [&](std::string_view prefix, base::Micros now) {
    return book.find(net::Prefix::parse(prefix).value(), {now, now});
  };
  EXPECT_THAT(of("2001:db8:12:34ff::1", 5).owners, ElementsAre(1));
  EXPECT_TRUE(of("2001:db8:12:3401::5", 5).contested) << "two lines claim it";
  EXPECT_THAT(of("2001:db8:12:3401::5", 60).owners, ElementsAre(1));
  EXPECT_THAT(of("2001:db8:12:3400::/60", 5).owners, ElementsAre(1));
  EXPECT_TRUE(of("2001:db8:12::/48", 5).owners.empty()) << "only a part of it was lent";
}

TEST(CgnLog, FindsTheBlockAmongBlocksOfEverySize) {
  std::mt19937 random(9);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  CgnLog log;
  std::vector<CgnEntry> entries;
  const auto outside = net::Address::v4(0xC0000201);
  for (std::uint32_t i = 0; i < 300; ++i) {
    CgnEntry entry;
    entry.outside = outside;
    entry.first_port = static_cast<std::uint16_t>(below(65536));
    const auto most = 65535U - entry.first_port;
    entry.last_port = static_cast<std::uint16_t>(
        entry.first_port + std::min<std::uint32_t>(most, below(1U << below(13))));
    entry.protocol = static_cast<std::uint8_t>(std::array{0, 6, 17}[below(3)]);
    entry.inside = net::Address::v4(0x64400000U + i);
    entry.start = below(100);
    entry.end = entry.start + 1 + below(50);
    log.add(entry);
    entries.push_back(entry);
  }
  log.settle();
  for (int round = 0; round < 20000; ++round) {
    const auto port = static_cast<std::uint16_t>(below(65536));
    const auto protocol = static_cast<std::uint8_t>(below(2) == 0 ? 6 : 17);
    const base::Micros now = below(160);
    std::set<net::Address> expected;
    for (const auto& entry : entries) {
      const bool holds = entry.first_port <= port && port <= entry.last_port &&
                         (entry.protocol == 0 || entry.protocol == protocol) &&
                         entry.start <= now && now < entry.end;
      if (holds) expected.insert(entry.inside);
    }
    const auto answer = log.find(outside, port, protocol, {now, now});
    ASSERT_EQ(answer.contested, expected.size() > 1);
    ASSERT_EQ(answer.gap, expected.empty());
    if (expected.size() == 1) {
      ASSERT_THAT(answer.inside, ElementsAre(*expected.begin()));
    }
  }
}

TEST(NamePool, GivesEachNameOneNumber) {
  NamePool pool;
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 5000; ++i) {
      ASSERT_EQ(pool.number("line-" + std::to_string(i)), i);
    }
  }
  EXPECT_EQ(pool.number(""), 5000U);
  EXPECT_EQ(pool.name(4711), "line-4711");
  EXPECT_EQ(pool.name(5000), "");
}

}  // namespace
}  // namespace noroshi::subscriber
