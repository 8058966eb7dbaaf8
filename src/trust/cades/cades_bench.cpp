// How many seals a second, and what reading one costs.
#include <benchmark/benchmark.h>
#include <string>

#include "trust/cades/reader.hpp"
#include "trust/cades/seal.hpp"
#include "trust/key/testing_authority.hpp"

namespace {

using noroshi::cades::Bytes;
using noroshi::key::TestingAuthority;

const std::string& kibibyte() {
  static const std::string content(1024, 'n');
  return content;
}

noroshi::key::Issued sealer() {
  auto wish = noroshi::key::seal_wish();
  return TestingAuthority::root().issue(wish);
}

void seal_a_thousand(benchmark::State& state) {
  const auto issued = sealer();
  noroshi::cades::SealSettings settings;
  settings.signing_time = noroshi::key::kTestingFrom;
  for (auto _ : state) {
    for (int i = 0; i < 1000; ++i) {
      auto made = noroshi::cades::seal(noroshi::der::view_of(kibibyte()), *issued.signer, settings);
      if (!made) state.SkipWithError(made.error().message.c_str());
      benchmark::DoNotOptimize(made);
    }
  }
  state.counters["seals/s"] =
      benchmark::Counter(1000, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(seal_a_thousand)->Unit(benchmark::kMillisecond);

void raw_signature(benchmark::State& state) {
  const auto issued = sealer();
  const Bytes message(128, 1);
  for (auto _ : state) benchmark::DoNotOptimize(issued.signer->sign(message));
}
BENCHMARK(raw_signature)->Unit(benchmark::kMicrosecond);

void read_a_seal(benchmark::State& state) {
  const auto issued = sealer();
  noroshi::cades::SealSettings settings;
  settings.signing_time = noroshi::key::kTestingFrom;
  const auto made =
      noroshi::cades::seal(noroshi::der::view_of(kibibyte()), *issued.signer, settings);
  for (auto _ : state) benchmark::DoNotOptimize(noroshi::cades::read(*made, {}));
}
BENCHMARK(read_a_seal)->Unit(benchmark::kMicrosecond);

}  // namespace
