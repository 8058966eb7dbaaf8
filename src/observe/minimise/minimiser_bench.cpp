// What minimisation costs a record: the look-up of two addresses, and a token for the subscriber's.
#include <benchmark/benchmark.h>
#include <random>

#include "observe/minimise/crypto_pan.hpp"
#include "observe/minimise/minimiser.hpp"

namespace noroshi::minimise {
namespace {

constexpr std::size_t kRows = 8192;

// `count` subscriber networks of /20 below 10.0.0.0/8.
std::vector<net::Prefix> networks(std::size_t count) {
  std::vector<net::Prefix> prefixes;
  for (std::size_t i = 0; i < count; ++i) {
    prefixes.push_back(
        net::Prefix::of(net::Address::v4(0x0A000000U + static_cast<std::uint32_t>(i << 13)), 20));
  }
  return prefixes;
}

// Every record goes from a subscriber to a server outside.
model::FlowBatch traffic(std::size_t prefixes) {
  std::mt19937 random(1);
  model::FlowBatch batch;
  for (std::size_t i = 0; i < kRows; ++i) {
    model::Flow flow;
    flow.source_address = net::Address::v4(
        0x0A000000U + (static_cast<std::uint32_t>(random() % prefixes) << 13) + random() % 4096);
    flow.destination_address = net::Address::v4(0x20000000U + random() % 0x80000000U);
    batch.append(flow);
  }
  return batch;
}

void token(benchmark::State& state) {
  const model::FlowBatch batch = traffic(1);
  const Key key{1, 2, 3};
  for (auto _ : state) {
    std::uint64_t sum = 0;
    for (const auto& address : batch.source_address) sum += token_of(address, key);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}
BENCHMARK(token);

void look_up(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const model::FlowBatch batch = traffic(count);
  const SubscriberIndex set{net::PrefixSet(networks(count))};
  for (auto _ : state) {
    std::uint64_t inside = 0;
    for (const auto& address : batch.source_address) inside += set.contains(address) ? 1 : 0;
    for (const auto& address : batch.destination_address) inside += set.contains(address) ? 1 : 0;
    benchmark::DoNotOptimize(inside);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows * 2));
}
BENCHMARK(look_up)->Arg(4)->Arg(64)->Arg(1000);

void apply(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const model::FlowBatch original = traffic(count);
  auto epochs = Epochs::open(Epochs::Keep::Memory, "", base::kDay, 0).value();
  Minimiser minimiser(net::PrefixSet(networks(count)), *epochs);
  model::FlowBatch batch = original;
  for (auto _ : state) {
    batch.source_address = original.source_address;
    benchmark::DoNotOptimize(minimiser.apply(batch, 0, 0));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}
BENCHMARK(apply)->Arg(4)->Arg(64)->Arg(1000);

void crypto_pan_ipv4(benchmark::State& state) {
  const CryptoPan pan(CryptoPan::Key{1, 2, 3});
  std::uint32_t bits = 0xC6336400;
  for (auto _ : state) benchmark::DoNotOptimize(pan.apply(net::Address::v4(bits += 0x9E3779B9)));
}
BENCHMARK(crypto_pan_ipv4);

void crypto_pan_ipv6(benchmark::State& state) {
  const CryptoPan pan(CryptoPan::Key{1, 2, 3});
  std::uint64_t bits = 7;
  for (auto _ : state) {
    bits += 0x9E3779B97F4A7C15;
    benchmark::DoNotOptimize(pan.apply(net::Address::v6(0x2001'0DB8'0000'0000, bits)));
  }
}
BENCHMARK(crypto_pan_ipv6);

}  // namespace
}  // namespace noroshi::minimise
