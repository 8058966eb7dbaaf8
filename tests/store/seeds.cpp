#include "seeds.hpp"

#include <limits>
#include <random>

namespace noroshi::store_test {
namespace {

using base::Micros;
using net::Address;

template <class Value>
constexpr Value kMost = std::numeric_limits<Value>::max();

// Times that both stores must keep: before the epoch, around it, now, and year 9999.
constexpr Micros kTimes[] = {-base::kDay - 1, -1, 0, 1, kDayOne, 253'402'300'799'999'999};

const Address kAddresses[] = {Address(),
                              Address::v4(0),
                              Address::v4(kMost<std::uint32_t>),
                              Address::v6(kMost<std::uint64_t>, kMost<std::uint64_t>),
                              Address::v6(std::uint64_t{1} << 63, 0),
                              Address::v4(0xC0000207)};

template <class Value>
Value extreme(std::size_t row) {
  constexpr Value kValues[] = {
      0, 1, kMost<Value>, kMost<Value> - 1, kMost<Value> / 2, kMost<Value> / 2 + 1};
  return kValues[row % 6];
}

template <class Value>
void fill(std::vector<Value>& column) {
  for (std::size_t row = 0; row < 6; ++row) column.push_back(extreme<Value>(row));
}

void fill_times(std::vector<Micros>& column) {
  column.assign(std::begin(kTimes), std::end(kTimes));
}

void fill_addresses(std::vector<Address>& column) {
  column.assign(std::begin(kAddresses), std::end(kAddresses));
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 … most, both possible; the same on every platform, unlike std::uniform_int_distribution.
  std::uint64_t up_to(std::uint64_t most) { return engine_() % (most + 1); }
  template <class Value>
  Value of(std::initializer_list<Value> list) {
    return list.begin()[up_to(list.size() - 1)];
  }
  Address client() {
    const std::uint64_t host = up_to(199);
    return host % 5 == 0 ? Address::v6(0x2001'0DB8'0000'0000, host)
                         : Address::v4(static_cast<std::uint32_t>(0xC633'6400 + host));
  }
  Address server() { return Address::v4(static_cast<std::uint32_t>(0xCB00'7100 + up_to(60))); }
  std::uint16_t port() { return of<std::uint16_t>({22, 23, 53, 80, 443, 443, 443, 4444, 8080}); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace

model::FlowBatch edge_flows() {
  model::FlowBatch b;
  fill_times(b.start);
  fill_times(b.end);
  fill(b.exporter);
  fill_addresses(b.source_address);
  fill_addresses(b.destination_address);
  fill(b.source_port);
  fill(b.destination_port);
  fill(b.protocol);
  fill(b.traits);
  fill(b.tcp_flags);
  fill(b.reverse_tcp_flags);
  fill(b.end_reason);
  fill(b.sampling_interval);
  fill(b.packets);
  fill(b.reverse_packets);
  fill(b.octets);
  fill(b.reverse_octets);
  return b;
}

model::PairBatch edge_pairs() {
  model::PairBatch b;
  fill_times(b.pane);
  fill_addresses(b.client);
  fill_addresses(b.server);
  fill(b.port);
  fill(b.proto);
  fill(b.flags);
  fill(b.rev_flags);
  fill(b.flows);
  fill(b.rev_flows);
  fill(b.failed);
  fill(b.packets);
  fill(b.octets);
  fill(b.rev_packets);
  fill(b.rev_octets);
  fill(b.sampling);
  fill_times(b.first);
  fill_times(b.last);
  for (auto& starts : b.starts) fill(starts);
  return b;
}

model::ServerBatch edge_servers() {
  model::ServerBatch b;
  fill_times(b.pane);
  fill_addresses(b.server);
  fill(b.port);
  fill(b.proto);
  fill(b.flows);
  fill(b.rev_flows);
  fill(b.failed);
  fill(b.packets);
  fill(b.octets);
  fill(b.rev_packets);
  fill(b.rev_octets);
  fill(b.sampling);
  fill_times(b.first);
  fill_times(b.last);
  for (std::size_t row = 0; row < 6; ++row) {
    // Octets of every value, NUL and quotes among them.
    for (std::size_t i = 0; i < model::kClientRegisters; ++i) {
      if (i == 0) b.clients.emplace_back();
      b.clients.back()[i] = static_cast<std::uint8_t>(row * 43 + i);
    }
    b.sizes.emplace_back().fill(extreme<std::uint32_t>(row));
    b.rev_sizes.emplace_back().fill(extreme<std::uint32_t>(row + 1));
  }
  return b;
}

model::ExposureBatch edge_exposure() {
  model::ExposureBatch b;
  fill_times(b.pane);
  fill(b.exporter);
  fill(b.domain);
  fill(b.unit);
  fill(b.received);
  fill(b.lost);
  fill(b.records);
  return b;
}

model::FlowBatch seeded_flows(std::size_t count, std::uint64_t seed, Micros from, Micros span) {
  Dice dice(seed);
  model::FlowBatch batch;
  batch.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    model::Flow flow;
    flow.start = from + static_cast<Micros>(dice.up_to(static_cast<std::uint64_t>(span) - 1));
    flow.end = flow.start + static_cast<Micros>(dice.up_to(120)) * base::kSecond;
    flow.exporter = static_cast<std::uint32_t>(dice.up_to(2));
    flow.source_address = dice.client();
    flow.destination_address = dice.server();
    flow.source_port = static_cast<std::uint16_t>(dice.up_to(0xFFFF));
    flow.destination_port = dice.port();
    flow.protocol = dice.of<std::uint8_t>({model::kTcp, model::kTcp, model::kUdp});
    flow.tcp_flags = dice.of<std::uint8_t>({0, 2, 0x12, 0x1B});
    flow.reverse_tcp_flags = dice.of<std::uint8_t>({0, 0x12, 0x14});
    flow.traits = dice.of<std::uint8_t>({0, 2, 3});
    flow.end_reason = static_cast<std::uint8_t>(dice.up_to(5));
    flow.sampling_interval = dice.of<std::uint32_t>({0, 1, 100, 1000});
    flow.packets = 1 + dice.up_to(50);
    flow.octets = flow.packets * (40 + dice.up_to(1460));
    flow.reverse_packets = dice.up_to(50);
    flow.reverse_octets = flow.reverse_packets * (40 + dice.up_to(1460));
    batch.append(flow);
  }
  return batch;
}

model::PairBatch seeded_pairs(std::size_t count, std::uint64_t seed, Micros from) {
  Dice dice(seed);
  model::PairBatch b;
  for (std::size_t i = 0; i < count; ++i) {
    b.pane.push_back(from + static_cast<Micros>(dice.up_to(23)) * model::kPane);
    b.client.push_back(dice.client());
    b.server.push_back(dice.server());
    b.port.push_back(dice.port());
    b.proto.push_back(dice.of<std::uint8_t>({model::kTcp, model::kUdp}));
    b.flags.push_back(dice.of<std::uint8_t>({2, 0x1B}));
    b.rev_flags.push_back(dice.of<std::uint8_t>({0, 0x12}));
    b.flows.push_back(static_cast<std::uint32_t>(1 + dice.up_to(30)));
    b.rev_flows.push_back(static_cast<std::uint32_t>(dice.up_to(30)));
    b.failed.push_back(static_cast<std::uint32_t>(dice.up_to(3)));
    b.packets.push_back(1 + dice.up_to(900));
    b.octets.push_back(64 + dice.up_to(1'000'000));
    b.rev_packets.push_back(dice.up_to(900));
    b.rev_octets.push_back(dice.up_to(1'000'000));
    b.sampling.push_back(dice.of<std::uint32_t>({0, 1, 1000}));
    b.first.push_back(b.pane.back() + static_cast<Micros>(dice.up_to(1'000'000)));
    b.last.push_back(b.first.back() + static_cast<Micros>(dice.up_to(200'000'000)));
    std::uint32_t start = static_cast<std::uint32_t>(dice.up_to(1000));
    for (auto& starts : b.starts) {
      starts.push_back(dice.up_to(3) == 0 ? model::kNoStart : start);
      start += static_cast<std::uint32_t>(dice.up_to(60'000));
    }
  }
  return b;
}

model::ServerBatch seeded_servers(std::size_t count, std::uint64_t seed, Micros from) {
  Dice dice(seed);
  model::ServerBatch b;
  for (std::size_t i = 0; i < count; ++i) {
    b.pane.push_back(from + static_cast<Micros>(dice.up_to(23)) * model::kPane);
    b.server.push_back(dice.server());
    b.port.push_back(dice.port());
    b.proto.push_back(dice.of<std::uint8_t>({model::kTcp, model::kUdp}));
    b.flows.push_back(static_cast<std::uint32_t>(1 + dice.up_to(300)));
    b.rev_flows.push_back(static_cast<std::uint32_t>(dice.up_to(300)));
    b.failed.push_back(static_cast<std::uint32_t>(dice.up_to(30)));
    b.packets.push_back(1 + dice.up_to(9000));
    b.octets.push_back(64 + dice.up_to(10'000'000));
    b.rev_packets.push_back(dice.up_to(9000));
    b.rev_octets.push_back(dice.up_to(10'000'000));
    b.sampling.push_back(dice.of<std::uint32_t>({0, 1, 1000}));
    b.first.push_back(b.pane.back() + static_cast<Micros>(dice.up_to(1'000'000)));
    b.last.push_back(b.first.back() + static_cast<Micros>(dice.up_to(200'000'000)));
    auto& clients = b.clients.emplace_back();
    for (auto& one : clients) one = static_cast<std::uint8_t>(dice.up_to(12));
    auto& sizes = b.sizes.emplace_back();
    for (auto& bin : sizes) bin = static_cast<std::uint32_t>(dice.up_to(100));
    auto& rev_sizes = b.rev_sizes.emplace_back();
    for (auto& bin : rev_sizes) bin = static_cast<std::uint32_t>(dice.up_to(100));
  }
  return b;
}

model::ExposureBatch seeded_exposure(std::size_t count, std::uint64_t seed, Micros from) {
  Dice dice(seed);
  model::ExposureBatch b;
  for (std::size_t i = 0; i < count; ++i) {
    b.pane.push_back(from + static_cast<Micros>(dice.up_to(23)) * model::kPane);
    b.exporter.push_back(static_cast<std::uint32_t>(dice.up_to(2)));
    b.domain.push_back(dice.up_to(4));
    b.unit.push_back(static_cast<std::uint8_t>(dice.up_to(2)));
    b.received.push_back(dice.up_to(100'000));
    b.lost.push_back(dice.up_to(100));
    b.records.push_back(dice.up_to(2'000'000));
  }
  return b;
}

}  // namespace noroshi::store_test
