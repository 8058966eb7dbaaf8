#include "detect/c2/periodic_contact.hpp"

#include <gtest/gtest.h>

#include "detect/c2/pace.hpp"
#include "detect/c2/scene.hpp"

namespace noroshi::c2 {
namespace {

Scene beacon(double period, int calls) {
  Scene scene;
  for (int i = 0; i < calls; ++i) scene.contact(0, period * i);
  return scene;
}

TEST(PeriodicContact, GrowsWithTheNumberOfCallsAndThenStays) {
  const double few = beacon(60, 5).says(periodic_contact);
  const double many = beacon(60, 60).says(periodic_contact);
  EXPECT_GT(few, 0.5);
  EXPECT_LT(few, many);
  EXPECT_NEAR(many, 1, 0.01);
}

TEST(PeriodicContact, ClientsWithTimersOfTheirOwnAreNoBotnet) {
  Scene together;
  Scene apart;
  for (std::uint32_t client = 0; client < 5; ++client) {
    for (int i = 0; i < 60; ++i) together.contact(client, 7.0 * client + 60 * i);
    for (int i = 0; i < 60; ++i) apart.contact(client, (31.0 + 17 * client) * i);
  }
  EXPECT_GT(together.says(periodic_contact), 0.9);
  EXPECT_LT(apart.says(periodic_contact), 0.5);
}

TEST(PeriodicContact, TellsThePeriodInWords) {
  const Line line{"periodic_contact", periodic_contact, tell_periodic_contact};
  EXPECT_EQ(
      evidence_of(line, beacon(90, 40).look(periodic_contact).value(), 1).text,
      "calls every 1 min 30 s (jitter 1 %): 100 % of 39 intervals fit, 1 of 1 repeat clients");
}

TEST(Pace, SecondsAndMinutesSpeakForHoursAgainst) {
  EXPECT_GT(beacon(60, 40).says(pace), 0.9);
  EXPECT_LT(beacon(1800, 40).says(pace), -0.9);
  EXPECT_EQ(Scene().contact(0, 0).look(pace), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
