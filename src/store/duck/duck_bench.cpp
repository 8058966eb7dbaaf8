// What the embedded store costs: compaction, octets on disk, queries over segments and journals.
//
//   store_duck_bench                  2 million records
//   NOROSHI_BENCH_RECORDS=20000000 store_duck_bench
//
// Records come from a small generator of its own, shaped like an operator's hour: many clients, a
// few busy servers, short conversations.
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <sys/resource.h>

#include "base/temporary_folder.hpp"
#include "store/duck/embedded_store.hpp"

namespace noroshi::duck {
namespace {

constexpr std::size_t kBatch = 65536;

std::size_t records() {
  const char* text = std::getenv("NOROSHI_BENCH_RECORDS");
  return text == nullptr ? 2'000'000 : std::strtoul(text, nullptr, 10);
}

double cpu_seconds() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

model::FlowBatch batch_of(std::mt19937_64& random, std::size_t done, std::size_t all) {
  constexpr std::uint64_t kClients = 200'000;
  constexpr std::uint64_t kServers = 600'000;
  constexpr base::Micros kStart = 1'767'268'800 * base::kSecond;
  std::uniform_real_distribution<double> share(0, 1);
  std::lognormal_distribution<double> packets(2, 1.2);
  model::FlowBatch batch;
  for (std::size_t i = 0; i < kBatch; ++i) {
    model::Flow flow;
    // Popularity of servers about as Zipf's law has it: rank = N^u.
    const auto rank = static_cast<std::uint64_t>(std::pow(double{kServers}, share(random)));
    const bool v6 = rank % 5 == 0;
    const auto client = static_cast<std::uint32_t>(random() % kClients);
    flow.source_address = v6 ? net::Address::v6(0x20010DB800000000 + client, random() & 0xFFFF)
                             : net::Address::v4(0x64400000 + client);
    const std::uint64_t server = net::mix(rank);
    flow.destination_address = v6 ? net::Address::v6(0x20010DB900000000 + rank, server & 0xFF)
                                  : net::Address::v4(static_cast<std::uint32_t>(server));
    flow.source_port = static_cast<std::uint16_t>(32768 + random() % 28000);
    flow.destination_port = rank % 3 == 0 ? 53 : rank % 97 == 0 ? 23 : 443;
    flow.protocol = flow.destination_port == 53 ? model::kUdp : model::kTcp;
    flow.tcp_flags = flow.protocol == model::kTcp ? 0x1B : 0;
    flow.traits = model::kHasTcpFlags;
    flow.exporter = 1 + static_cast<std::uint32_t>(random() % 4);
    flow.sampling_interval = 1;
    flow.packets = 1 + static_cast<std::uint64_t>(packets(random));
    flow.octets = flow.packets * (60 + random() % 1300);
    flow.start = kStart +
                 static_cast<base::Micros>(static_cast<double>(done + i) /
                                           static_cast<double>(all) * 3.6e9) -
                 static_cast<base::Micros>(random() % 30'000) * base::kMillisecond;
    flow.end = flow.start + static_cast<base::Micros>(random() % 60'000) * base::kMillisecond;
    batch.append(flow);
  }
  return batch;
}

// One store for all benchmarks, filled once; segments and, beside it, what filling it cost.
struct Filled {
  base::TemporaryFolder folder;
  std::unique_ptr<EmbeddedStore> store;
  double compaction_cpu = 0;
  double journal_octets = 0;
  double segment_octets = 0;
  double rows = 0;

  Filled() {
    Options options;
    options.folder = folder.file("store");
    auto opened = EmbeddedStore::open(options);
    if (!opened) std::abort();
    store = std::move(*opened);
    std::mt19937_64 random(1);
    for (std::size_t done = 0; done < records(); done += kBatch) {
      const auto batch = batch_of(random, done, records());
      if (!store->append(store::rows_of(batch))) std::abort();
    }
    journal_octets = static_cast<double>(store->health(store::TableId::Flows)->octets);
    if (!store->close_journals()) std::abort();
    const double before = cpu_seconds();
    while (store->tend().value()) {
    }
    compaction_cpu = cpu_seconds() - before;
    const auto health = store->health(store::TableId::Flows);
    segment_octets = static_cast<double>(health->octets);
    rows = static_cast<double>(health->rows);
  }
};

Filled& filled() {
  static Filled all;
  return all;
}

void compaction(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(filled().rows);
  const Filled& all = filled();
  state.counters["journal_octets_a_record"] = all.journal_octets / all.rows;
  state.counters["segment_octets_a_record"] = all.segment_octets / all.rows;
  state.counters["cpu_seconds_for_20_million"] = all.compaction_cpu * 20e6 / all.rows;
}

void ask(benchmark::State& state, const std::string& sql) {
  store::Store& store = *filled().store;
  const double before = cpu_seconds();
  for (auto _ : state) {
    const auto answer = store.select(sql);
    if (!answer) std::abort();
    while (auto chunk = (*answer)->next().value()) benchmark::DoNotOptimize(chunk->rows);
  }
  // Of all threads; beside the time, it says how much of that was spent waiting for a core.
  state.counters["cpu_seconds"] =
      benchmark::Counter(cpu_seconds() - before, benchmark::Counter::kAvgIterations);
  state.counters["records_a_second"] =
      benchmark::Counter(filled().rows, benchmark::Counter::kIsIterationInvariantRate);
}

void filter_by_port(benchmark::State& state) {
  ask(state, "SELECT count(*), sum(octets) FROM flows WHERE dst_port = 23");
}

void top_servers(benchmark::State& state) {
  ask(state,
      "SELECT dst_hi, dst_lo, sum(octets) AS o FROM flows GROUP BY dst_hi, dst_lo ORDER BY o DESC "
      "LIMIT 10");
}

void last_minute(benchmark::State& state) {
  ask(state, "SELECT count(*) FROM flows WHERE flow_start >= " +
                 std::to_string((1'767'268'800 + 3540) * base::kSecond));
}

BENCHMARK(compaction)->Iterations(1)->UseRealTime();
BENCHMARK(filter_by_port)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(top_servers)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(last_minute)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::duck
