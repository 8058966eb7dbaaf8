// How fast one core turns export messages in memory into a FlowBatch, by protocol.
//
// Datagrams are filled as exporters fill them: 30 records of NetFlow v5, about 1,400 octets of the
// others.  The batch is emptied every 8,192 flows, as a collector does.

#include <benchmark/benchmark.h>
#include <cstdlib>

#include "observe/netflow/session.hpp"
#include "observe/netflow/wire_test_bytes.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements

constexpr std::size_t kMessages = 1000;
constexpr std::size_t kBatch = 8192;

void decode(benchmark::State& state, const std::string& before,
            const std::vector<std::string>& messages, std::size_t records) {
  model::FlowBatch batch;
  batch.reserve(kBatch + 1024);
  Session session(Transport::Udp, {});
  if (!before.empty()) session.take(before, wire::kNow, 1, batch);
  std::size_t octets = 0;
  for (const std::string& message : messages) octets += message.size();
  for (auto _ : state) {
    for (const std::string& message : messages) {
      session.take(message, wire::kNow, 1, batch);
      if (batch.size() >= kBatch) batch.clear();
    }
    batch.clear();
  }
  const auto rounds = static_cast<std::uint64_t>(state.iterations());
  if (session.ledger().flows != rounds * records) std::abort();
  state.SetItemsProcessed(static_cast<std::int64_t>(rounds * records));
  state.SetBytesProcessed(static_cast<std::int64_t>(rounds * octets));
}

void netflow5(benchmark::State& state) {
  std::vector<std::string> messages;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    messages.push_back(
        wire::v5({.sequence = i * 30}, std::vector<std::string>(30, wire::v5_record(i + 1))));
  }
  decode(state, "", messages, kMessages * 30);
}
BENCHMARK(netflow5)->Unit(benchmark::kMicrosecond);

// Fourteen fields, all of which a flow record keeps but for interfaces and type of service.
std::string record_of_14_fields(std::uint32_t octets) {
  return wire::number(wire::kSource, 4) + wire::number(wire::kDestination, 4) +
         wire::number(40000, 2) + wire::number(443, 2) + wire::number(6, 1) + wire::number(0, 1) +
         wire::number(0x18, 1) + wire::number(3, 1) + wire::number(1, 4) + wire::number(2, 4) +
         wire::number(7, 8) + wire::number(octets, 8) +
         wire::number(wire::kSeconds * 1000ULL - 5000, 8) +
         wire::number(wire::kSeconds * 1000ULL - 1000, 8);
}

std::string template_of_14_fields() {
  return wire::template_record(256, {{kSourceIPv4Address, 4},
                                     {kDestinationIPv4Address, 4},
                                     {kSourceTransportPort, 2},
                                     {kDestinationTransportPort, 2},
                                     {kProtocolIdentifier, 1},
                                     {5, 1},
                                     {kTcpControlBits, 1},
                                     {kFlowEndReason, 1},
                                     {kIngressInterface, 4},
                                     {14, 4},
                                     {kPacketDeltaCount, 8},
                                     {kOctetDeltaCount, 8},
                                     {kFlowStartMilliseconds, 8},
                                     {kFlowEndMilliseconds, 8}});
}

constexpr std::size_t kPerMessage = 24;

std::string data_of_14_fields() {
  std::string records;
  for (std::uint32_t i = 0; i < kPerMessage; ++i) records += record_of_14_fields(i + 1);
  return wire::set(256, records);
}

void ipfix_14_fields(benchmark::State& state) {
  std::vector<std::string> messages;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    messages.push_back(wire::ipfix(i * kPerMessage, data_of_14_fields()));
  }
  decode(state, wire::ipfix(0, wire::set(2, template_of_14_fields())), messages,
         kMessages * kPerMessage);
}
BENCHMARK(ipfix_14_fields)->Unit(benchmark::kMicrosecond);

void netflow9_14_fields(benchmark::State& state) {
  std::vector<std::string> messages;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    messages.push_back(wire::v9({.sequence = i + 1}, data_of_14_fields()));
  }
  decode(state, wire::v9({}, wire::set(0, template_of_14_fields())), messages,
         kMessages * kPerMessage);
}
BENCHMARK(netflow9_14_fields)->Unit(benchmark::kMicrosecond);

void sflow_raw_headers(benchmark::State& state) {
  constexpr std::uint32_t kSamples = 7;
  std::vector<std::string> messages;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    std::vector<std::string> samples;
    for (std::uint32_t j = 0; j < kSamples; ++j) {
      samples.push_back(wire::flow_sample({.sequence = i * kSamples + j},
                                          {wire::raw_header(wire::tcp_frame(), 118)}));
    }
    messages.push_back(wire::sflow({.sequence = i}, samples));
  }
  decode(state, "", messages, kMessages * kSamples);
}
BENCHMARK(sflow_raw_headers)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace noroshi::netflow
