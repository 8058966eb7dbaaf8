// What it costs to ask for every packet: papers of the size of a national survey.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "net/packet_builder.hpp"
#include "probe/gate.hpp"
#include "trust/permit/permit_testing.hpp"

namespace {

using namespace noroshi;
using permit::testing::kMidday;
using permit::testing::with;

/// Every second /20 from 11.0.0.0 on: four thousand ranges that do not touch.
std::string many_ranges() {
  std::string text;
  for (std::uint32_t i = 0; i < 4'096; ++i) {
    text += net::Prefix{net::Address::v4(0x0B000000 + (i << 13)), 20}.to_string() + "\", \"";
  }
  return text + "2400::/16\"";
}

Result<probe::Gate> survey_gate() {
  const permit::testing::Office office;
  auto text =
      with(permit::testing::permit_text(),
           R"(198.51.100.0/24", "203.0.113.7", "2001:db8:1::/64", "127.0.0.0/8")", many_ranges());
  text = with(text, "packets_per_second = 100", "packets_per_second = 1e8");
  text = with(text, "per_prefix_per_second = 10", "per_prefix_per_second = 1e4");
  const auto note = office.signed_by_both(text);
  const auto list = office.signed_by_one(permit::testing::revocations_text());
  auto gate = probe::Gate::open({note, office.approvers(), list, permit::testing::kOptOuts, {}},
                                kMidday - base::kSecond);
  std::vector<net::Prefix> spared;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    spared.push_back({net::Address::v4(0x0B000FFF + i * 3'331), 32});
  }
  if (gate) gate->also_spare(spared);
  return gate;
}

/// The next address of the ranges, scattered over all of them.
std::uint32_t scattered(std::uint64_t i) {
  const auto mixed = static_cast<std::uint32_t>(net::mix(i));
  return 0x0B000000 + ((mixed & 0xFFF) << 13) + (mixed >> 12 & 0xFFF);
}

void ask_for_a_target(benchmark::State& state) {
  auto gate = survey_gate();
  if (!gate) return state.SkipWithError(gate.error().message.c_str());
  std::uint64_t i = 0;
  for (auto _ : state) {
    const permit::Target target{net::Address::v4(scattered(i)), 23, permit::kTcp, {}};
    benchmark::DoNotOptimize(gate->ask(target, kMidday + static_cast<base::Micros>(++i / 5)));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["cleared"] = static_cast<double>(gate->cleared()) / static_cast<double>(i);
}
BENCHMARK(ask_for_a_target);

void ask_for_a_packet(benchmark::State& state) {
  auto gate = survey_gate();
  if (!gate) return state.SkipWithError(gate.error().message.c_str());
  auto packet = net::ipv4({.source = net::Address::v4(0xC0000201), .protocol = permit::kTcp},
                          net::tcp(40'000, 23, 0x02));
  std::uint64_t i = 0;
  for (auto _ : state) {
    const auto address = scattered(i);
    for (std::size_t k = 0; k < 4; ++k) packet[16 + k] = static_cast<char>(address >> (24 - 8 * k));
    benchmark::DoNotOptimize(
        gate->ask(net::bytes_of(packet), kMidday + static_cast<base::Micros>(++i / 5)));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["cleared"] = static_cast<double>(gate->cleared()) / static_cast<double>(i);
}
BENCHMARK(ask_for_a_packet);

}  // namespace
