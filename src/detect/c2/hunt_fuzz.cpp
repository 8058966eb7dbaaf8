// Feeds the hunt with flow records of any content, as a hostile exporter could.
//
// Six octets make a record: few addresses and ports, so that records meet and are stitched, with
// times, counters and flags from the extremes of their types.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "detect/c2/hunt.hpp"
#include "detect/c2/line.hpp"

namespace {

using noroshi::base::Micros;
using noroshi::model::Flow;

constexpr std::array<Micros, 8> kStarts{std::numeric_limits<Micros>::min(),
                                        -1,
                                        0,
                                        1,
                                        1'700'000'000'000'000,
                                        1'700'000'060'000'000,
                                        1'700'086'400'000'000,
                                        std::numeric_limits<Micros>::max()};
constexpr std::array<std::uint64_t, 4> kCounts{0, 1, 1500,
                                               std::numeric_limits<std::uint64_t>::max()};
constexpr std::array<std::uint16_t, 8> kPorts{0, 23, 53, 123, 443, 4444, 50'000, 65'535};
constexpr std::array<std::uint8_t, 4> kProtocols{6, 17, 132, 1};

Flow flow_of(std::span<const std::uint8_t, 6> bytes) {
  const auto bits = [&](std::size_t byte, int shift, unsigned mask) {
    return (static_cast<unsigned>(bytes[byte]) >> shift) & mask;
  };
  Flow flow;
  flow.source_address = noroshi::net::Address::v4(0x0A000000U + bits(0, 0, 0xFU));
  flow.destination_address = noroshi::net::Address::v4(0xCB007100U + bits(0, 4, 0xFU));
  flow.source_port = kPorts[bits(1, 0, 7U)];
  flow.destination_port = kPorts[bits(1, 3, 7U)];
  flow.protocol = kProtocols[bits(1, 6, 3U)];
  flow.start = kStarts[bits(2, 0, 7U)];
  if (bits(2, 0, 7U) != 0 && bits(2, 0, 7U) != 7) flow.start += bytes[5] * 1'000'000;
  flow.end = kStarts[bits(2, 3, 7U)];
  flow.traits = static_cast<std::uint8_t>(bits(3, 0, 7U));
  flow.end_reason = static_cast<std::uint8_t>(bits(3, 3, 7U));
  flow.sampling_interval = bits(3, 6, 3U) * 0x55555555U;
  flow.tcp_flags = bytes[4];
  flow.reverse_tcp_flags = bytes[5];
  flow.packets = kCounts[bits(2, 6, 3U)];
  flow.reverse_packets = kCounts[bits(4, 0, 3U)];
  flow.octets = kCounts[bits(4, 2, 3U)];
  flow.reverse_octets = kCounts[bits(4, 4, 3U)];
  return flow;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  noroshi::model::FlowBatch batch;
  for (std::size_t at = 0; at + 6 <= bytes.size(); at += 6) {
    batch.append(flow_of(bytes.subspan(at).first<6>()));
  }
  noroshi::c2::FlowTable table;
  table.add(batch);
  noroshi::c2::HuntOptions options;
  options.threads = 1;
  options.all = true;
  for (const auto& finding : hunt(std::move(table), options).findings) {
    noroshi::model::to_json(finding);
    for (const auto& one : finding.evidence)
      noroshi::c2::tell(one, noroshi::base::Language::Japanese);
  }
  return 0;
}
