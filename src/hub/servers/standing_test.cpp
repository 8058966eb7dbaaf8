#include "hub/servers/standing.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace noroshi::servers {
namespace {

constexpr base::Micros kNow = 1'767'312'000 * base::kSecond;

/// A server that has stood for a month and was renewed today.
Circumstances standing() {
  return {
      .last_seen = kNow - base::kHour, .newest_seen = kNow, .first_added = kNow - 30 * base::kDay};
}

Standing standing_with(std::vector<Told> told) {
  Circumstances of = standing();
  of.told = told;
  return standing_of(of, kNow);
}

TEST(ServerStanding, StandsWhereNothingElseIsSaid) {
  EXPECT_EQ(standing_of(standing(), kNow), Standing::Steady);
}

TEST(ServerStanding, TheOwnWordCountsBeforeEverythingAndNotOnceItIsTakenBack) {
  Circumstances of = standing();
  of.suppressed = of.taken_back = true;
  of.own = Verdict::Rejected;
  EXPECT_EQ(standing_of(of, kNow), Standing::Rejected);
  of.own = Verdict::Confirmed;
  EXPECT_EQ(standing_of(of, kNow), Standing::Confirmed);
  of.own = Verdict::Withdrawn;
  EXPECT_EQ(standing_of(of, kNow), Standing::Suppressed);
}

TEST(ServerStanding, HasGoneSevenDaysBehindTheNewestOfItsMethodAndNotByTheClock) {
  Circumstances of = standing();
  of.last_seen = of.newest_seen - 7 * base::kDay;
  EXPECT_EQ(standing_of(of, kNow), Standing::Steady);
  of.last_seen -= 1;
  EXPECT_EQ(standing_of(of, kNow), Standing::Gone);
  of.first_added = kNow;
  EXPECT_EQ(standing_of(of, kNow), Standing::Gone) << "old news of what is over is not new";
  of = standing();
  EXPECT_EQ(standing_of(of, kNow + 300 * base::kDay), Standing::Steady)
      << "a sensor that is off says nothing";
  of.taken_back = true;
  EXPECT_EQ(standing_of(of, kNow), Standing::Gone);
}

TEST(ServerStanding, IsNewForADay) {
  Circumstances of = standing();
  of.first_added = kNow - base::kDay + 1;
  EXPECT_EQ(standing_of(of, kNow), Standing::New);
  EXPECT_EQ(standing_of(of, kNow + 1), Standing::Steady);
}

TEST(ServerStanding, HasChangedWhenAVersionOfTheLastDayMovedFromWhatWasTold) {
  const base::Micros old = kNow - 3 * base::kDay;
  const base::Micros today = kNow - base::kHour;
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.84, 4}}), Standing::Steady);
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.86, 3}}), Standing::Changed);
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.74, 3}}), Standing::Changed);
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.80, 5}}), Standing::Changed)
      << "2–4, then 5–9";
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {old + base::kHour, 0.95, 3}, {today, 0.95, 3}}),
            Standing::Steady)
      << "what moved earlier is no news";
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.83, 3}, {today + 1, 0.86, 3}}),
            Standing::Changed)
      << "in small steps, from what was told";
  EXPECT_EQ(standing_with({{old, 0.80, 3}, {today, 0.90, 3}, {today + 1, 0.80, 3}}),
            Standing::Changed)
      << "and back again";
}

TEST(ServerStanding, NamesAreReadBack) {
  for (std::size_t i = 0; i < kStandingCount; ++i) {
    const auto one = static_cast<Standing>(i);
    EXPECT_EQ(parse_standing(name_of(one)), one);
  }
  EXPECT_FALSE(parse_standing("burning"));
  EXPECT_EQ(parse_verdict("rejected").value(), Verdict::Rejected);
  EXPECT_FALSE(parse_verdict("maybe"));
}

}  // namespace
}  // namespace noroshi::servers
