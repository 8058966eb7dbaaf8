// A day of a large telescope: a million sources, five million events.

#include <array>
#include <benchmark/benchmark.h>
#include <string>
#include <sys/resource.h>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {
namespace {

constexpr base::Micros kMidnight = 1'768'348'800'000'000;
constexpr std::size_t kSources = 1'000'000;
constexpr std::size_t kEvents = 5'000'000;
constexpr std::array<std::uint16_t, 12> kPorts{23,   2323, 5555, 80,   8080, 445,
                                               7547, 22,   6379, 3389, 81,   60023};

std::uint64_t drawn(std::uint64_t number, std::uint64_t what) {
  return net::mix(number * 31 + what * 0x9E3779B97F4A7C15ULL);
}

// Addresses are spread over all of IPv4.  One in eight sources bears the mark of Mirai, half builds
// packets by hand with one of 200 windows, the rest connects; each has a list of one to four ports.
model::ScanEvent event_of(std::size_t number) {
  const std::uint64_t source = drawn(number, 1) % kSources;
  const std::uint64_t kind = drawn(source, 2) % 8;
  model::ScanEvent event;
  event.source = net::Address::v4(static_cast<std::uint32_t>(source * 2'654'435'761));
  const std::uint64_t ports = 1 + drawn(source, 3) % 4;
  event.port = kPorts[(drawn(source, 4) + drawn(number, 5) % ports) % kPorts.size()];
  event.protocol = 6;
  event.first = kMidnight + static_cast<base::Micros>(drawn(number, 6) % 86'000'000'000);
  event.last = event.first + static_cast<base::Micros>(drawn(number, 7) % 300'000'000);
  event.packets = 1 + drawn(number, 8) % 6;
  event.octets = 40 * event.packets;
  event.targets = event.packets;
  event.marks.mirai = kind == 0 ? event.packets : 0;
  event.headers = {.ttl_low = 50, .ttl_high = 50, .window = 14'600, .options = {}, .length = 40};
  event.headers.window = static_cast<std::uint16_t>(1'000 + drawn(source, 9) % 200);
  if (kind > 4) event.headers.options = {2, 4, 8, 1, 3};
  event.headers.sequence = static_cast<std::uint32_t>(drawn(number, 10));
  event.headers.sequence_varies = event.packets > 1;
  const auto target = static_cast<std::uint32_t>(drawn(number, 11) % 65'536);
  event.samples = {{event.first, net::Address::v4(0xC6120000U + target), 40'000}};
  return event;
}

// As a registry says: the /16 is a pool of one operator.
Pool pool_of(const net::Address& address) {
  const std::string name = std::to_string(address.v4_bits() >> 16);
  return {.pool = name, .network = name};
}

void analyse_a_day(benchmark::State& state) {
  std::vector<model::ScanEvent> events;
  events.reserve(kEvents);
  for (std::size_t i = 0; i < kEvents; ++i) events.push_back(event_of(i));
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const model::TelescopeHour hour{.sensor = "bench",
                                  .begin = kMidnight,
                                  .end = kMidnight + base::kDay,
                                  .dark_addresses = 65'536,
                                  .classes = {}};
  std::size_t infected = 0;
  std::size_t campaigns = 0;
  for ([[maybe_unused]] auto round : state) {
    const Day day = analyse({.begin = kMidnight,
                             .end = kMidnight + base::kDay,
                             .events = events,
                             .victims = {},
                             .hours = {&hour, 1},
                             .pool_of = pool_of,
                             .sensor = "bench"},
                            {});
    infected = day.infected.size();
    campaigns = day.campaigns.size();
  }
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  state.counters["infected"] = static_cast<double>(infected);
  state.counters["campaigns"] = static_cast<double>(campaigns);
  state.counters["events_MiB"] = static_cast<double>(before.ru_maxrss) / 1024;
  state.counters["analysis_MiB"] = static_cast<double>(after.ru_maxrss - before.ru_maxrss) / 1024;
}
BENCHMARK(analyse_a_day)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace noroshi::scan
