#include "store/query/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/token.hpp"

namespace noroshi::query {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kMost = ~std::uint64_t{0};

TEST(Amount, KnowsPowersOfAThousandAndOf1024) {
  EXPECT_EQ(parse_amount("0"), 0U);
  EXPECT_EQ(parse_amount("10k"), 10'000U);
  EXPECT_EQ(parse_amount("1.5M"), 1'500'000U);
  EXPECT_EQ(parse_amount("64Ki"), 65'536U);
  EXPECT_EQ(parse_amount("2Ti"), std::uint64_t{2} << 40);
  EXPECT_EQ(parse_amount("18446744073709551615"), kMost);
}

TEST(Amount, RefusesWhatIsNoWholeNumberOrTooLarge) {
  for (const auto* text : {"", "k", "1.5", "1.0001k", "1.5Ki", "-1", "1 k", "1x", "1.", "1.k",
                           "18446744073709551616", "99999999999999T"}) {
    EXPECT_FALSE(parse_amount(text)) << text;
  }
}

TEST(Ranges, HoldWhatAComparisonLeaves) {
  EXPECT_THAT(ranges_of("=", 5, kMost), ElementsAre(Range{5, 5}));
  EXPECT_THAT(ranges_of("!=", 5, 9), ElementsAre(Range{0, 4}, Range{6, 9}));
  EXPECT_THAT(ranges_of("!=", 0, 9), ElementsAre(Range{1, 9}));
  EXPECT_THAT(ranges_of("<", 0, 9), IsEmpty());
  EXPECT_THAT(ranges_of("<=", 12, 9), ElementsAre(Range{0, 9}));
  EXPECT_THAT(ranges_of(">", 9, 9), IsEmpty());
  EXPECT_THAT(ranges_of(">", kMost, kMost), IsEmpty());
  EXPECT_THAT(ranges_of(">=", 12, 9), IsEmpty());
  EXPECT_THAT(ranges_of(">=", 0, kMost), ElementsAre(Range{0, kMost}));
}

TEST(Network, IsARangeOfAddresses) {
  const auto v4 = parse_network("192.0.2.0/24").value();
  EXPECT_EQ(v4.first.to_string(), "192.0.2.0");
  EXPECT_EQ(v4.last.to_string(), "192.0.2.255");
  const auto all4 = parse_network("0.0.0.0/0").value();
  EXPECT_EQ(all4.last.to_string(), "255.255.255.255");
  const auto half = parse_network("2001:db8::/64").value();
  EXPECT_EQ(half.last.to_string(), "2001:db8::ffff:ffff:ffff:ffff");
  const auto all = parse_network("::/0").value();
  EXPECT_EQ(all.last.high(), kMost);
  EXPECT_FALSE(parse_network("192.0.2.7/24"));
}

TEST(Host, MayBeAToken) {
  EXPECT_EQ(parse_host("token:0123456789abcdef"), model::from_token(0x0123456789ABCDEF));
  EXPECT_FALSE(parse_host("token:123"));
  EXPECT_FALSE(parse_host("token:0123456789abcdeg"));
}

TEST(Moment, CountsBackFromNow) {
  EXPECT_EQ(parse_moment("-1h", base::kDay), base::kDay - base::kHour);
  EXPECT_EQ(parse_moment("now", 42), 42);
  EXPECT_EQ(parse_moment("1970-01-02", 0), base::kDay);
  EXPECT_FALSE(parse_moment("1h", 0));
  EXPECT_FALSE(parse_moment("1970-13-02", 0));
}

}  // namespace
}  // namespace noroshi::query
