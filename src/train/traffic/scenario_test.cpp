#include "train/traffic/scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace noroshi::traffic {
namespace {

using testing::HasSubstr;

std::string refusal(const Scenario& scenario) {
  const Status status = check(scenario);
  if (status.has_value()) return "accepted";
  EXPECT_EQ(status.error().code, Errc::InvalidUsage);
  return status.error().message;
}

TEST(Scenario, DefaultsCanBeGenerated) { EXPECT_EQ(refusal(Scenario{}), "accepted"); }

TEST(Scenario, RefusalsNameTheMemberTheValueAndTheRange) {
  Scenario scenario;
  scenario.subscribers = 3;
  EXPECT_EQ(refusal(scenario), "subscribers is 3; it must lie between 10 and 4000000");
  scenario = {};
  scenario.duration = 0;
  EXPECT_THAT(refusal(scenario), HasSubstr("duration"));
  scenario = {};
  scenario.sampling = 0;
  EXPECT_THAT(refusal(scenario), HasSubstr("sampling is 0"));
  scenario = {};
  scenario.exporter.inactive_timeout = 1;
  EXPECT_THAT(refusal(scenario), HasSubstr("inactive timeout"));
  scenario = {};
  scenario.activity = -1;
  EXPECT_THAT(refusal(scenario), HasSubstr("activity"));
  scenario = {};
  scenario.subscribers = 50;
  EXPECT_THAT(refusal(scenario), HasSubstr("botnet mirai: bots (of all subscribers)"));
}

TEST(Scenario, NotANumberIsRefused) {
  Scenario scenario;
  scenario.ipv6_share = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(refusal(scenario), HasSubstr("IPv6 share"));
}

TEST(Scenario, MoreThanSixteenBotnetsOfAFamilyAreRefused) {
  Scenario scenario;
  scenario.botnets.assign(17, BotnetSpec{});
  EXPECT_THAT(refusal(scenario), HasSubstr("more than 16"));
}

TEST(Scenario, RefusesARotationThatNeedsMoreServersThanThereArePlaces) {
  Scenario scenario;
  scenario.botnets = {{.family = Family::Mirai, .rotation = base::kMinute}};
  EXPECT_THAT(refusal(scenario), HasSubstr("botnet mirai: rotation"));
  scenario.botnets = {{.family = Family::Mirai, .rotation = 10 * base::kMinute}};
  EXPECT_THAT(refusal(scenario), HasSubstr("one after the other is 144"));
  scenario.botnets = {{.family = Family::Mirai, .rotation = base::kHour}};
  EXPECT_EQ(refusal(scenario), "accepted");
}

TEST(Scenario, ReadsABotnet) {
  const auto spec = parse_botnet("http-beacon:40:300");
  ASSERT_TRUE(spec.has_value());
  EXPECT_EQ(spec->family, Family::HttpBeacon);
  EXPECT_EQ(spec->bots, 40U);
  EXPECT_EQ(spec->period, 300 * base::kSecond);
  ASSERT_TRUE(parse_botnet("mirai").has_value());
  EXPECT_EQ(parse_botnet("mirai")->bots, 0U);
}

TEST(Scenario, RefusesABotnetThatIsNone) {
  EXPECT_THAT(parse_botnet("storm").error().message, HasSubstr("http-beacon, mirai, irc"));
  EXPECT_FALSE(parse_botnet("").has_value());
  EXPECT_FALSE(parse_botnet("mirai:0").has_value());
  EXPECT_FALSE(parse_botnet("mirai:6x").has_value());
  EXPECT_FALSE(parse_botnet("mirai:99999999999").has_value());
  EXPECT_FALSE(parse_botnet("mirai:6:60:1").has_value());
}

TEST(Scenario, EveryFamilyIsListedAtItsNumber) {
  for (std::size_t i = 0; i < families().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(families()[i].family), i);
    EXPECT_FALSE(families()[i].description.empty());
    EXPECT_EQ(parse_botnet(families()[i].name)->family, families()[i].family);
  }
}

}  // namespace
}  // namespace noroshi::traffic
