// Lines a second of the writer and the reader, for an event as telescopes see most: one packet.

#include <benchmark/benchmark.h>

#include "model/scan_event.hpp"

namespace {

using namespace noroshi;

model::ScanEvent one_packet() {
  model::ScanEvent event;
  event.source = net::Address::v4(0xC0000207);
  event.port = 23;
  event.protocol = 6;
  event.first = event.last = 1'768'392'000'123'456;
  event.packets = event.targets = 1;
  event.octets = 40;
  event.marks.mirai = 1;
  event.headers = {.ttl_low = 50, .ttl_high = 50, .window = 14'600, .ip_id = 9, .length = 40};
  event.samples = {
      {.time = event.first, .destination = net::Address::v4(0xC6336409), .source_port = 40'001}};
  return event;
}

void scan_event_write(benchmark::State& state) {
  const auto event = one_packet();
  for (auto _ : state) benchmark::DoNotOptimize(model::to_json(event));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(scan_event_write);

void scan_event_read(benchmark::State& state) {
  const std::string line = model::to_json(one_packet());
  for (auto _ : state) benchmark::DoNotOptimize(model::telescope_record_from_json(line));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(scan_event_read);

}  // namespace
