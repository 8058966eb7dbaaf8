// Sketches of traffic for tests: a few lines say who talks to whom, when and how.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "detect/c2/flow_table.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::c2 {

/// Collects flows like a metering process at a subscriber would; times are seconds from an epoch.
class Sketch {
 public:
  static constexpr base::Micros kEpoch = 1'700'000'000 * base::kSecond;

  static net::Address ip(std::string_view text) { return net::Address::parse(text).value(); }

  /// A TCP exchange that ended well.
  Sketch& exchange(std::string_view client, std::string_view server, std::uint16_t port, double at,
                   std::uint64_t out = 500, std::uint64_t in = 900, double lasting = 0.5) {
    model::Flow flow = base_flow(client, server, port, at, lasting);
    flow.packets = 6;
    flow.reverse_packets = 5;
    flow.octets = out;
    flow.reverse_octets = in;
    flow.tcp_flags = model::kSyn | model::kAck | model::kPsh | model::kFin;
    flow.reverse_tcp_flags = model::kSyn | model::kAck | model::kPsh | model::kFin;
    batch.append(flow);
    return *this;
  }

  /// SYNs that nobody answers.
  Sketch& silence(std::string_view client, std::string_view server, std::uint16_t port, double at) {
    model::Flow flow = base_flow(client, server, port, at, 3.0);
    flow.packets = 2;
    flow.octets = 120;
    flow.tcp_flags = model::kSyn;
    batch.append(flow);
    return *this;
  }

  /// A UDP question and its answer.
  Sketch& datagrams(std::string_view client, std::string_view server, std::uint16_t port,
                    double at) {
    model::Flow flow = base_flow(client, server, port, at, 0.05);
    flow.protocol = model::kUdp;
    flow.traits = model::kBiflow;
    flow.packets = flow.reverse_packets = 1;
    flow.octets = flow.reverse_octets = 76;
    batch.append(flow);
    return *this;
  }

  [[nodiscard]] FlowTable table() const {
    FlowTable table;
    table.add(batch);
    return table;
  }

  model::FlowBatch batch;

 private:
  model::Flow base_flow(std::string_view client, std::string_view server, std::uint16_t port,
                        double at, double lasting) {
    model::Flow flow;
    flow.source_address = ip(client);
    flow.destination_address = ip(server);
    flow.source_port = next_port_++;
    flow.destination_port = port;
    flow.protocol = model::kTcp;
    flow.traits = model::kBiflow | model::kHasTcpFlags;
    flow.start = kEpoch + static_cast<base::Micros>(at * 1e6);
    flow.end = flow.start + static_cast<base::Micros>(lasting * 1e6);
    if (next_port_ == 60'000) next_port_ = 40'000;
    return flow;
  }

  std::uint16_t next_port_ = 40'000;
};

}  // namespace noroshi::c2
