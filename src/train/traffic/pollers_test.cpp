// The innocent and periodic: rates that a detector will be tried on.
#include "train/traffic/pollers.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "train/traffic/test_day.hpp"

namespace noroshi::traffic {
namespace {

Scenario machines_only(std::uint32_t subscribers) {
  Scenario scenario = quiet_scenario();
  scenario.subscribers = subscribers;
  scenario.background = 1;
  return scenario;
}

TEST(Pollers, EveryServiceOfTheTableIsHeard) {
  const Day day = generate_all(machines_only(8'000));
  for (const auto& service : innocent_services()) {
    EXPECT_GT(day.truth.counts.count(std::string(service.name)), 0U) << service.name;
  }
}

TEST(Pollers, NtpIsAskedAtItsPollInterval) {
  const Day day = generate_all(machines_only(2'000));
  std::map<net::Address, std::vector<base::Micros>> polls;
  for (const auto& flow : day.flows) {
    if (flow.destination_port == 123) polls[flow.source_address].push_back(flow.start);
  }
  std::size_t at_1024 = 0;
  for (const auto& [host, times] : polls) {
    const double mean =
        base::seconds(times.back() - times.front()) / static_cast<double>(times.size() - 1);
    at_1024 += std::abs(mean - 1'024) < 10 ? 1U : 0U;
  }
  EXPECT_NEAR(static_cast<double>(at_1024), 200, 70);  // a tenth, less those with a second client
}

TEST(Pollers, MonitoringAgentsShareSmallServersOnRarePorts) {
  const Day day = generate_all(machines_only(8'000));
  std::map<net::Address, std::set<net::Address>> clients;
  for (const auto& flow : day.flows) {
    if (flow.destination_port == 10'050 || flow.destination_port == 5'666) {
      clients[flow.destination_address].insert(flow.source_address);
    }
  }
  ASSERT_FALSE(clients.empty());
  for (const auto& [server, hosts] : clients) EXPECT_LE(hosts.size(), 5U);
}

TEST(Pollers, AnAbandonedServiceIsInTheTruthAsNeitherRightNorWrong) {
  const Day day = generate_all(machines_only(8'000));
  ASSERT_EQ(day.truth.others.size(), 1U);
  EXPECT_EQ(day.truth.others[0].kind, "abandoned-service");
  EXPECT_GT(day.truth.others[0].clients, 3U);
  for (const auto& flow : day.flows) {
    if (!touches(flow, day.truth.others[0].endpoint)) continue;
    ASSERT_EQ(flow.reverse_packets, 0U);
  }
  EXPECT_TRUE(day.truth.c2.empty());
  EXPECT_TRUE(day.truth.infected.empty());
}

TEST(Pollers, BackgroundScalesTheShareOfDevices) {
  Scenario scenario = machines_only(2'000);
  const auto whole = static_cast<double>(generate_all(scenario).flows.size());
  scenario.background = 0.5;
  EXPECT_NEAR(static_cast<double>(generate_all(scenario).flows.size()) / whole, 0.5, 0.15);
}

}  // namespace
}  // namespace noroshi::traffic
