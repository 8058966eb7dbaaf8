// How fast the resolver answers, over as many leases as an operator of some size has in a quarter.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <random>

#include "act/subscriber/lookup.hpp"

namespace noroshi::subscriber {
namespace {

// 10 million leases: 1,048,576 addresses of 10/8, ten stays of an hour each, 1 million lines.
const Lookup& leases() {
  static const Lookup lookup = [] {
    Tables tables;
    std::mt19937_64 random(1);
    for (int line = 0; line < 1'000'000; ++line) tables.lines.number(fmt::format("line-{}", line));
    for (std::uint32_t i = 0; i < 10'000'000; ++i) {
      const base::Micros start = i / 1'048'576 * base::kHour;
      tables.leases.add(
          {net::Address::v4(0x0A000000 + i % 1'048'576), 32},
          {start, start + base::kHour, random(), static_cast<std::uint32_t>(random() % 1'000'000)});
    }
    tables.leases_cover = net::PrefixSet({net::Prefix::parse("10.0.0.0/12").value()});
    tables.lease_term = {0, 10 * base::kHour, base::kSecond};
    const auto rule = MapRule::make(net::Prefix::parse("2001:db8::/32").value(),
                                    net::Prefix::parse("192.0.2.0/24").value(), 16, 6);
    tables.rules.push_back(rule.value());
    tables.rule_of.add(rule->v4, 0);
    for (std::uint64_t i = 0; i < 65536; ++i) {
      tables.leases.add({net::Address::v6(0x20010db800000000ULL | i << 16, 0), 48},
                        {0, kForever, 0, static_cast<std::uint32_t>(i)});
    }
    tables.leases.settle();
    return Lookup(std::move(tables));
  }();
  return lookup;
}

template <class Make>
void run(benchmark::State& state, Make make) {
  const auto& lookup = leases();
  std::mt19937_64 random(2);
  std::vector<model::Sighting> sightings(1 << 16);
  for (auto& sighting : sightings) {
    sighting.time = static_cast<base::Micros>(random() % (9 * base::kHour));
    sighting.protocol = 6;
    make(sighting, random());
  }
  std::size_t i = 0;
  std::uint64_t found = 0;
  for (auto _ : state) {
    found += lookup.resolve(sightings[i++ & 0xFFFF]).outcome == Outcome::Found ? 1 : 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["found"] = static_cast<double>(found) / static_cast<double>(state.iterations());
}

void lease(benchmark::State& state) {
  run(state, [](model::Sighting& sighting, std::uint64_t random) {
    sighting.source = net::Address::v4(0x0A000000 + static_cast<std::uint32_t>(random % 1'048'576));
  });
}
BENCHMARK(lease);

void map_e(benchmark::State& state) {
  run(state, [](model::Sighting& sighting, std::uint64_t random) {
    sighting.source = net::Address::v4(0xC0000200 + static_cast<std::uint32_t>(random & 0xFF));
    sighting.source_port = static_cast<std::uint16_t>(1024 + (random >> 8) % 64512);
  });
}
BENCHMARK(map_e);

}  // namespace
}  // namespace noroshi::subscriber
