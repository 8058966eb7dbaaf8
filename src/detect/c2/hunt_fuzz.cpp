// Feeds the hunt with flow records of any content, as a hostile exporter could.
//
// Six octets make a record: few addresses and ports, so that records meet and are stitched, with
// times, counters and flags from the extremes of their types.  Each record is lived by six hosts, a
// second apart, as by bots: so servers have clients in common, floods have several sources, and
// lone SYNs, which go to other servers each time, make a scan.  What is left over says how much was
// seen.

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
  if (bytes[4] == 0) flow.tcp_flags = noroshi::model::kSyn;  // nothing comes back: a lone SYN
  flow.reverse_tcp_flags = bytes[5];
  flow.packets = kCounts[bits(2, 6, 3U)];
  flow.reverse_packets = kCounts[bits(4, 0, 3U)];
  flow.octets = kCounts[bits(4, 2, 3U)];
  flow.reverse_octets = kCounts[bits(4, 4, 3U)];
  return flow;
}

constexpr unsigned kBots = 6;
constexpr std::array<std::uint32_t, kBots> kSamplings{0, 1, 10, 100, 1'000, 0xFFFFFFFF};

void append_lives(noroshi::model::FlowBatch& batch, Flow flow) {
  const bool probe =
      flow.protocol == noroshi::model::kTcp && flow.tcp_flags == noroshi::model::kSyn;
  for (unsigned bot = 0; bot < kBots; ++bot) {
    batch.append(flow);
    flow.source_address =
        noroshi::net::Address::v4(static_cast<std::uint32_t>(flow.source_address.low()) + 0x10U);
    if (probe) {
      flow.destination_address = noroshi::net::Address::v4(
          static_cast<std::uint32_t>(flow.destination_address.low()) + 0x10U);
    }
    if (flow.start > 1 && flow.start < std::numeric_limits<Micros>::max()) flow.start += 1'000'000;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  noroshi::model::FlowBatch batch;
  for (std::size_t at = 0; at + 6 <= bytes.size(); at += 6) {
    append_lives(batch, flow_of(bytes.subspan(at).first<6>()));
  }
  noroshi::c2::FlowTable table;
  table.add(batch);
  noroshi::c2::HuntOptions options;
  options.threads = 1;
  options.all = true;
  options.sampling = kSamplings[size % kSamplings.size()];
  for (unsigned host = 0; host < 8; ++host) {
    options.infected.push_back(noroshi::net::Address::v4(0x0A000000U + 0x10U * host));
  }
  if (size % 2 == 1) {  // a store remembers thirty days of one server, if the records hold it
    options.ages.push_back({{noroshi::net::Address::v4(0xCB007100U), 443, 6}, kStarts[6]});
    options.ages.push_back(
        {{noroshi::net::Address::v4(0xCB007101U), 443, 6}, 1'697'408'000'000'000});
  }
  for (const auto& finding : hunt(std::move(table), options).findings) {
    noroshi::model::to_json(finding);
    for (const auto& one : finding.evidence)
      noroshi::c2::tell(one, noroshi::base::Language::Japanese);
  }
  return 0;
}
