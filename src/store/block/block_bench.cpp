// What a record costs on its way into a block and out again, and how small it becomes.
//
// The traffic is like that of `noroshi lab traffic` after minimisation: clients are tokens under
// 100::/64, servers have Zipf's popularity, a fifth of them IPv6, counters of both directions.
#include <benchmark/benchmark.h>
#include <cmath>
#include <filesystem>
#include <random>

#include "base/temporary_folder.hpp"
#include "model/token.hpp"
#include "store/block/block.hpp"
#include "store/block/layout.hpp"

namespace noroshi::block {
namespace {

class Traffic {
 public:
  explicit Traffic(std::uint32_t clients) : clients_(clients) {}

  model::FlowBatch batch(std::size_t rows) {
    model::FlowBatch out;
    out.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) out.append(flow());
    return out;
  }

 private:
  double unit() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  /// A size or time whose logarithm is normal.
  double about(double median, double spread) {
    return median * std::exp(spread * std::normal_distribution<double>()(random_));
  }

  net::Address server(std::uint32_t rank) {
    if (rank % 5 == 0) return net::Address::v6(0x2001'0DB8'0000'0000 + rank % 97, net::mix(rank));
    return net::Address::v4(0xC612'0000U + static_cast<std::uint32_t>(net::mix(rank) % 0x2'0000));
  }

  model::Flow flow() {
    model::Flow flow;
    // Uniform logarithm of the rank: Zipf's law with exponent 1 over 600,000 servers.
    const auto rank = static_cast<std::uint32_t>(std::exp(unit() * std::log(600'000)));
    const auto client = static_cast<std::uint32_t>(unit() * unit() * clients_);
    flow.source_address = model::from_token(net::mix(client + 1));
    flow.destination_address = server(rank);
    flow.source_port = static_cast<std::uint16_t>(32'768 + unit() * 28'232);
    const bool udp = unit() < 0.25;
    const std::uint16_t ports[] = {443, 443, 443, 443, 443, 443, 80, 8443, 8883, 5228};
    flow.destination_port = udp && unit() < 0.5 ? 53 : ports[rank % 10];
    flow.protocol = udp ? model::kUdp : model::kTcp;
    flow.traits = udp ? model::kBiflow : model::kBiflow | model::kHasTcpFlags;
    flow.tcp_flags = udp ? 0 : unit() < 0.9 ? 0x1B : 0x1F;
    flow.reverse_tcp_flags = udp ? 0 : 0x1B;
    flow.end_reason = udp ? model::kIdleTimeout : model::kEndOfFlow;
    flow.exporter = 1;
    clock_ += static_cast<base::Micros>(-13'000 * std::log(1 - unit()));
    flow.start = clock_;
    flow.end = flow.start + static_cast<base::Micros>(about(150'000, 1.8));
    flow.packets = 1 + static_cast<std::uint64_t>(about(6, 1.1));
    flow.reverse_packets = 1 + static_cast<std::uint64_t>(about(7, 1.3));
    flow.octets = flow.packets * 52 + static_cast<std::uint64_t>(about(900, 0.9));
    flow.reverse_octets = flow.reverse_packets * 52 + static_cast<std::uint64_t>(about(3'000, 1.5));
    return flow;
  }

  std::uint32_t clients_;
  std::mt19937_64 random_{1};
  base::Micros clock_ = 1'768'316'400'000'000;
};

constexpr std::size_t kBlocks = 4;

std::vector<model::FlowBatch> traffic(std::uint32_t clients) {
  Traffic source(clients);
  std::vector<model::FlowBatch> batches;
  for (std::size_t i = 0; i < kBlocks; ++i) batches.push_back(source.batch(kUsualRows));
  return batches;
}

void encode(benchmark::State& state) {
  const auto batches = traffic(static_cast<std::uint32_t>(state.range(0)));
  Encoder encoder;
  std::string out;
  std::size_t octets = 0;
  std::size_t rows = 0;
  for (auto _ : state) {
    out.clear();
    const auto& batch = batches[rows / kUsualRows % kBlocks];
    encoder.encode(store::rows_of(batch), 0, batch.size(), out);
    octets += out.size();
    rows += batch.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  state.counters["octets/record"] = static_cast<double>(octets) / static_cast<double>(rows);
}
BENCHMARK(encode)->ArgName("clients")->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);

// With write(2); the file is begun anew before it fills a memory file system.
void append(benchmark::State& state) {
  const auto batches = traffic(20'000);
  const base::TemporaryFolder folder;
  const auto path = folder.file("flows.blocks");
  std::optional<FileWriter> writer;
  std::size_t rows = 0;
  for (auto _ : state) {
    if (!writer || writer->octets() > 256'000'000) {
      writer.reset();
      std::filesystem::remove(path);
      auto opened = FileWriter::open(path, store::TableId::Flows);
      if (!opened) return state.SkipWithError(opened.error().message.c_str());
      writer.emplace(*std::move(opened));
    }
    const auto& batch = batches[rows / kUsualRows % kBlocks];
    const Status status = writer->append(store::rows_of(batch));
    if (!status) return state.SkipWithError(status.error().message.c_str());
    rows += batch.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}
BENCHMARK(append)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state) {
  const auto batches = traffic(20'000);
  const std::vector<std::size_t> wanted{static_cast<std::size_t>(state.range(0))};
  std::vector<std::string> blocks(kBlocks);
  Encoder encoder;
  for (std::size_t i = 0; i < kBlocks; ++i) {
    encoder.encode(store::rows_of(batches[i]), 0, kUsualRows, blocks[i]);
  }
  Decoder decoder;
  std::vector<DecodedColumn> out;
  std::size_t rows = 0;
  for (auto _ : state) {
    const Status status = decoder.decode(blocks[rows / kUsualRows % kBlocks], wanted, out);
    if (!status) return state.SkipWithError(status.error().message.c_str());
    rows += kUsualRows;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  const auto& column = store::table(store::TableId::Flows).columns[wanted[0]];
  state.SetLabel(std::string(column.name));
  state.counters["octets/record"] =
      static_cast<double>(stream_at(blocks[0], wanted[0]).octets) / static_cast<double>(kUsualRows);
}
BENCHMARK(decode)->ArgName("column")->DenseRange(0, 16)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace noroshi::block
