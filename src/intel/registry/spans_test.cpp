#include "intel/registry/spans.hpp"

#include <gtest/gtest.h>
#include <random>

namespace noroshi::registry {
namespace {

net::Prefix prefix(std::string_view text) { return net::Prefix::parse(text).value(); }

// The slow reference: ask every prefix.
std::optional<std::uint32_t> slow(const std::vector<net::Prefix>& prefixes,
                                  const net::Address& address) {
  std::optional<std::uint32_t> best;
  for (std::uint32_t i = 0; i < prefixes.size(); ++i) {
    if (!prefixes[i].contains(address)) continue;
    if (!best || prefixes[i].length >= prefixes[*best].length) best = i;
  }
  return best;
}

TEST(Spans, AgreeWithAskingEveryPrefix) {
  std::mt19937 chance(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<net::Prefix> prefixes;
    for (int i = 0; i < 12; ++i) {
      // Few bits, so that prefixes nest, touch and repeat.
      const auto bits = static_cast<std::uint32_t>(chance() % 64) << 26;
      prefixes.push_back(
          net::Prefix::of(net::Address::v4(bits), 1 + static_cast<int>(chance() % 6)));
    }
    const auto spans = spans_of(prefixes);
    for (std::size_t i = 1; i < spans.size(); ++i) ASSERT_LT(spans[i - 1].last, spans[i].first);
    for (std::uint32_t top = 0; top < 64; ++top) {
      for (const std::uint32_t bits : {top << 26, (top << 26) + 1, (top << 26) | 0x03FF'FFFF}) {
        const auto address = net::Address::v4(bits);
        ASSERT_EQ(find_span(spans, address), slow(prefixes, address)) << round;
      }
    }
  }
}

TEST(Spans, ReachTheLastAddressOfAll) {
  const std::vector<net::Prefix> prefixes{prefix("ff00::/8"), prefix("ffff::/16"),
                                          prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128")};
  const auto spans = spans_of(prefixes);
  const auto last = net::Address::v6(~0ULL, ~0ULL);
  EXPECT_EQ(find_span(spans, last), 2U);
  EXPECT_EQ(find_span(spans, net::Address::v6(~0ULL, ~0ULL - 1)), 1U);
  EXPECT_EQ(find_span(spans, net::Address::parse("fffe::").value()), 0U);
  EXPECT_EQ(find_span(spans, net::Address::parse("feff::").value()), std::nullopt);
}

TEST(Spans, NothingIsInNothing) {
  EXPECT_EQ(find_span(spans_of({}), net::Address::v4(0)), std::nullopt);
}

}  // namespace
}  // namespace noroshi::registry
