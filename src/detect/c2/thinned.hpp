// A sampled day for tests: servers with their clients, of which single packets are left.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <random>
#include <string>
#include <string_view>

#include "detect/c2/hunt.hpp"
#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {

/// Times are hours after midnight UTC.
class Thinned {
 public:
  explicit Thinned(std::uint32_t sampling = 1000) : sampling_(sampling) {}

  /// One packet of a TCP connection: from the client if `out` is not 0, from the server otherwise.
  Thinned& packet(std::string_view client, std::string_view server, std::uint16_t port, double at,
                  std::uint64_t out, std::uint64_t in = 0, std::uint8_t flags = model::kAck) {
    model::Flow flow;
    flow.source_address = Sketch::ip(client);
    flow.destination_address = Sketch::ip(server);
    flow.source_port = next_port_++;
    flow.destination_port = port;
    flow.protocol = model::kTcp;
    flow.traits = model::kBiflow | model::kHasTcpFlags;
    flow.start = flow.end = kMidnight + static_cast<base::Micros>(at * 3.6e9);
    flow.packets = out > 0 ? 1 : 0;
    flow.octets = out;
    flow.tcp_flags = out > 0 ? flags : 0;
    flow.reverse_packets = in > 0 ? 1 : 0;
    flow.reverse_octets = in;
    flow.reverse_tcp_flags = in > 0 ? model::kAck | model::kPsh : 0;
    flow.sampling_interval = sampling_;
    batch_.append(flow);
    return *this;
  }

  /// Sites that people visit: each of `visits` by another of 200 households, in the waking hours,
  /// and of `servers` servers at 198.51.100.1 and on.
  Thinned& sites(int servers, int visits) {
    for (int server = 1; server <= servers; ++server) {
      for (int visit = 0; visit < visits; ++visit) {
        const auto client = household(static_cast<std::uint32_t>(200 * unit()));
        const double at = 6.0 + 17.0 * unit();
        const bool full = unit() < 0.6;
        packet(client, fmt::format("198.51.100.{}", server), 443, at,
               full ? 0 : 200 + static_cast<std::uint64_t>(900 * unit()), full ? 1500 : 0);
      }
    }
    return *this;
  }

  /// Clients that call a server around the clock, `calls` sightings each.
  Thinned& beat(std::string_view server, std::uint16_t port, int clients, int calls,
                std::uint64_t size = 220) {
    for (int client = 0; client < clients; ++client) {
      for (int call = 0; call < calls; ++call) {
        packet(household(static_cast<std::uint32_t>(7 * client)), server, port, 24.0 * unit(),
               size);
      }
    }
    return *this;
  }

  static std::string household(std::uint32_t number) {
    return fmt::format("10.0.{}.{}", number / 10, 1 + number % 10);
  }

  double unit() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }

  /// What one server's line says, 0 if it is silent.
  [[nodiscard]] double says(std::string_view server, std::uint16_t port, Input input,
                            const HuntOptions& options = {}) const {
    FlowTable table;
    table.add(batch_);
    const model::Endpoint wanted{Sketch::ip(server), port, model::kTcp};
    for (const Weighed& one : weigh(std::move(table), options)) {
      if (one.endpoint == wanted) return one.strengths[static_cast<std::size_t>(input)];
    }
    return -1;
  }

  static constexpr base::Micros kMidnight = 19'700 * base::kDay;

 private:
  std::uint32_t sampling_;
  model::FlowBatch batch_;
  std::uint16_t next_port_ = 20'000;
  std::mt19937_64 random_{7};
};

}  // namespace noroshi::c2
