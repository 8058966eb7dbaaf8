#include "detect/c2/ages.hpp"

#include <gtest/gtest.h>

#include "detect/c2/thinned.hpp"

namespace noroshi::c2 {
namespace {

constexpr auto kMaster = "203.0.113.9";
constexpr std::uint16_t kPort = 8443;

model::Endpoint endpoint(std::string_view ip, std::uint16_t port) {
  return {Sketch::ip(ip), port, model::kTcp};
}

TEST(Ages, TheEarliestSightCounts) {
  const Ages ages({{endpoint(kMaster, kPort), 50},
                   {endpoint("198.51.100.1", 443), 10},
                   {endpoint(kMaster, kPort), 20}});
  EXPECT_EQ(ages.first_seen(endpoint(kMaster, kPort)), 20);
  EXPECT_EQ(ages.first_seen(endpoint(kMaster, 80)), std::nullopt);
  EXPECT_EQ(ages.since(), 10);
  EXPECT_TRUE(Ages().empty());
}

// A store that remembers thirty days of other servers, and of the master `days`.
HuntOptions remembering(double days) {
  const auto ago = [](double d) {
    return Thinned::kMidnight + base::kDay - static_cast<base::Micros>(d * 8.64e10);
  };
  HuntOptions options;
  options.ages = {{endpoint("198.51.100.250", 443), ago(30)},
                  {endpoint(kMaster, kPort), ago(days)}};
  return options;
}

double young(double days) {
  Thinned day;
  day.sites(20, 40).beat(kMaster, kPort, 15, 6);
  return day.says(kMaster, kPort, Input::YoungServer, remembering(days));
}

TEST(YoungServer, AgeSpeaksLessByTheDay) {
  EXPECT_GT(young(1), 0.8);
  EXPECT_GT(young(1), young(5));
  EXPECT_GT(young(5), young(20));
  EXPECT_LT(young(20), 0.1);
}

TEST(YoungServer, WhatIsAsOldAsMemoryMayBeMuchOlder) { EXPECT_EQ(young(29.5), 0); }

TEST(YoungServer, WhoIsNotRememberedIsNew) {
  Thinned day;
  day.sites(20, 40).beat(kMaster, kPort, 15, 6);
  HuntOptions options = remembering(1);
  options.ages.pop_back();
  EXPECT_GT(day.says(kMaster, kPort, Input::YoungServer, options), 0.8);
}

TEST(YoungServer, AMemoryOfADayKnowsNoAges) {
  Thinned day;
  day.sites(20, 40).beat(kMaster, kPort, 15, 6);
  HuntOptions options;
  options.ages = {{endpoint("198.51.100.250", 443), Thinned::kMidnight}};
  EXPECT_EQ(day.says(kMaster, kPort, Input::YoungServer, options), 0)
      << "called from the beginning of the input";
}

}  // namespace
}  // namespace noroshi::c2
