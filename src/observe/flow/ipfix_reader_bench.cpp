// How fast one core reads and writes IPFIX files: half IPv4, half IPv6 in long runs, all biflows.

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <string>

#include "observe/flow/reader.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::flow {
namespace {

class Text final : public ByteSink {
 public:
  Status write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

constexpr std::size_t kRecords = 500'000;

model::FlowBatch flows() {
  model::FlowBatch batch;
  batch.reserve(kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) {
    const bool v4 = i < kRecords / 2;
    const std::uint64_t bits = net::mix(i);
    model::Flow flow;
    flow.source_address = v4 ? net::Address::v4(static_cast<std::uint32_t>(bits))
                             : net::Address::v6(0x20010DB8ULL << 32, bits);
    flow.destination_address = v4 ? net::Address::v4(static_cast<std::uint32_t>(bits >> 32))
                                  : net::Address::v6(0x20010DB8ULL << 32, ~bits);
    flow.source_port = static_cast<std::uint16_t>(bits);
    flow.destination_port = 443;
    flow.protocol = model::kTcp;
    flow.traits = model::kBiflow | model::kHasTcpFlags;
    flow.start = 1'700'000'000'000'000 + static_cast<base::Micros>(i) * 1000;
    flow.end = flow.start + static_cast<base::Micros>(bits % 60'000'000);
    flow.packets = bits % 1000;
    flow.octets = bits % 1'000'000;
    flow.reverse_packets = bits % 2000;
    flow.reverse_octets = bits % 2'000'000;
    batch.append(flow);
  }
  return batch;
}

Text written() {
  Text sink;
  const WriterPtr writer = make_ipfix_writer(sink);
  if (!writer->write(flows()).has_value() || !writer->finish().has_value()) std::abort();
  return sink;
}

void report(benchmark::State& state, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRecords));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void read_ipfix(benchmark::State& state) {
  const Text file = written();
  model::FlowBatch batch;
  for (auto _ : state) {
    const ReaderPtr reader = make_ipfix_reader(io::Input::over(file.text), {}).value();
    std::size_t records = 0;
    while (true) {
      batch.clear();
      if (!reader->read(batch, 8192).value()) break;
      records += batch.size();
    }
    if (records != kRecords) std::abort();
  }
  report(state, file.text.size());
}
BENCHMARK(read_ipfix)->Unit(benchmark::kMillisecond);

void write_ipfix(benchmark::State& state) {
  const model::FlowBatch batch = flows();
  Text sink = written();
  const std::size_t size = sink.text.size();
  for (auto _ : state) {
    sink.text.clear();
    const WriterPtr writer = make_ipfix_writer(sink);
    if (!writer->write(batch).has_value() || !writer->finish().has_value()) std::abort();
  }
  report(state, size);
}
BENCHMARK(write_ipfix)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::flow
