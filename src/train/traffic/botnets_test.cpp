// What the botnet families do, told by the records they leave.
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "train/traffic/address_plan.hpp"
#include "train/traffic/test_day.hpp"

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kHour;
using base::kSecond;
using base::Micros;

Scenario only(const BotnetSpec& spec, Micros duration = kDay) {
  Scenario scenario = quiet_scenario(duration);
  scenario.botnets = {spec};
  scenario.spread_midpoint = -10 * kDay;  // all infected before the day
  return scenario;
}

TEST(Botnets, TruthHoldsEveryServerAndWhatTheRecordsShowOfIt) {
  Scenario scenario = quiet_scenario();
  scenario.botnets = default_botnets();
  const Day day = generate_all(scenario);
  std::set<std::string> found;
  for (const auto& entry : day.truth.c2) {
    found.insert(entry.family);
    EXPECT_EQ(entry.kind, "c2");
    const auto records = std::count_if(day.flows.begin(), day.flows.end(), [&](const auto& flow) {
      return touches(flow, entry.endpoint);
    });
    EXPECT_EQ(static_cast<std::uint64_t>(records), entry.records) << entry.family;
    EXPECT_GT(entry.clients, 0U) << entry.family;
  }
  EXPECT_THAT(found, testing::UnorderedElementsAre("http-beacon", "mirai", "irc", "rat",
                                                   "slow-beacon", "dead-c2"));
  std::set<std::string> others;
  for (const auto& entry : day.truth.others) others.insert(entry.kind);
  EXPECT_THAT(others, testing::UnorderedElementsAre("c2-fronted", "c2-p2p"));
}

TEST(Botnets, GiveUpTheirServerAtEachRotationAllAtOnce) {
  for (const Family family : {Family::Mirai, Family::HttpBeacon}) {
    const Day day = generate_all(
        only({.family = family, .bots = 20, .servers = 1, .rotation = 8 * kHour}, kDay));
    ASSERT_EQ(day.truth.c2.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      const auto& entry = day.truth.c2[i];
      EXPECT_GT(entry.records, 0U);
      const auto begin = day.truth.scenario.start + static_cast<Micros>(i) * 8 * kHour;
      EXPECT_GE(entry.first_seen, begin);
      // A connection that ends with the rotation may have its last record a little later.
      EXPECT_LE(entry.last_seen, begin + 8 * kHour + base::kMinute);
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_NE(entry.endpoint.ip, day.truth.c2[j].endpoint.ip);
      }
    }
  }
}

TEST(Botnets, ShareAHostWithASiteThatInnocentsVisit) {
  Scenario scenario = small_scenario();
  scenario.botnets = {{.family = Family::HttpBeacon, .bots = 5, .servers = 1, .shared_host = true}};
  const Day day = generate_all(scenario);
  ASSERT_EQ(day.truth.c2.size(), 1U);
  const auto& entry = day.truth.c2.front();
  EXPECT_EQ(entry.endpoint.port, 443);
  const auto all = std::ranges::count_if(
      day.flows, [&](const auto& flow) { return touches(flow, entry.endpoint); });
  EXPECT_GT(static_cast<std::uint64_t>(all), entry.records);
  EXPECT_GT(entry.records, 0U);
}

TEST(Botnets, InfectedHostsAreThoseThatAct) {
  Scenario scenario = quiet_scenario();
  scenario.botnets = {{.family = Family::Mirai, .bots = 30}};
  const Day day = generate_all(scenario);
  const std::set<net::Address> infected(day.truth.infected.begin(), day.truth.infected.end());
  std::set<net::Address> acting;
  for (const auto& flow : day.flows) {
    acting.insert(flow.source_address.is_private() ? flow.source_address
                                                   : flow.destination_address);
  }
  EXPECT_EQ(acting, infected);
}

TEST(Botnets, InfectionSpreadsAlongALogisticCurve) {
  Scenario scenario = quiet_scenario();
  scenario.botnets = {{.family = Family::Mirai, .bots = 100}};
  scenario.spread_midpoint = 12 * kHour;
  scenario.spread_hours = 2;
  const Day day = generate_all(scenario);
  std::map<net::Address, Micros> first;
  for (const auto& flow : day.flows) {
    if (flow.source_address.is_private()) first.emplace(flow.source_address, flow.start);
  }
  const auto by = [&](Micros hour) {
    return std::count_if(first.begin(), first.end(), [&](const auto& bot) {
      return bot.second < scenario.start + hour * kHour;
    });
  };
  EXPECT_NEAR(static_cast<double>(by(12)), 50, 3);
  EXPECT_NEAR(static_cast<double>(by(10)), 27, 4);  // 1 ÷ (1 + e)
  EXPECT_NEAR(static_cast<double>(by(14)), 73, 4);
}

TEST(Botnets, HttpBeaconKeepsItsPeriodWithinItsJitter) {
  const Day day =
      generate_all(only({.family = Family::HttpBeacon, .bots = 20, .period = 120 * kSecond}));
  std::map<net::Address, Micros> last;
  std::vector<double> intervals;
  for (const auto& flow : day.flows) {
    const auto previous = last.find(flow.source_address);
    const double interval =
        previous == last.end() ? 0 : base::seconds(flow.start - previous->second);
    if (interval > 0 && interval < 1'000) intervals.push_back(interval);  // not across the night
    last[flow.source_address] = flow.start;
  }
  ASSERT_GT(intervals.size(), 3'000U);
  double sum = 0;
  for (const double interval : intervals) {
    ASSERT_GE(interval, 95.9);
    ASSERT_LE(interval, 144.1);
    sum += interval;
  }
  const double n = static_cast<double>(intervals.size());
  EXPECT_NEAR(sum / n, 120.0, 4 * (48 / std::sqrt(12.0)) / std::sqrt(n));
}

TEST(Botnets, HttpBeaconsSleepAtNight) {
  const Scenario scenario = only({.family = Family::HttpBeacon, .bots = 60});
  int night = 0;
  int evening = 0;
  for (const auto& flow : generate_all(scenario).flows) {
    const auto hour = (flow.start - scenario.start) / kHour;
    night += hour >= 3 && hour < 5 ? 1 : 0;
    evening += hour >= 20 && hour < 22 ? 1 : 0;
  }
  EXPECT_GT(evening, 10 * std::max(1, night));
}

TEST(Botnets, SlowBeaconIsHoursApart) {
  const Day day = generate_all(only({.family = Family::SlowBeacon, .bots = 20}));
  ASSERT_EQ(day.truth.c2.size(), 1U);
  EXPECT_GE(day.flows.size(), 20U * 3);
  EXPECT_LE(day.flows.size(), 20U * 14);
}

TEST(Botnets, DeadC2NeverAnswers) {
  const Day day = generate_all(only({.family = Family::DeadC2, .bots = 5}));
  ASSERT_GT(day.flows.size(), 5U * 100);
  for (const auto& flow : day.flows) {
    ASSERT_EQ(flow.reverse_packets, 0U);
    ASSERT_EQ(flow.tcp_flags, model::kSyn);
    ASSERT_NE(flow.traits & model::kBiflow, 0) << "silence must be known to be silence";
  }
}

TEST(Botnets, MiraiKeepsAliveEachMinuteScansTelnetAndRetriesInAnOutage) {
  Scenario scenario = only({.family = Family::Mirai, .bots = 20});
  scenario.attacks_per_day = 0;
  const Day day = generate_all(scenario);
  const auto& c2 = day.truth.c2.at(0).endpoint;
  std::size_t beats = 0;
  std::size_t retries = 0;
  std::size_t probes = 0;
  std::size_t alternate = 0;
  for (const auto& flow : day.flows) {
    if (touches(flow, c2)) {
      beats += flow.tcp_flags == (model::kAck | model::kPsh) ? 1U : 0U;
      retries += flow.tcp_flags == model::kSyn && flow.reverse_packets == 0 ? 1U : 0U;
    } else {
      ++probes;
      alternate += flow.destination_port == 2'323 ? 1U : 0U;
      ASSERT_TRUE(flow.destination_port == 23 || flow.destination_port == 2'323);
    }
  }
  EXPECT_GT(beats, 20U * 1'300);
  EXPECT_LT(beats, 20U * 1'440);
  EXPECT_GT(retries, 20U * 40);  // about 30 min at 20 s
  EXPECT_NEAR(static_cast<double>(probes), 20 * 24 * 60, 4 * std::sqrt(20.0 * 24 * 60));
  EXPECT_NEAR(static_cast<double>(alternate) / static_cast<double>(probes), 0.1, 0.01);
}

TEST(Botnets, AFloodFollowsTheCommandWithinSecondsFromEveryBotThatHeardIt) {
  for (const Family family : {Family::Mirai, Family::Irc}) {
    const Scenario scenario = only({.family = family, .bots = 40});
    const Day day = generate_all(scenario);
    ASSERT_FALSE(day.truth.attacks.empty());
    for (const auto& attack : day.truth.attacks) {
      std::map<net::Address, Micros> told;
      std::map<net::Address, Micros> fired;
      for (const auto& flow : day.flows) {
        const auto since = flow.start - attack.commanded;
        if (since < 0 || since > 70 * kSecond) continue;
        const bool command = flow.source_address == attack.c2.ip && flow.octets > 90 * flow.packets;
        if (command && since < kSecond) told.emplace(flow.destination_address, flow.start);
        if (flow.destination_address == attack.victim.ip)
          fired.emplace(flow.source_address, flow.start);
      }
      EXPECT_EQ(told.size(), attack.bots);
      EXPECT_EQ(fired.size(), attack.bots);
      for (const auto& [bot, when] : fired) {
        ASSERT_TRUE(told.contains(bot));
        EXPECT_GT(when, told[bot]);
        EXPECT_LT(when, told[bot] + 10 * kSecond);
      }
    }
  }
}

TEST(Botnets, FrontedC2IsAnAddressThatInnocentsVisit) {
  Scenario scenario = small_scenario();
  scenario.subscribers = 2'000;
  scenario.botnets = {{.family = Family::Fronted, .bots = 5}};
  const Day day = generate_all(scenario);
  const auto fronted = std::find_if(day.truth.others.begin(), day.truth.others.end(),
                                    [](const auto& entry) { return entry.kind == "c2-fronted"; });
  ASSERT_NE(fronted, day.truth.others.end());
  const std::set<net::Address> infected(day.truth.infected.begin(), day.truth.infected.end());
  std::set<net::Address> innocents;
  for (const auto& flow : day.flows) {
    if (touches(flow, fronted->endpoint) && !infected.contains(flow.source_address)) {
      innocents.insert(flow.source_address);
    }
  }
  EXPECT_GT(innocents.size(), 20U);
  EXPECT_TRUE(net::PrefixSet(AddressPlan::cdn_prefixes()).contains(fronted->endpoint.ip));
}

TEST(Botnets, P2pHasNoServerThatMostContactsShare) {
  const Day day = generate_all(only({.family = Family::P2p, .bots = 20}));
  EXPECT_TRUE(day.truth.c2.empty());
  std::map<net::Address, std::size_t> contacts;
  for (const auto& flow : day.flows) ++contacts[flow.destination_address];
  for (const auto& [peer, count] : contacts) EXPECT_LT(count, day.flows.size() / 20);
}

TEST(Botnets, TwoOfAFamilyHaveServersOfTheirOwn) {
  Scenario scenario = quiet_scenario(2 * kHour);
  scenario.botnets = {{.family = Family::Mirai, .bots = 9}, {.family = Family::Mirai, .bots = 9}};
  const Day day = generate_all(scenario);
  ASSERT_EQ(day.truth.c2.size(), 2U);
  EXPECT_NE(day.truth.c2[0].endpoint.ip, day.truth.c2[1].endpoint.ip);
}

}  // namespace
}  // namespace noroshi::traffic
