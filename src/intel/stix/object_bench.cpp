// How many objects a second one core reads and checks.  Goal: 100,000 typical indicators.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <string>

#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace {

using namespace noroshi;

/// About 600 octets, as feeds publish them.
std::string indicator(int number) {
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-{:012x}",)"
      R"("created_by_ref":"identity--f431f809-377b-45e0-aa1c-6a4751cae5ff",)"
      R"("created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z",)"
      R"("indicator_types":["malicious-activity"],"name":"C2 server {}","confidence":80,)"
      R"("description":"Seen as a command-and-control server of a botnet of cameras.",)"
      R"("pattern":"[ipv4-addr:value = '198.51.100.{}']","pattern_type":"stix",)"
      R"("valid_from":"2026-01-02T03:04:05Z","valid_until":"2026-04-02T03:04:05Z",)"
      R"("object_marking_refs":["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"]}})",
      number, number, number % 256);
}

std::string address(int number) {
  const auto value = fmt::format("10.{}.{}.{}", number >> 16, number >> 8 & 255, number & 255);
  const auto id = stix::observable_id(R"({"type":"ipv4-addr","value":")" + value + "\"}");
  return fmt::format(R"({{"type":"ipv4-addr","spec_version":"2.1","id":"{}","value":"{}"}})", id,
                     value);
}

std::string bundle(std::string (*object)(int), int count) {
  std::string text =
      R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[)";
  for (int i = 0; i < count; ++i) text += (i > 0 ? "," : "") + object(i);
  return text + "]}";
}

void read(benchmark::State& state, std::string (*object)(int)) {
  constexpr int kObjects = 10'000;
  const auto text = bundle(object, kObjects);
  for (auto _ : state) {
    const auto reading = stix::read_objects(text);
    if (!reading || reading->objects.size() != kObjects || !reading->complaints.empty()) {
      state.SkipWithError("not all objects were taken without complaint");
      break;
    }
    benchmark::DoNotOptimize(reading->objects.data());
  }
  state.SetItemsProcessed(state.iterations() * kObjects);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void ReadIndicators(benchmark::State& state) { read(state, indicator); }
void ReadAddresses(benchmark::State& state) { read(state, address); }
BENCHMARK(ReadIndicators)->Unit(benchmark::kMillisecond);
BENCHMARK(ReadAddresses)->Unit(benchmark::kMillisecond);

}  // namespace
