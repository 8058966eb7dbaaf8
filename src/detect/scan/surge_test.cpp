#include "detect/scan/surge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/scan/days_testing.hpp"
#include "detect/scan/fortnight.hpp"

namespace noroshi::scan {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Days in a row; each hour so many hosts ask for port 23, and as many more as told for port 5555.
class Days {
 public:
  Surges day(int usual, int more = 0, int from = 0, int alive_from = 0) {
    TestDay test(number_++);
    if (alive_from > 0) test.alive(alive_from, 24);
    for (int hour = alive_from; hour < 24; ++hour) {
      // The rhythm of the day: at noon twice as many as at midnight.
      const int hosts = usual * (hour >= 6 && hour < 18 ? 2 : 1);
      for (int i = 0; i < hosts; ++i) probe(test, hour, 23);
      for (int i = 0; i < 2 + (hour >= from ? more : 0); ++i) probe(test, hour, 5555);
    }
    auto surges = find_surges(test.input(), {}, before_, {});
    before_.series = surges.series;
    before_.heard = surges.heard;
    return surges;
  }

  History before_{};

 private:
  void probe(TestDay& test, int hour, std::uint16_t port) {
    test.probe(host(host_++), 60 * hour + 7, port);
  }

  int number_ = 0;
  std::uint32_t host_ = 0;
};

TEST(Surge, RhythmOfTheDayIsNoSurge) {
  Days days;
  for (int i = 0; i < 10; ++i) EXPECT_THAT(days.day(15).surges, IsEmpty()) << i;
}

TEST(Surge, JumpIsNamedWithItsHourAndLevels) {
  Days days;
  for (int i = 0; i < 6; ++i) days.day(15);
  const auto found = days.day(15, 20, 10);
  ASSERT_THAT(found.surges, SizeIs(1));
  EXPECT_EQ(found.surges[0].service, (Service{5555, 6}));
  EXPECT_EQ(found.surges[0].at, kFirstDay + 6 * base::kDay + 10 * base::kHour);
  EXPECT_LT(found.surges[0].hosts_before, 4);
  EXPECT_GT(found.surges[0].hosts_now, 10);
  EXPECT_GE(found.surges[0].score, found.threshold);
}

TEST(Surge, SlowRiseIsNamedTooAndOnlyOnce) {
  Days days;
  for (int i = 0; i < 6; ++i) days.day(15);
  std::size_t named = 0;
  for (int more = 4; more <= 20; more += 4) named += days.day(15, more).surges.size();
  for (int i = 0; i < 5; ++i) named += days.day(15, 20).surges.size();
  EXPECT_EQ(named, 1U);
}

TEST(Surge, NamedPortThatJumpsAgainIsNamedAgainOnceItHasRested) {
  Days days;
  for (int i = 0; i < 6; ++i) days.day(15);
  EXPECT_THAT(days.day(15, 20).surges, SizeIs(1));
  for (int i = 0; i < 2; ++i) EXPECT_THAT(days.day(15, 20).surges, IsEmpty()) << i;
  const auto again = days.day(15, 250, 3);
  ASSERT_THAT(again.surges, SizeIs(1));
  EXPECT_EQ(again.surges[0].at, kFirstDay + 9 * base::kDay + 3 * base::kHour);
}

// A port that 30 hosts an hour ask for until six o'clock, and nobody later but for some more, while
// port 23 has its busiest hours at noon.
class Nights {
 public:
  Surges day(int more = 0) {
    TestDay test(number_++);
    for (int hour = 0; hour < 24; ++hour) {
      for (int i = 0; i < (hour >= 6 && hour < 18 ? 60 : 30); ++i) probe(test, hour, 23);
      for (int i = 0; i < (hour < 6 ? 30 : more); ++i) probe(test, hour, 1433);
    }
    auto surges = find_surges(test.input(), {}, before_, {});
    before_.series = surges.series;
    before_.heard = surges.heard;
    return surges;
  }

 private:
  void probe(TestDay& test, int hour, std::uint16_t port) {
    test.probe(host(host_++), 60 * hour + 7, port);
  }

  History before_{};
  int number_ = 0;
  std::uint32_t host_ = 0;
};

TEST(Surge, HoursOfAPortsOwnAreNoSurge) {
  Nights nights;
  for (int i = 0; i < 10; ++i) EXPECT_THAT(nights.day().surges, IsEmpty()) << i;
}

TEST(Surge, RiseInAPortsQuietHoursIsNamed) {
  Nights nights;
  for (int i = 0; i < 6; ++i) nights.day();
  const auto found = nights.day(8);
  ASSERT_THAT(found.surges, SizeIs(1));
  EXPECT_EQ(found.surges[0].service, (Service{1433, 6}));
  EXPECT_EQ(found.surges[0].at, kFirstDay + 6 * base::kDay + 6 * base::kHour);
}

TEST(Surge, OutageAndItsEndAlarmNobody) {
  Days days;
  for (int i = 0; i < 6; ++i) days.day(15);
  EXPECT_THAT(days.day(15, 0, 0, 20).surges, IsEmpty());
  for (int i = 0; i < 3; ++i) EXPECT_THAT(days.day(15).surges, IsEmpty());
}

TEST(Surge, NothingIsJudgedBeforeSomethingIsKnown) {
  Days days;
  EXPECT_THAT(days.day(15, 50).surges, IsEmpty());
  EXPECT_THAT(days.day(15, 500).surges, IsEmpty());
}

TEST(Surge, BudgetNamesTheHighestAndTellsWhatItLeftOut) {
  Days days;
  for (int i = 0; i < 6; ++i) days.day(15);
  TestDay test(6);
  for (std::uint32_t port = 1000; port < 1006; ++port) {
    for (std::uint32_t i = 0; i < 20 * (port - 999); ++i) {
      test.probe(host(1'000'000 + port * 1000 + i), 600, static_cast<std::uint16_t>(port));
    }
  }
  const auto found = find_surges(test.input(), {}, days.before_, {});
  ASSERT_THAT(found.surges, SizeIs(3));
  EXPECT_EQ(found.surges[0].service.port, 1005);
  EXPECT_LT(found.threshold, found.surges[2].score);
  EXPECT_GT(found.threshold, kSurgeFloor);
}

TEST(Surge, SeriesAreKeptForTwoWeeks) {
  Days days;
  for (int i = 0; i < 20; ++i) days.day(2);
  EXPECT_EQ(days.before_.heard.size(), kSeriesHours);
  for (const auto& [service, series] : days.before_.series) {
    EXPECT_EQ(series.hosts.size(), kSeriesHours);
  }
}

TEST(Surge, NumberOfSeriesIsBounded) {
  TestDay test(0);
  for (std::uint32_t i = 0; i < kMostSeries + 500; ++i) {
    test.probe(host(i), 5, static_cast<std::uint16_t>(i));
  }
  EXPECT_EQ(find_surges(test.input(), {}, {}, {}).series.size(), kMostSeries);
}

}  // namespace
}  // namespace noroshi::scan
