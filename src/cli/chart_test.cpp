#include "cli/chart.hpp"

#include <gmock/gmock.h>

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;
using Counts = std::vector<std::uint64_t>;

TEST(Chart, DrawsBarsOfEighths) {
  EXPECT_THAT(bars(Counts{0, 1, 4, 8}, 1), ElementsAre(" ▁▄█"));
  EXPECT_THAT(bars(Counts{16, 8, 9, 0}, 2), ElementsAre("█ ▁ ", "███ "));
}

TEST(Chart, ShowsWhatIsRare) {
  EXPECT_THAT(bars(Counts{1, 1'000'000}, 1), ElementsAre("▁█"));
  EXPECT_EQ(lane(Counts{0, 1, 1'000'000}), "·░█");
}

TEST(Chart, IsEmptyWithoutCounts) {
  EXPECT_THAT(bars(Counts{}, 2), ElementsAre("", ""));
  EXPECT_THAT(bars(Counts{0, 0}, 1), ElementsAre("  "));
}

TEST(Chart, GroupsNeighboursIntoColumns) {
  EXPECT_THAT(regrouped(Counts{1, 2, 3, 4, 5}, 2), ElementsAre(6, 9));
  EXPECT_THAT(regrouped(Counts{1, 2}, 80), ElementsAre(1, 2));
  EXPECT_THAT(regrouped(Counts{}, 80), ElementsAre());
}

TEST(Chart, DrawsAHorizontalBar) {
  EXPECT_EQ(bar(0.5, 4), "██");
  EXPECT_EQ(bar(1.5, 2), "██");
  EXPECT_EQ(bar(0.0625, 2), "▏");
  EXPECT_EQ(bar(0, 2), "");
}

}  // namespace
}  // namespace noroshi::cli
