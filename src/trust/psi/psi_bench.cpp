// What one item costs: hashing into the group, blinding, blinding again; and a whole side of a run.
// Two real processes over TLS are measured by bench/psi.sh.
#include <benchmark/benchmark.h>

#include "trust/psi/testing.hpp"

namespace noroshi::psi {
namespace {

void hash_item(benchmark::State& state) {
  const auto item = item_of(endpoint(7));
  for (auto _ : state) benchmark::DoNotOptimize(hash_to_group(item));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hash_item);

void multiply_element(benchmark::State& state) {
  const auto key = Scalar::random();
  const auto element = hash_to_group(item_of(endpoint(7)));
  for (auto _ : state) benchmark::DoNotOptimize(multiply(key, element));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(multiply_element);

// One thread blinds its own list of 1,000 and the peer's, and finds what is shared.
void one_side(benchmark::State& state) {
  const Work alone{.threads = 1, .go_on = {}};
  const auto list = endpoints(0, 1000);
  auto bob = session(Role::Responder, endpoints(500, 1500));
  const auto from_bob = bob.blinded(alone).value();
  for (auto _ : state) {
    auto alice = session(Role::Initiator, list);
    if (!alice.agree(bob.hello()) || !alice.blinded(alone)) state.SkipWithError("cannot begin");
    const auto doubled = alice.take_blinded(from_bob, alone);
    benchmark::DoNotOptimize(alice.match(*doubled));
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(one_side)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::psi
