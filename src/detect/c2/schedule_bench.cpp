// How often a beat is found, and how often chance is taken for one: the rows of
// docs/decisions/phases-of-sampled-calls.md.  A beacon of jittered intervals, six packets a call, a
// day; rivals call as often, independently or in bursts.  Counters are shares of the trials with a
// probability of chance of one in a hundred at most.

#include <benchmark/benchmark.h>
#include <cmath>
#include <random>

#include "detect/c2/schedule.hpp"

namespace noroshi::c2 {
namespace {

using Starts = std::vector<base::Micros>;

constexpr double kDay = 86'400;

class Callers {
 public:
  explicit Callers(std::uint64_t seed) : random_(seed) {}

  Starts beacon(double period, double jitter, double seen) {
    Starts starts;
    for (double at = period * unit(); at < kDay; at += period * (1 + jitter * (2 * unit() - 1))) {
      if (unit() < seen) put(starts, at);
    }
    return starts;
  }

  Starts independent(double calls) {
    Starts starts;
    for (double at = wait(calls); at < kDay; at += wait(calls)) put(starts, at);
    return starts;
  }

  Starts in_bursts(double calls) {
    Starts starts;
    for (double at = wait(calls / 3); at < kDay; at += wait(calls / 3)) {
      for (double left = 1 + std::floor(5 * unit()); left > 0 && at < kDay; --left) {
        put(starts, at);
        at += 1.2 + 8 * std::exp(4 * unit());
      }
    }
    return starts;
  }

 private:
  double unit() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }
  double wait(double calls) { return -kDay / calls * std::log(1 - unit()); }
  static void put(Starts& starts, double at) {
    starts.push_back(static_cast<base::Micros>(at * 1e6));
  }

  std::mt19937_64 random_;
};

// Arguments: sampling interval, period in seconds, jitter in percent, clients.
void beat_found(benchmark::State& state) {
  const auto sampling = static_cast<double>(state.range(0));
  const auto period = static_cast<double>(state.range(1));
  const double jitter = 0.01 * static_cast<double>(state.range(2));
  const double seen = 1 - std::pow(1 - 1 / sampling, 6);
  const double calls = kDay / period * seen;
  double trials = 0;
  double found[3] = {};
  for ([[maybe_unused]] const auto turn : state) {
    Callers callers(1'000 + static_cast<std::uint64_t>(trials++));
    std::vector<Starts> kinds[3];
    for (std::int64_t client = 0; client < state.range(3); ++client) {
      kinds[0].push_back(callers.beacon(period, jitter, seen));
      kinds[1].push_back(callers.independent(calls));
      kinds[2].push_back(callers.in_bursts(calls));
    }
    for (std::size_t kind = 0; kind < 3; ++kind) {
      const auto schedule = find_schedule(kinds[kind], {.sampled = sampling > 1});
      if (schedule && schedule->chance <= 0.01) ++found[kind];
    }
  }
  state.counters["sightings"] = calls;
  state.counters["beacon"] = found[0] / trials;
  state.counters["independent"] = found[1] / trials;
  state.counters["bursts"] = found[2] / trials;
}
BENCHMARK(beat_found)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(100)
    ->Args({1, 60, 5, 1})
    ->Args({100, 60, 5, 1})
    ->Args({100, 60, 5, 20})
    ->Args({1'000, 60, 5, 1})
    ->Args({1'000, 60, 5, 20})
    ->Args({1'000, 60, 20, 100})
    ->Args({1'000, 300, 10, 50})
    ->Args({1'000, 300, 10, 300})
    ->Args({3'000, 60, 5, 100})
    ->Args({10'000, 60, 5, 200});

}  // namespace
}  // namespace noroshi::c2
