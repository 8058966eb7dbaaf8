// sFlow v5 (sflow.org, "sFlow Version 5", 2004): one flow sample for each record, with a packet
// header made up from it.
//
//   datagram  version(4)=5 addressType(4)=1 agent(4) subAgent(4) sequence(4) uptime(4) samples(4)
//   sample    format(4)=1 length(4) sequence(4) source(4) rate(4) pool(4) drops(4) in(4) out(4)
//             records(4)=1
//   record    format(4)=1 length(4) protocol(4)=1 (Ethernet) frame(4) stripped(4) header(4) octets
//   …
//
// A sample is one packet, of the record's mean size: packets beyond the first, and both flow times,
// cannot be said (a collector takes the time of arrival).  No sampling interval is sent as 1, since
// the protocol has no word for "unknown".
#include <algorithm>
#include <utility>

#include "train/replay/encoder.hpp"

namespace noroshi::replay {
namespace {

constexpr std::uint32_t kAgent = 0x7F000001;
constexpr std::size_t kHeader = 28;
constexpr std::size_t kSampleHeader = 8 + 32;  // with format and length
constexpr std::size_t kRecordHeader = 8 + 16;
constexpr std::size_t kEthernet = 14;
constexpr std::size_t kFrameCheck = 4;  // octets that were stripped from the frame
constexpr std::uint64_t kMostPacket = 65'535;

std::size_t transport_header(std::uint8_t protocol) {
  if (protocol == model::kTcp) return 20;
  const bool eight =
      protocol == model::kUdp || protocol == model::kIcmp || protocol == model::kIcmpV6;
  return eight ? 8 : 0;
}

/// The packet that stands for a flow.
struct Packet {
  bool v6;
  std::size_t headers;   // octets of Ethernet, IP and transport headers
  std::uint64_t octets;  // IP layer

  explicit Packet(const model::Flow& flow)
      : v6(!flow.source_address.is_v4() || !flow.destination_address.is_v4()),
        headers(kEthernet + (v6 ? 40 : 20) + transport_header(flow.protocol)),
        octets(std::clamp<std::uint64_t>(flow.octets / std::max<std::uint64_t>(flow.packets, 1),
                                         headers - kEthernet, kMostPacket)) {}
};

void put_ethernet(Message& message, bool v6) {
  // Locally administered addresses (IEEE 802, bit 1 of the first octet): nobody's.
  message.put(std::uint16_t{0x0200});
  message.put(std::uint32_t{2});
  message.put(std::uint16_t{0x0200});
  message.put(std::uint32_t{1});
  message.put(static_cast<std::uint16_t>(v6 ? 0x86DD : 0x0800));
}

void put_ip(Message& message, const model::Flow& flow, const Packet& packet) {
  constexpr std::uint8_t kHops = 64;
  if (packet.v6) {
    message.put(std::uint32_t{6} << 28);
    message.put(static_cast<std::uint16_t>(std::min(packet.octets - 40, kMostPacket)));
    message.put(flow.protocol);
    message.put(kHops);
  } else {
    message.put(std::uint16_t{0x4500});
    message.put(static_cast<std::uint16_t>(packet.octets));
    message.put_zeros(4);  // identification, no fragment
    message.put(kHops);
    message.put(flow.protocol);
    message.put_zeros(2);  // checksum: a router would have to know the rest of the packet
  }
  message.put(flow.source_address, packet.v6);
  message.put(flow.destination_address, packet.v6);
}

void put_transport(Message& message, const model::Flow& flow, const Packet& packet) {
  if (transport_header(flow.protocol) == 0) return;
  if (flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6) {
    message.put(flow.destination_port);  // type and code
    return message.put_zeros(6);
  }
  message.put(flow.source_port);
  message.put(flow.destination_port);
  if (flow.protocol == model::kUdp) {
    message.put(static_cast<std::uint16_t>(packet.octets - (packet.v6 ? 40 : 20)));
    return message.put_zeros(2);
  }
  message.put_zeros(8);  // sequence and acknowledgement number
  message.put(std::uint8_t{0x50});
  message.put(flow.tcp_flags);
  message.put_zeros(6);
}

class Sflow5Encoder final : public Encoder {
 public:
  using Encoder::Encoder;

 protected:
  const char* obstacle(const model::Flow& flow) const override {
    return flow.packets == 0 ? "a flow without packets is no sample" : nullptr;
  }

  Status place(const model::Flow& flow) override {
    const Packet packet(flow);
    const std::size_t padded = (packet.headers + 3) / 4 * 4;
    NOROSHI_CHECK(make_room(kSampleHeader + kRecordHeader + padded));
    put_sample(flow, kRecordHeader + padded);
    message_.put(std::uint32_t{1});  // raw packet header
    message_.put(static_cast<std::uint32_t>(kRecordHeader - 8 + padded));
    message_.put(std::uint32_t{1});  // Ethernet
    message_.put(static_cast<std::uint32_t>(kEthernet + packet.octets + kFrameCheck));
    message_.put(static_cast<std::uint32_t>(kFrameCheck));
    message_.put(static_cast<std::uint32_t>(packet.headers));
    put_ethernet(message_, packet.v6);
    put_ip(message_, flow, packet);
    put_transport(message_, flow, packet);
    message_.put_zeros(padded - packet.headers);
    note_losses(flow, packet);
    if (first_ == 0) first_ = flow.start;
    note_record(flow);
    return {};
  }

  void begin() override { message_.put_zeros(kHeader); }

  void seal() override {
    message_.put_at(0, std::uint32_t{5});
    message_.put_at(4, std::uint32_t{1});  // an IPv4 address follows
    message_.put_at(8, kAgent);
    message_.put_at(12, options_.domain);
    message_.put_at(16, ++sequence_);
    message_.put_at(20, static_cast<std::uint32_t>((latest_ - first_) / base::kMillisecond));
    message_.put_at(24, records_);
  }

 private:
  void put_sample(const model::Flow& flow, std::size_t record_octets) {
    const std::uint32_t rate = std::max<std::uint32_t>(flow.sampling_interval, 1);
    pool_ += rate;
    message_.put(std::uint32_t{1});
    message_.put(static_cast<std::uint32_t>(kSampleHeader - 8 + record_octets));
    message_.put(++samples_);
    message_.put(std::uint32_t{1});  // source: interface 1
    message_.put(rate);
    message_.put(pool_);
    message_.put(std::uint32_t{0});  // drops
    message_.put(std::uint32_t{1});  // in by interface 1
    message_.put(std::uint32_t{0});  // out: unknown
    message_.put(std::uint32_t{1});  // records
  }

  void note_losses(const model::Flow& flow, const Packet& packet) {
    if (flow.packets > 1) note_simplified("several packets sent as one sample");
    if (flow.packets == 1 && flow.octets != packet.octets) note_simplified("octets no packet has");
  }

  std::uint32_t sequence_ = 0;  // of datagrams
  std::uint32_t samples_ = 0;   // of the one source
  std::uint32_t pool_ = 0;      // packets that could have been sampled, modulo 2^32
  base::Micros first_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_sflow5_encoder(const EncoderOptions& options, Take take) {
  return std::make_unique<Sflow5Encoder>(options, std::move(take));
}

}  // namespace noroshi::replay
