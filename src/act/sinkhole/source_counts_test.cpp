#include "act/sinkhole/source_counts.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace noroshi::sinkhole {
namespace {

TEST(SourceCounts, AgreeWithAMapWhateverIsAddedAndRemoved) {
  SourceCounts counts;
  std::map<net::Address, std::uint32_t> truth;
  std::minstd_rand random(7);
  for (int i = 0; i < 300'000; ++i) {
    // A few addresses often, many rarely; both families.
    const auto number = static_cast<std::uint32_t>(random() % (random() % 2 == 0 ? 50U : 20'000U));
    const auto source = number % 3 == 0 ? net::Address::v6(0x20010DB8'00000000ULL + number, 0)
                                        : net::Address::v4(0x0A000000U + number);
    if (random() % 2 == 0) {
      ASSERT_EQ(counts.add(source), ++truth[source]);
    } else if (const auto found = truth.find(source); found != truth.end()) {
      counts.remove(source);
      if (--found->second == 0) truth.erase(found);
    }
    ASSERT_EQ(counts.size(), truth.size());
  }
  for (std::uint32_t number = 0; number < 20'000; ++number) {
    const auto source = net::Address::v4(0x0A000000U + number);
    const auto found = truth.find(source);
    ASSERT_EQ(counts.of(source), found == truth.end() ? 0U : found->second);
  }
}

TEST(SourceCounts, AreForgottenTogether) {
  SourceCounts counts;
  for (std::uint32_t i = 0; i < 5'000; ++i) counts.add(net::Address::v4(i));
  counts.clear();
  EXPECT_EQ(counts.size(), 0U);
  EXPECT_EQ(counts.of(net::Address::v4(7)), 0U);
  EXPECT_EQ(counts.add(net::Address::v4(7)), 1U);
}

}  // namespace
}  // namespace noroshi::sinkhole
