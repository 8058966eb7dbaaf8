// Arbitrary records into panes with little memory: every packet that went in comes out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "observe/panes/panes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  constexpr std::size_t kRecord = 24;
  panes::Panes panes({.most_pairs = 8, .linger = 0, .seed = 1});
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  const panes::Sink sink = [&](const model::PairBatch& pairs, const model::ServerBatch& servers) {
    std::uint64_t in_servers = 0;
    std::uint64_t in_pairs = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      in_pairs += pairs.packets[i] + pairs.rev_packets[i];
    }
    for (std::size_t i = 0; i < servers.size(); ++i) {
      in_servers += servers.packets[i] + servers.rev_packets[i];
    }
    if (in_pairs != in_servers) std::abort();
    out += in_pairs;
    return Status{};
  };
  for (; size >= kRecord; data += kRecord, size -= kRecord) {
    std::int64_t start;
    std::memcpy(&start, data, sizeof start);
    start %= base::kDay * 40'000;
    model::Flow flow{.source_address = net::Address::v6(data[8] % 2 == 0 ? 0 : 1ULL << 56, data[9]),
                     .destination_address = net::Address::v4(data[10]),
                     .source_port = static_cast<std::uint16_t>(data[11] << 8 | data[12]),
                     .destination_port = static_cast<std::uint16_t>(data[13] << 8 | data[14]),
                     .protocol = data[15],
                     .traits = data[16],
                     .tcp_flags = data[17],
                     .start = start,
                     .end = start + data[18],
                     .packets = data[19],
                     .reverse_packets = data[20],
                     .octets = data[21],
                     .reverse_octets = data[22]};
    in += flow.packets + flow.reverse_packets;
    model::FlowBatch batch;
    batch.append(flow);
    panes.add(batch);
    if (!panes.hand_over(start + data[23] * base::kMinute, sink)) std::abort();
  }
  if (!panes.finish(sink)) std::abort();
  if (in != out) std::abort();
  return 0;
}
