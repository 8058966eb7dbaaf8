// How many packets a second are read, decoded and classified on one core, and what each step costs.
//
// The capture is made here, written to a file and read from the page cache: two million packets of
// telescope_traffic, about 78 octets each with their header.  `libpcap` is the way not taken
// (docs/decisions/telescope-reads-captures-itself.md).
#include <array>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <fstream>
#include <pcap/pcap.h>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "io/input.hpp"
#include "observe/telescope/capture.hpp"
#include "observe/telescope/classifier.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::size_t kPackets = 2'000'000;
constexpr std::size_t kBatch = 256;

const std::string& capture_path() {
  static const base::TemporaryFolder kFolder;
  static const std::string kPath = [] {
    const std::string path = kFolder.file("telescope.pcap");
    const std::string bytes = telescope_traffic(kPackets, 1'700'000'000 * base::kSecond);
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
  }();
  return kPath;
}

Classifier classifier() {
  std::vector<KnownScanners::Entry> known;
  for (std::uint32_t i = 0; i < 5'000; ++i) {  // about what MISP's lists hold
    known.push_back({net::Prefix::of(net::Address::v4(0x2D000000 + i * 0x10100), 32), "list"});
  }
  known.push_back({net::Prefix::parse("192.0.2.0/24").value(), "research"});
  return Classifier(DarkSpace({net::Prefix::parse("198.18.0.0/16").value()}), KnownScanners(known));
}

void count_packets(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(kPackets));
}

// Calls `use` with the frames of the whole file.
template <class Use>
void each_batch(const Use& use) {
  const auto input = io::Input::open(capture_path()).value();
  const auto capture = Capture::open(*input).value();
  std::array<Frame, kBatch> frames;
  while (const std::size_t count = capture->next(frames).value()) {
    use(std::span<const Frame>(frames.data(), count));
  }
}

void read_only(benchmark::State& state) {
  capture_path();  // made before the clock runs
  for (auto unused : state) {
    std::uint64_t octets = 0;
    each_batch([&](std::span<const Frame> frames) {
      for (const Frame& frame : frames) octets += frame.wire;
    });
    benchmark::DoNotOptimize(octets);
  }
  count_packets(state);
}
BENCHMARK(read_only)->Unit(benchmark::kMillisecond);

void read_and_decode(benchmark::State& state) {
  std::array<Packet, kBatch> packets;
  for (auto unused : state) {
    each_batch([&](std::span<const Frame> frames) {
      decode(frames, packets);
      benchmark::DoNotOptimize(packets.data());
      benchmark::ClobberMemory();
    });
  }
  count_packets(state);
}
BENCHMARK(read_and_decode)->Unit(benchmark::kMillisecond);

void read_decode_classify(benchmark::State& state) {
  const Classifier judge = classifier();
  std::array<Packet, kBatch> packets;
  std::array<Verdict, kBatch> verdicts;
  std::array<std::uint64_t, kClasses> classes{};
  for (auto unused : state) {
    classes = {};
    each_batch([&](std::span<const Frame> frames) {
      decode(frames, packets);
      judge.judge(std::span<const Packet>(packets.data(), frames.size()), verdicts);
      for (std::size_t i = 0; i < frames.size(); ++i) {
        ++classes[static_cast<std::size_t>(verdicts[i].kind)];
      }
    });
  }
  count_packets(state);
  state.counters["scans"] = static_cast<double>(classes[static_cast<std::size_t>(Class::Scan)]);
}
BENCHMARK(read_decode_classify)->Unit(benchmark::kMillisecond);

void libpcap(benchmark::State& state) {
  capture_path();
  for (auto unused : state) {
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    pcap_t* const file = pcap_open_offline(capture_path().c_str(), message.data());
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    std::uint64_t octets = 0;
    while (pcap_next_ex(file, &header, &bytes) == 1) octets += header->len;
    pcap_close(file);
    benchmark::DoNotOptimize(octets);
  }
  count_packets(state);
}
BENCHMARK(libpcap)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::telescope
