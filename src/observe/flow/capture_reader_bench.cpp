// How many packets a second go from a capture file to flow records, on one core.
//
// The capture is made here and lies in memory: 100,000 TCP and UDP flows, most of a few packets and
// some of thousands (Zipf), interleaved, one in eight over IPv6, six of ten packets full-sized.
// `headers` keeps 96 octets of each packet, as probes do; `whole` keeps all of them.  `replay` is
// captured data, again and again.  The others
// say what share libpcap and the decoder have.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "io/input.hpp"
#include "observe/flow/capture_builder.hpp"
#include "observe/flow/capture_reader_file.hpp"
#include "observe/flow/meter.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

constexpr std::size_t kFlows = 100'000;
constexpr std::size_t kPackets = 1'500'000;
constexpr base::Micros kStart = 1'700'000'000 * base::kSecond;

net::Frame packet_of(std::uint32_t flow, bool reverse, bool full, std::uint8_t flags) {
  const auto client_port = static_cast<std::uint16_t>(1024 + flow % 60'000);
  const std::uint16_t server_port = flow % 3 == 0 ? 53 : 443;
  const std::size_t payload = full ? 1400 : 40;
  const std::uint16_t from = reverse ? server_port : client_port;
  const std::uint16_t to = reverse ? client_port : server_port;
  const net::Frame transport =
      flow % 3 == 0 ? net::udp(from, to, payload) : net::tcp(from, to, flags, payload);
  const std::uint8_t protocol = flow % 3 == 0 ? 17 : 6;
  if (flow % 8 == 0) {
    const auto client = net::Address::v6(0x2001'0DB8'0001'0000, flow);
    const auto server = net::Address::v6(0x2001'0DB8'0002'0000, flow % 4096);
    return net::ethernet(0x86DD, net::ipv6({.source = reverse ? server : client,
                                            .destination = reverse ? client : server,
                                            .next_header = protocol},
                                           transport));
  }
  const auto client = net::Address::v4(0x0A000000 + flow);
  const auto server = net::Address::v4(0xCB007100 + flow % 256);
  return net::ethernet(0x0800, net::ipv4({.source = reverse ? server : client,
                                          .destination = reverse ? client : server,
                                          .protocol = protocol},
                                         transport));
}

std::string make_capture(std::size_t snapshot_length) {
  std::mt19937 random(1);
  std::vector<double> weights(kFlows);
  for (std::size_t i = 0; i < kFlows; ++i) weights[i] = 1.0 / static_cast<double>(1 + i);
  for (double& weight : weights) weight += 3.0 / kFlows;
  std::discrete_distribution<std::uint32_t> pick(weights.begin(), weights.end());
  PcapBuilder capture(net::LinkType::Ethernet, snapshot_length);
  for (std::size_t i = 0; i < kPackets; ++i) {
    const std::uint32_t flow = pick(random) * 7919 % kFlows;
    const auto when = kStart + static_cast<base::Micros>(i) * 100;  // 10,000 packets a second
    const bool reverse = random() % 2 != 0;
    const bool full = random() % 10 < 6;
    const std::uint8_t flags = random() % 64 == 0 ? 0x11 : 0x10;
    capture.add(when, packet_of(flow, reverse, full, flags));
  }
  return capture.bytes();
}

const std::string& capture(std::size_t snapshot_length) {
  static const std::string kHeaders = make_capture(96);
  if (snapshot_length == 96) return kHeaders;
  static const std::string kWhole = make_capture(65'535);
  return kWhole;
}

void report(benchmark::State& state, std::size_t octets) {
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(kPackets));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(octets));
}

void capture_to_flows(benchmark::State& state, std::size_t snapshot_length) {
  const std::string& bytes = capture(snapshot_length);
  model::FlowBatch batch;
  std::size_t records = 0;
  for (auto unused : state) {
    auto reader = make_capture_reader(io::Input::over(bytes), {}).value();
    records = 0;
    for (batch.clear(); reader->read(batch, 8192).value(); batch.clear()) records += batch.size();
  }
  report(state, bytes.size());
  state.counters["records"] = static_cast<double>(records);
}
BENCHMARK_CAPTURE(capture_to_flows, headers, 96)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(capture_to_flows, whole, 65'535)->Unit(benchmark::kMillisecond);

// Captures that others made, one after the other and again from the start, up to a million packets.
// Pauses are an hour at most, so that times fit into the 31 bits that libpcap takes from pcap.
std::string replayed_capture() {
  const auto root = std::filesystem::path(NOROSHI_SHARED_DATA) / "c2-flows";
  if (!std::filesystem::is_directory(root)) return {};
  std::set<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (path.find(".pcap") != std::string::npos) paths.insert(path);
  }
  PcapBuilder capture(net::LinkType::Ethernet);
  base::Micros clock = kStart;
  for (std::size_t packets = 0; !paths.empty() && packets < 1'000'000;) {
    for (const auto& path : paths) {
      const auto input = io::Input::open(path).value();
      const auto file = CaptureFile::open(*input).value();
      base::Micros before = 0;
      CaptureFile::Packet packet;
      while (file->next(packet).value() == CaptureFile::Found::Packet) {
        if (!packet.when || file->link_type() != net::LinkType::Ethernet) continue;
        clock += std::clamp(*packet.when - before, base::Micros{0}, base::kHour);
        before = *packet.when;
        capture.add(clock,
                    {reinterpret_cast<const char*>(packet.bytes.data()), packet.bytes.size()});
        ++packets;
      }
    }
  }
  return capture.bytes();
}

void replay_to_flows(benchmark::State& state) {
  const std::string bytes = replayed_capture();
  if (bytes.empty()) {
    state.SkipWithError("no shared data");
    return;
  }
  model::FlowBatch batch;
  std::uint64_t packets = 0;
  for (auto unused : state) {
    auto reader = make_capture_reader(io::Input::over(bytes), {}).value();
    for (batch.clear(); reader->read(batch, 8192).value(); batch.clear()) {
      for (std::size_t row = 0; row < batch.size(); ++row) {
        packets += batch.packets[row] + batch.reverse_packets[row];
      }
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(packets));
}
BENCHMARK(replay_to_flows)->Unit(benchmark::kMillisecond);

void libpcap_alone(benchmark::State& state, std::size_t snapshot_length) {
  const std::string& bytes = capture(snapshot_length);
  for (auto unused : state) {
    const auto input = io::Input::over(bytes);
    const auto file = CaptureFile::open(*input).value();
    CaptureFile::Packet packet;
    std::size_t octets = 0;
    while (file->next(packet).value() == CaptureFile::Found::Packet) octets += packet.wire_length;
    benchmark::DoNotOptimize(octets);
  }
  report(state, bytes.size());
}
BENCHMARK_CAPTURE(libpcap_alone, headers, 96)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(libpcap_alone, whole, 65'535)->Unit(benchmark::kMillisecond);

void libpcap_and_decoding(benchmark::State& state) {
  const std::string& bytes = capture(96);
  for (auto unused : state) {
    const auto input = io::Input::over(bytes);
    const auto file = CaptureFile::open(*input).value();
    CaptureFile::Packet packet;
    std::uint64_t octets = 0;
    while (file->next(packet).value() == CaptureFile::Found::Packet) {
      octets += net::decode(file->link_type(), packet.bytes, packet.wire_length)->octets;
    }
    benchmark::DoNotOptimize(octets);
  }
  report(state, bytes.size());
}
BENCHMARK(libpcap_and_decoding)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::flow
