// Packets a second through the state, classification and decoding apart, and what memory a storm of
// backscatter takes.

#include <benchmark/benchmark.h>
#include <fstream>
#include <random>
#include <string>

#include "observe/telescope/telescope.hpp"

namespace {

using namespace noroshi;
using namespace noroshi::telescope;

class NoSink : public RecordSink {
 public:
  void take(model::TelescopeRecord&&) override { ++records; }
  void begin_hour(base::Micros) override {}
  std::uint64_t records = 0;
};

TelescopeOptions options() {
  TelescopeOptions options;
  options.key.fill(5);
  return options;
}

/// SYNs of `sources` in random order, to a /16, a tenth of them with the Mirai mark.
std::vector<Packet> probes(std::size_t count, std::uint32_t sources) {
  std::mt19937_64 random(1);
  std::vector<Packet> packets(count);
  for (std::size_t i = 0; i < count; ++i) {
    Packet& packet = packets[i];
    const auto source = static_cast<std::uint32_t>(random() % sources);
    packet.source = net::Address::v4(0x0A000000 + source);
    packet.destination =
        net::Address::v4(0xC6120000 + static_cast<std::uint32_t>(random() % 65'536));
    packet.destination_port = 23;
    packet.source_port = static_cast<std::uint16_t>(random());
    packet.sequence = static_cast<std::uint32_t>(random());
    packet.protocol = protocol::kTcp;
    packet.length = 40;
    packet.window = 14'600;
  }
  return packets;
}

void telescope_state(benchmark::State& state) {
  const auto sources = static_cast<std::uint32_t>(state.range(0));
  auto packets = probes(std::size_t{1} << 22, sources);
  std::vector<Verdict> verdicts(packets.size(),
                                {.kind = Class::Scan, .probe = model::ProbeKind::TcpSyn});
  for (std::size_t i = 0; i < verdicts.size(); i += 10) verdicts[i].marks = mark::kMirai;
  Telescope telescope(options());
  NoSink sink;
  base::Micros time = 1'768'392'000'000'000;
  for (auto _ : state) {
    // As if they came at 5 M/s.
    state.PauseTiming();
    for (std::size_t i = 0; i < packets.size(); ++i) {
      packets[i].time = time + static_cast<base::Micros>(i) / 5;
    }
    time = packets.back().time;
    state.ResumeTiming();
    constexpr std::size_t kBatch = 512;
    for (std::size_t at = 0; at < packets.size(); at += kBatch) {
      telescope.feed({&packets[at], kBatch}, {&verdicts[at], kBatch}, sink);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packets.size()));
  state.counters["events"] = static_cast<double>(telescope.standing().events);
  state.counters["evicted"] = static_cast<double>(telescope.standing().evicted_events);
}
BENCHMARK(telescope_state)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// Kilobytes of memory that this process has taken at most.
double most_resident() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes;
  }
  return 0;
}

// 70 million senders of backscatter within so many seconds, each heard once, and a hundred attacks
// among them of a reply a second: memory and speed.
void backscatter_storm(benchmark::State& state) {
  constexpr std::uint32_t kSenders = 70'000'000;
  constexpr std::uint32_t kBatch = 512;
  const std::int64_t seconds = state.range(0);
  std::vector<Packet> packets(kBatch);
  std::vector<Verdict> verdicts(kBatch);
  NoSink sink;
  std::uint64_t fed = 0;
  Telescope::Standing standing;
  for (auto _ : state) {
    Telescope telescope(options());
    for (std::uint32_t first = 0; first < kSenders; first += kBatch) {
      const base::Micros time =
          1'768'392'000'000'000 + seconds * first * 1'000 / (kSenders / 1'000);
      for (std::uint32_t i = 0; i < kBatch; ++i) {
        // Every sender once: an odd factor permutes the addresses.
        const bool attack = i == 0 && first / kBatch % 16 == 0;
        const std::uint32_t victim =
            attack ? first / kBatch / 16 % 100 : (first + i) * 2'654'435'761U | 0x40000000U;
        Packet& packet = packets[i];
        packet.time = time;
        packet.source = net::Address::v4(victim);
        packet.destination = net::Address::v4(0xC6120000U + i);
        packet.length = 44;
        verdicts[i] = {.kind = Class::Backscatter, .reply = Reply::SynAck};
        verdicts[i].victim = packet.source;
        verdicts[i].attacked_port = 80;
        verdicts[i].attack_protocol = protocol::kTcp;
      }
      telescope.feed(packets, verdicts, sink);
      fed += kBatch;
    }
    telescope.stop(sink);
    standing = telescope.standing();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(fed));
  state.counters["MiB"] = most_resident() / 1024;
  state.counters["records"] = static_cast<double>(sink.records);
  state.counters["forgotten"] = static_cast<double>(standing.forgotten.packets);
}
BENCHMARK(backscatter_storm)->Arg(86'400)->Arg(300)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
