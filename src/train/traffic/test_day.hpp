// What the tests of this leaf share: small scenarios, and what they generate in one vector.
#pragma once

#include <gtest/gtest.h>
#include <vector>

#include "train/traffic/generator.hpp"

namespace noroshi::traffic {

struct Day {
  std::vector<model::Flow> flows;
  Truth truth;
};

inline Day generate_all(const Scenario& scenario) {
  Day day;
  const Status status = generate(
      scenario,
      [&](const model::FlowBatch& batch) -> Status {
        for (std::size_t row = 0; row < batch.size(); ++row) day.flows.push_back(batch.at(row));
        return {};
      },
      day.truth);
  EXPECT_TRUE(status.has_value()) << status.error().message;
  return day;
}

/// 200 subscribers, no botnet.
inline Scenario small_scenario(base::Micros duration = base::kDay) {
  Scenario scenario;
  scenario.subscribers = 200;
  scenario.sites = 500;
  scenario.duration = duration;
  scenario.botnets.clear();
  return scenario;
}

/// Nobody but the botnets.
inline Scenario quiet_scenario(base::Micros duration = base::kDay) {
  Scenario scenario = small_scenario(duration);
  scenario.activity = scenario.background = scenario.p2p_share = 0;
  scenario.scan_per_day = scenario.floods_per_day = 0;
  return scenario;
}

inline bool touches(const model::Flow& flow, const model::Endpoint& endpoint) {
  if (flow.protocol != endpoint.proto) return false;
  return (flow.destination_address == endpoint.ip && flow.destination_port == endpoint.port) ||
         (flow.source_address == endpoint.ip && flow.source_port == endpoint.port);
}

inline bool involves(const model::Flow& flow, const net::Address& address) {
  return flow.source_address == address || flow.destination_address == address;
}

}  // namespace noroshi::traffic
