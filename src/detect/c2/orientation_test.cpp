#include "detect/c2/orientation.hpp"

#include <gtest/gtest.h>

#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

model::Flow flow(std::uint16_t source_port, std::uint16_t destination_port, std::uint8_t traits) {
  return {.source_address = Sketch::ip("10.0.0.1"),
          .destination_address = Sketch::ip("203.0.113.9"),
          .source_port = source_port,
          .destination_port = destination_port,
          .protocol = model::kTcp,
          .traits = traits,
          .packets = 1};
}

model::Flow reversed(model::Flow flow) {
  std::swap(flow.source_address, flow.destination_address);
  std::swap(flow.source_port, flow.destination_port);
  return flow;
}

TEST(Orientation, PortsDecideWithoutAHandshake) {
  EXPECT_FALSE(source_serves(flow(50'000, 443, model::kBiflow)));
  EXPECT_TRUE(source_serves(flow(443, 50'000, model::kBiflow)));
  EXPECT_TRUE(source_serves(flow(8080, 1500, model::kBiflow)));
}

TEST(Orientation, AHandshakeOutweighsPorts) {
  model::Flow odd = flow(443, 50'000, model::kBiflow | model::kHasTcpFlags);
  odd.tcp_flags = model::kSyn | model::kAck;
  odd.reverse_tcp_flags = model::kSyn | model::kAck;
  odd.reverse_packets = 1;
  EXPECT_FALSE(source_serves(odd));
}

TEST(Orientation, BothOneWayRecordsNameTheSameServer) {
  for (const auto& [a, b] : {std::pair{50'000, 443}, {40'000, 48'101}, {123, 123}, {5000, 4000}}) {
    const model::Flow there = flow(static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), 0);
    EXPECT_NE(source_serves(there), source_serves(reversed(there))) << a << " " << b;
  }
}

TEST(Orientation, EqualPortsLeaveThePublicAddressServing) {
  EXPECT_FALSE(source_serves(flow(123, 123, 0)));
}

}  // namespace
}  // namespace noroshi::c2
