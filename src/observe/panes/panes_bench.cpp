// Records a second into panes, at 100,000 and at 1,000,000 pairs; one thread.
#include <benchmark/benchmark.h>
#include <random>

#include "model/token.hpp"
#include "observe/panes/panes.hpp"

namespace noroshi::panes {
namespace {

constexpr std::size_t kBatch = 8192;
constexpr int kRounds = 4;  // 16 M records a pane: ten seconds at carrier rate
constexpr base::Micros kStart = 1'700'000'100 * base::kSecond;

/// Records over `pairs` pairs of clients and servers, all equally likely: the hardest for caches.
std::vector<model::FlowBatch> uniform_traffic(std::uint32_t pairs, std::size_t records) {
  std::mt19937_64 random(42);
  std::vector<model::FlowBatch> batches(records / kBatch);
  for (auto& batch : batches) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      const auto pair = static_cast<std::uint32_t>(random() % pairs);
      const std::uint64_t packets = 1 + random() % 20;
      batch.append({.source_address = model::from_token(net::mix(pair / 4)),
                    .destination_address = net::Address::v4(0x0B00'0000 + (pair * 7919) % 60'000),
                    .source_port = static_cast<std::uint16_t>(32768 + random() % 28000),
                    .destination_port = 443,
                    .protocol = model::kTcp,
                    .traits = model::kBiflow | model::kHasTcpFlags,
                    .tcp_flags = 0x1B,
                    .reverse_tcp_flags = 0x1B,
                    .start = kStart + static_cast<base::Micros>(random() % 290'000'000),
                    .end = kStart + 299 * base::kSecond,
                    .packets = packets,
                    .reverse_packets = packets,
                    .octets = packets * 80,
                    .reverse_octets = packets * 900});
    }
  }
  return batches;
}

void sum_up(benchmark::State& state) {
  const auto batches = uniform_traffic(static_cast<std::uint32_t>(state.range(0)), 4'000'000);
  std::size_t rows = 0;
  for (auto _ : state) {
    Panes panes({.seed = 7});
    for (int round = 0; round < kRounds; ++round) {
      for (const auto& batch : batches) panes.add(batch);
    }
    rows = 0;
    (void)panes.finish([&](const auto& pairs, const auto&) -> Status {
      rows += pairs.size();
      return {};
    });
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(kRounds * batches.size() * kBatch));
  state.counters["pairs"] = static_cast<double>(rows);
}
BENCHMARK(sum_up)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace noroshi::panes
