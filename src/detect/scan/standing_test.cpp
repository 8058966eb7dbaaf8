#include "detect/scan/standing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/scan/days_testing.hpp"

namespace noroshi::scan {
namespace {

using model::Standing;
using Memory = std::map<net::Address, Remembered>;

// One address over the days; each step is a day on which it is infected, or not.
class Course {
 public:
  Standings day(bool infected, bool alive = true, bool probes = false) {
    TestDay test(number_++);
    if (!alive) test.alive(0, 2);
    if (probes) test.probe(host(1), 5);
    std::vector<model::InfectedHost> today;
    if (infected) today.push_back(infected_host(host(1), test.begin + 1, test.begin + 2));
    auto out = stand(std::move(today), test.input(), memory_, {});
    memory_ = out.after;
    return out;
  }

  std::vector<Standing> standings(bool infected, bool alive = true, bool probes = false) {
    std::vector<Standing> all;
    for (const auto& one : day(infected, alive, probes).hosts) all.push_back(one.standing);
    return all;
  }

 private:
  int number_ = 0;
  Memory memory_;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Standing, NewThenPersistentThenClearedThenReturned) {
  Course course;
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::New));
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::Persistent));
  EXPECT_THAT(course.standings(false), IsEmpty());
  EXPECT_THAT(course.standings(false), IsEmpty());
  EXPECT_THAT(course.standings(false), ElementsAre(Standing::Cleared));
  EXPECT_THAT(course.standings(false), IsEmpty());
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::Returned));
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::Persistent));
}

TEST(Standing, AShortSilenceIsTheSameInfection) {
  Course course;
  course.day(true);
  course.day(false);
  course.day(false);
  const auto day = course.day(true);
  EXPECT_EQ(day.hosts.at(0).standing, Standing::Persistent);
  EXPECT_EQ(day.hosts.at(0).first_seen, kFirstDay + 1);
  EXPECT_EQ(day.hosts.at(0).days, 2U);
}

TEST(Standing, DaysOfADeadSensorAreNobodysSilence) {
  Course course;
  course.day(true);
  for (int i = 0; i < 10; ++i) EXPECT_THAT(course.standings(false, false), IsEmpty());
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::Persistent));
}

TEST(Standing, WhoStillProbesIsNotSilent) {
  Course course;
  course.day(true);
  for (int i = 0; i < 6; ++i) EXPECT_THAT(course.standings(false, true, true), IsEmpty());
}

TEST(Standing, ClearedOnesAreForgottenAtLast) {
  Course course;
  course.day(true);
  for (int i = 0; i < 92; ++i) course.day(false);
  EXPECT_THAT(course.day(false).after, IsEmpty());
  EXPECT_THAT(course.standings(true), ElementsAre(Standing::New));
}

TEST(Standing, MemoryIsBoundedAndForgetsTheLongestUnseen) {
  TestDay test(0);
  Memory before;
  for (std::uint32_t i = 0; i < kMostRemembered + 100; ++i) {
    before[host(i)] = {"mirai", 1, kFirstDay - base::kDay + i, 1, 0, false};
  }
  const auto after = stand({}, test.input(), before, {}).after;
  EXPECT_EQ(after.size(), kMostRemembered);
  EXPECT_FALSE(after.contains(host(99)));
  EXPECT_TRUE(after.contains(host(100)));
}

}  // namespace
}  // namespace noroshi::scan
