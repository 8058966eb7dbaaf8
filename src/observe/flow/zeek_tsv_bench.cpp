// Zeek conn.log, TSV: bytes read per second, on one core, uncompressed and from memory.
//
// The log is written by our own writer: 200,000 connections (28 MB) with the mix of addresses,
// ports, states and durations of an access network, so that no branch always goes the same way.

#include <benchmark/benchmark.h>
#include <random>
#include <string>

#include "observe/flow/reader.hpp"
#include "observe/flow/writer.hpp"

namespace {

using noroshi::model::Flow;
using noroshi::model::FlowBatch;

class StringSink final : public noroshi::flow::ByteSink {
 public:
  noroshi::Status write(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  std::string text;
};

Flow connection(std::mt19937_64& random, noroshi::base::Micros now) {
  Flow flow;
  flow.source_address =
      noroshi::net::Address::v4(static_cast<std::uint32_t>(0x0A000000 | random() % 100'000));
  flow.destination_address = noroshi::net::Address::v4(static_cast<std::uint32_t>(random()));
  flow.source_port = static_cast<std::uint16_t>(1024 + random() % 64'000);
  flow.destination_port = random() % 4 == 0 ? 53 : 443;
  flow.protocol = flow.destination_port == 53 ? noroshi::model::kUdp : noroshi::model::kTcp;
  flow.traits = noroshi::model::kBiflow;
  if (flow.protocol == noroshi::model::kTcp) {
    flow.traits |= noroshi::model::kHasTcpFlags;
    flow.tcp_flags = noroshi::model::kSyn;
    if (random() % 8 != 0) flow.tcp_flags = flow.reverse_tcp_flags = 0x1B;
  }
  flow.start = now;
  flow.end = now + static_cast<noroshi::base::Micros>(random() >> (24 + random() % 40));
  flow.packets = 1 + random() % 40;
  flow.octets = flow.packets * (40 + random() % 600);
  if (flow.tcp_flags != noroshi::model::kSyn) {
    flow.reverse_packets = 1 + random() % 60;
    flow.reverse_octets = flow.reverse_packets * (40 + random() % 1400);
  }
  return flow;
}

const std::string& log() {
  static const std::string kText = [] {
    constexpr int kConnections = 200'000;
    std::mt19937_64 random(1);
    FlowBatch batch;
    noroshi::base::Micros now = 1'767'225'600 * noroshi::base::kSecond;
    for (int i = 0; i < kConnections; ++i) {
      batch.append(connection(random, now));
      now += static_cast<noroshi::base::Micros>(random() % 20'000);
    }
    StringSink sink;
    const auto writer = noroshi::flow::make_zeek_tsv_writer(sink);
    if (!writer->write(batch).has_value() || !writer->finish().has_value()) std::abort();
    return std::move(sink.text);
  }();
  return kText;
}

void read_zeek_tsv(benchmark::State& state) {
  const std::string& text = log();
  FlowBatch batch;
  std::size_t flows = 0;
  for (auto _ : state) {
    auto reader = noroshi::flow::open(noroshi::io::Input::over(text));
    if (!reader.has_value()) return state.SkipWithError(reader.error().message.c_str());
    while (true) {
      batch.clear();
      const auto more = (*reader)->read(batch, 8192);
      if (!more.has_value() || !*more) break;
      flows += batch.size();
      benchmark::DoNotOptimize(batch.octets.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(flows));
}
BENCHMARK(read_zeek_tsv)->Unit(benchmark::kMillisecond);

void write_zeek_tsv(benchmark::State& state) {
  std::mt19937_64 random(1);
  FlowBatch batch;
  for (int i = 0; i < 8192; ++i) batch.append(connection(random, 1'767'225'600'000'000 + i));
  StringSink sink;
  std::size_t bytes = 0;
  for (auto _ : state) {
    sink.text.clear();
    const auto writer = noroshi::flow::make_zeek_tsv_writer(sink);
    if (!writer->write(batch).has_value() || !writer->finish().has_value()) std::abort();
    bytes += sink.text.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch.size()));
}
BENCHMARK(write_zeek_tsv)->Unit(benchmark::kMillisecond);

}  // namespace
