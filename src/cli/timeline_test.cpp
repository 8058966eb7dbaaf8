#include "cli/timeline.hpp"

#include <gmock/gmock.h>

namespace noroshi::cli {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using base::kSecond;
using base::Micros;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Timeline, TakesTheLeastRoundBinThatFits) {
  const auto day = Timeline::over(0, kDay - 1, 72);
  EXPECT_EQ(day.bin, 30 * kMinute);
  EXPECT_EQ(day.bins, 48u);
  EXPECT_EQ(Timeline::over(0, 10 * kSecond, 72).bin, kSecond);
  EXPECT_EQ(Timeline::over(0, 100 * kDay - 1, 10).bin, 10 * kDay);
}

TEST(Timeline, HasOneBinWhenEverythingHappensAtOnce) {
  const auto instant = Timeline::over(5 * kSecond, 5 * kSecond, 72);
  EXPECT_EQ(instant.bins, 1u);
  const std::vector<Micros> events{5 * kSecond};
  EXPECT_THAT(instant.counts(events), ElementsAre(1));
}

TEST(Timeline, CountsEventsByBinAndLeavesOutStrays) {
  const Timeline timeline{.begin = 0, .bin = kHour, .bins = 3};
  const std::vector<Micros> events{-1, 0, kHour - 1, kHour, 3 * kHour};
  EXPECT_THAT(timeline.counts(events), ElementsAre(2, 1, 0));
}

TEST(TimelineText, DrawsALaneForEachOfFewClients) {
  const Timeline timeline{.begin = 0, .bin = kHour, .bins = 4};
  const auto text = timeline_text(timeline, {{0, kHour}, {3 * kHour}}, Zone(), Language::English);
  EXPECT_EQ(text,
            "When it was visited (one column is 1 h, the fullest holds 1; UTC)\n"
            "  ██ █\n  ██ █\n  ██ █\n  ██ █\n"
            "  └00:00\n"
            "  ██··  client 1: 2\n"
            "  ···█  client 2: 1\n");
}

TEST(TimelineText, SumsUpManyClients) {
  const Timeline timeline{.begin = 0, .bin = kHour, .bins = 1};
  const std::vector<std::vector<Micros>> visits(9, {0, 1});
  const auto text = timeline_text(timeline, visits, Zone(), Language::English);
  EXPECT_THAT(text, HasSubstr("9 clients; the busiest came 2 times"));
  EXPECT_THAT(text, Not(HasSubstr("client 1:")));
}

}  // namespace
}  // namespace noroshi::cli
