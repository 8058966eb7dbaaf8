// What is customary in an input, and the lines that hold a server against it: returning_clients,
// round_the_clock, and young_server where nobody remembers more than the input.

#include "detect/c2/customary.hpp"

#include <gtest/gtest.h>

#include "detect/c2/thinned.hpp"

namespace noroshi::c2 {
namespace {

using base::kDay;
using base::kHour;

Contact at(base::Micros start, std::uint32_t client) {
  return {.start = start, .end = start, .client = client};
}

Occasions occasions(const std::vector<Contact>& contacts) {
  return occasions_of(server_of({net::Address::v4(1), 443, model::kTcp}, contacts));
}

TEST(Occasions, AnHourCountsOnceAClient) {
  const Occasions all =
      occasions({at(0, 0), at(10, 0), at(kHour, 0), at(kDay, 0), at(0, 1), at(kHour - 1, 1)});
  EXPECT_EQ(all.hours, 4U);
  EXPECT_EQ(all.days, 3U);
  EXPECT_EQ(all.clients, 2U);
  EXPECT_EQ(all.by_hour[0], 3U);
  EXPECT_EQ(all.by_hour[1], 1U);
}

TEST(Occasions, HoursBefore1970GoOnBackwards) {
  EXPECT_EQ(hour_of_day(-1), 23U);
  EXPECT_EQ(hour_of_day(-kDay), 0U);
  EXPECT_EQ(beginning_of(-1, kDay), -kDay);
}

TEST(Customary, KnowsWhichHoursWereWatched) {
  Customary customary;
  customary.observe(occasions({at(kHour, 0), at(2 * kHour, 0), at(2 * kHour, 1)}));
  customary.conclude(kHour / 2, 3 * kHour);
  EXPECT_NEAR(customary.watched(0), 0.2, 1e-9);  // half an hour of two and a half
  EXPECT_NEAR(customary.watched(2), 0.4, 1e-9);
  EXPECT_EQ(customary.watched(3), 0);
  EXPECT_GT(customary.busy(2), customary.busy(1));
  EXPECT_FALSE(customary.by_day());
}

TEST(Customary, TimePassesWithTheTraffic) {
  Customary customary;
  std::vector<Contact> evening;
  for (std::uint32_t client = 0; client < 900; ++client) evening.push_back(at(20 * kHour, client));
  customary.observe(occasions(evening));
  customary.conclude(0, kDay);
  EXPECT_EQ(customary.passed(0), 0);
  EXPECT_LT(customary.passed(12 * kHour), 0.02);
  EXPECT_GT(customary.passed(21 * kHour), 0.99);
  EXPECT_EQ(customary.passed(2 * kDay), 1);
}

TEST(Customary, ComparesServersOfLikeVolumeOnly) {
  Customary customary;
  const Occasions visited{.by_hour = {}, .hours = 40, .days = 40, .clients = 38};
  const Occasions huge{.by_hour = {}, .hours = 4'000, .days = 4'000, .clients = 40};
  for (int i = 0; i < 30; ++i) customary.observe(visited);
  for (int i = 0; i < 5; ++i) customary.observe(huge);
  customary.conclude(0, kDay);
  const Occasions master{.by_hour = {}, .hours = 50, .days = 50, .clients = 10};
  EXPECT_EQ(customary.returned_less(master), 1.0);
  EXPECT_EQ(customary.returned_less(visited), 0.5) << "ties count half";
  EXPECT_EQ(customary.returned_less(huge), std::nullopt) << "too few to compare";
  const Occasions lone{.by_hour = {}, .hours = 50, .days = 50, .clients = 2};
  EXPECT_EQ(customary.returned_less(lone), std::nullopt) << "two clients are no circle";
}

constexpr auto kMaster = "203.0.113.9";
constexpr std::uint16_t kPort = 8443;

TEST(ReturningClients, BotsComeAgainWhereVisitorsDoNot) {
  Thinned day;
  day.sites(60, 80).beat(kMaster, kPort, 15, 6);
  EXPECT_GT(day.says(kMaster, kPort, Input::ReturningClients), 0.8);
  EXPECT_LT(day.says("198.51.100.5", 443, Input::ReturningClients), 0.3);
}

TEST(ReturningClients, WhereEveryServerHasItsRegularsTheyAreNothingSpecial) {
  Thinned day;
  for (int server = 1; server <= 40; ++server) {
    day.beat(fmt::format("198.51.100.{}", server), 443, 15, 6);
  }
  day.beat(kMaster, kPort, 15, 6);
  EXPECT_LT(day.says(kMaster, kPort, Input::ReturningClients), 0.9);
  double sum = 0;
  for (int server = 1; server <= 20; ++server) {
    sum += day.says(fmt::format("198.51.100.{}", server), 443, Input::ReturningClients);
  }
  EXPECT_LT(sum / 20, 0.35);
}

TEST(ReturningClients, FewServersAreNothingToCompareWith) {
  Thinned day;
  day.beat(kMaster, kPort, 15, 6);
  EXPECT_EQ(day.says(kMaster, kPort, Input::ReturningClients), 0);
}

TEST(RoundTheClock, MachinesDoNotSleep) {
  Thinned day;
  day.sites(60, 80).beat(kMaster, kPort, 15, 8);
  EXPECT_GT(day.says(kMaster, kPort, Input::RoundTheClock), 0.8);
  EXPECT_EQ(day.says("198.51.100.5", 443, Input::RoundTheClock), 0);
}

TEST(RoundTheClock, ANightlyBackupIsNoClock) {
  Thinned day;
  day.sites(60, 80);
  for (std::uint32_t client = 0; client < 60; ++client) {
    for (const double hour : {2.0, 3.0}) {
      day.packet(Thinned::household(client), kMaster, kPort, hour + 0.9 * day.unit(), 200);
    }
  }
  EXPECT_LT(day.says(kMaster, kPort, Input::RoundTheClock), 0.05);
}

TEST(RoundTheClock, AGrowingBotnetIsAsActiveAtNight) {
  Thinned day;
  day.sites(60, 80);
  for (int bot = 0; bot < 40; ++bot) {  // infected one after the other
    const double since = 20.0 * bot / 40;
    for (int call = 0; call < 8; ++call) {
      day.packet(Thinned::household(static_cast<std::uint32_t>(bot)), kMaster, kPort,
                 since + (24 - since) * day.unit(), 200);
    }
  }
  EXPECT_GT(day.says(kMaster, kPort, Input::RoundTheClock), 0.8);
}

TEST(RoundTheClock, AFewHoursHaveNoNight) {
  Thinned evening;
  for (int i = 0; i < 200; ++i) {
    evening.packet(Thinned::household(static_cast<std::uint32_t>(i)), "198.51.100.1", 443,
                   18 + 4 * evening.unit(), 300);
    evening.packet(Thinned::household(3), kMaster, kPort, 18 + 4 * evening.unit(), 200);
  }
  EXPECT_EQ(evening.says(kMaster, kPort, Input::RoundTheClock), 0);
}

TEST(YoungServer, WhoAppearsLateAndIsCalledByManyWasNotThereBefore) {
  Thinned day;
  day.sites(60, 80);
  for (std::uint32_t client = 0; client < 12; ++client) {
    day.packet(Thinned::household(client), kMaster, kPort, 18 + 4 * day.unit(), 200);
  }
  EXPECT_GT(day.says(kMaster, kPort, Input::YoungServer), 0.8);
  EXPECT_EQ(day.says("198.51.100.5", 443, Input::YoungServer), 0);
}

TEST(YoungServer, OneVisitInTheEveningIsNoBeginning) {
  Thinned day;
  day.sites(60, 80).packet("10.0.0.1", kMaster, kPort, 22, 200);
  EXPECT_EQ(day.says(kMaster, kPort, Input::YoungServer), 0);
}

}  // namespace
}  // namespace noroshi::c2
