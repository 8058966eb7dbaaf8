// How fast a day is made, without writing it: records a second, at N = 1 and sampled.
#include <benchmark/benchmark.h>

#include "train/traffic/generator.hpp"

namespace noroshi::traffic {
namespace {

void generate_day(benchmark::State& state) {
  Scenario scenario;
  scenario.subscribers = static_cast<std::uint32_t>(state.range(0));
  scenario.sampling = static_cast<std::uint32_t>(state.range(1));
  scenario.activity = static_cast<double>(state.range(2));
  std::uint64_t records = 0;
  for (auto _ : state) {
    Truth truth;
    const Status status = generate(
        scenario,
        [&](const model::FlowBatch& batch) -> Status {
          benchmark::DoNotOptimize(batch.start.data());
          return {};
        },
        truth);
    if (!status) state.SkipWithError(status.error().message.c_str());
    records += truth.records;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
  state.counters["records"] =
      static_cast<double>(records) / static_cast<double>(state.iterations());
}

BENCHMARK(generate_day)
    ->ArgNames({"subscribers", "sampling", "activity"})
    ->Args({2'000, 1, 1})
    ->Args({20'000, 1, 1})
    ->Args({20'000, 1'000, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::traffic
