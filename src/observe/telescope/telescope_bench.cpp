// Packets a second through the state, classification and decoding apart, and what memory a storm of
// backscatter takes.

#include <benchmark/benchmark.h>
#include <fstream>
#include <string>
#include <vector>

#include "observe/telescope/telescope.hpp"

namespace {

using namespace noroshi;
using namespace noroshi::telescope;

class NoSink : public RecordSink {
 public:
  void take(model::TelescopeRecord&& record) override {
    victims += std::holds_alternative<model::DosVictim>(record) ? 1 : 0;
  }
  void begin_hour(base::Micros) override {}
  std::uint64_t victims = 0;
};

TelescopeOptions options() {
  TelescopeOptions options;
  options.key.fill(5);
  return options;
}

constexpr base::Micros kStart = 1'768'392'000'000'000;
constexpr std::size_t kBatch = 512;

/// SYNs of so many sources in random order, to a /16, a tenth of them with the Mirai mark, at 5 M a
/// second; in batches that stay in the cache, as those of a source do.
class Probes {
 public:
  explicit Probes(std::uint32_t sources) : sources_(sources) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      packets_[i].destination_port = 23;
      packets_[i].protocol = protocol::kTcp;
      packets_[i].length = 40;
      packets_[i].window = 14'600;
      verdicts_[i] = {.kind = Class::Scan, .probe = model::ProbeKind::TcpSyn};
      if (i % 10 == 0) verdicts_[i].marks = mark::kMirai;
    }
  }

  void feed(Telescope& telescope, RecordSink& sink) {
    for (Packet& packet : packets_) {
      const std::uint64_t random = net::mix(++made_);
      const auto source = static_cast<std::uint32_t>((random >> 32) * sources_ >> 32);
      packet.time = kStart + static_cast<base::Micros>(made_ / 5);
      packet.source = net::Address::v4(0x0A000000 + source);
      packet.destination = net::Address::v4(0xC6120000 + (random & 0xFFFF));
      packet.sequence = static_cast<std::uint32_t>(random);
      packet.source_port = static_cast<std::uint16_t>(random >> 16);
    }
    telescope.feed(packets_, verdicts_, sink);
  }

 private:
  std::uint64_t sources_;
  std::uint64_t made_ = 0;
  std::vector<Packet> packets_{kBatch};
  std::vector<Verdict> verdicts_{kBatch};
};

void telescope_state(benchmark::State& state) {
  const auto sources = static_cast<std::uint32_t>(state.range(0));
  Probes probes(sources);
  Telescope telescope(options());
  NoSink sink;
  for (std::size_t i = 0; i < 8 * sources / kBatch; ++i) probes.feed(telescope, sink);
  for (auto _ : state) probes.feed(telescope, sink);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
  state.counters["events"] = static_cast<double>(telescope.standing().events);
  state.counters["evicted"] = static_cast<double>(telescope.standing().evicted_events);
}
BENCHMARK(telescope_state)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

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

/// Replies: senders that are heard once, and victims of attacks.
class Storm {
 public:
  void reply(base::Micros time, std::uint32_t sender) {
    Packet& packet = packets_.emplace_back();
    packet.time = time;
    packet.source = net::Address::v4(sender);
    packet.destination = net::Address::v4(0xC6120000U + (sender & 0xFF));
    packet.length = 44;
    Verdict& verdict = verdicts_.emplace_back();
    verdict.kind = Class::Backscatter;
    verdict.reply = Reply::SynAck;
    verdict.victim = packet.source;
    verdict.attacked_port = 80;
    verdict.attack_protocol = protocol::kTcp;
  }

  void feed(Telescope& telescope, RecordSink& sink) {
    telescope.feed(packets_, verdicts_, sink);
    packets_.clear();
    verdicts_.clear();
  }

 private:
  std::vector<Packet> packets_;
  std::vector<Verdict> verdicts_;
};

// 70 million senders of backscatter within so many seconds, each heard once, and a hundred attacks
// among them of a reply a second: memory and speed.
void backscatter_storm(benchmark::State& state) {
  constexpr std::uint32_t kSenders = 70'000'000;
  constexpr std::uint32_t kVictims = 100;
  const std::int64_t seconds = state.range(0);
  NoSink sink;
  Telescope::Standing standing;
  for (auto _ : state) {
    Telescope telescope(options());
    Storm storm;
    std::int64_t told = -1;
    for (std::uint32_t i = 0; i < kSenders; ++i) {
      const base::Micros since = seconds * i * 1'000 / (kSenders / 1'000);
      // Every sender once: an odd factor permutes the addresses.
      storm.reply(kStart + since, i * 2'654'435'761U);
      for (; told < since / base::kSecond; ++told) {
        for (std::uint32_t victim = 0; victim < kVictims; ++victim) {
          storm.reply(kStart + since, 0x0A000000U + victim);
        }
      }
      if (i % kBatch == 0) storm.feed(telescope, sink);
    }
    telescope.stop(sink);
    standing = telescope.standing();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(standing.packets));
  state.counters["MiB"] = most_resident() / 1024;
  state.counters["victims"] = static_cast<double>(sink.victims);
  state.counters["forgotten"] = static_cast<double>(standing.forgotten.packets);
}
BENCHMARK(backscatter_storm)->Arg(86'400)->Arg(300)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
