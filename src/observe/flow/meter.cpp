#include "observe/flow/meter.hpp"

#include <algorithm>

namespace noroshi::flow {
namespace {

using model::EndReason;
using net::PacketHeaders;

constexpr base::Micros kLongestTimeout = 366 * base::kDay;
constexpr std::size_t kMostFlows = std::size_t{1} << 30;  // an index has 32 bits

// How long a closed TCP flow waits for its last acknowledgements and stray retransmissions.
constexpr base::Micros kLinger = 5 * base::kSecond;

bool is_icmp(std::uint8_t protocol) {
  return protocol == model::kIcmp || protocol == model::kIcmpV6;
}

// The request that an ICMP reply answers, so that both fall into one flow; else `type` itself.
// RFC 792, RFC 950, RFC 4443.
std::uint8_t request_type(std::uint8_t protocol, std::uint8_t type) {
  if (protocol == model::kIcmpV6) return type == 129 ? 128 : type;  // echo
  switch (type) {
    case 0:
      return 8;  // echo
    case 14:
      return 13;  // timestamp
    case 16:
      return 15;  // information
    case 18:
      return 17;  // address mask
    default:
      return type;
  }
}

void count(OpenFlow& flow, const Meter::Packet& packet) {
  const PacketHeaders& headers = packet.headers;
  const std::size_t side = packet.from_high == flow.source_is_high ? 0 : 1;
  flow.start = std::min(flow.start, packet.when);
  flow.end = std::max(flow.end, packet.when);
  ++flow.packets[side];
  flow.octets[side] += headers.octets;
  flow.tcp_flags[side] |= headers.tcp_flags;
  if (!headers.has_transport || headers.fragment.offset != 0) return;
  flow.flags_seen = true;
  if ((headers.tcp_flags & (model::kSyn | model::kRst)) == 0) flow.got_through = true;
}

// Makes `flow` new, as `packet` finds it: who sends first is the source, except that SYN with ACK
// answers a SYN that was not captured.
void begin(OpenFlow& flow, const Meter::Packet& packet) {
  const std::uint32_t listed = flow.next;
  flow = OpenFlow{.key = packet.key, .start = packet.when, .end = packet.when, .next = listed};
  constexpr unsigned kAnswer = model::kSyn | model::kAck;
  const bool answers = (packet.headers.tcp_flags & kAnswer) == kAnswer;
  flow.source_is_high = packet.from_high != answers;
  if (is_icmp(packet.headers.protocol)) {
    flow.icmp_type = static_cast<std::uint8_t>(packet.headers.destination_port >> 8);
  }
}

// The same flow in its next record: who is the source does not change.
void go_on(OpenFlow& flow, base::Micros when) {
  const OpenFlow before = flow;
  flow = OpenFlow{.key = before.key, .start = when, .end = when, .next = before.next};
  flow.icmp_type = before.icmp_type;
  flow.source_is_high = before.source_is_high;
  flow.got_through = before.got_through;
}

model::Flow record(const OpenFlow& flow, EndReason reason) {
  const FlowKey& key = flow.key;
  const bool swap = flow.source_is_high;
  model::Flow out;
  out.source_address = swap ? key.high : key.low;
  out.destination_address = swap ? key.low : key.high;
  out.source_port = swap ? key.high_port() : key.low_port();
  out.destination_port = swap ? key.low_port() : key.high_port();
  out.protocol = key.protocol();
  if (is_icmp(out.protocol)) {
    out.source_port = 0;
    out.destination_port =
        static_cast<std::uint16_t>(flow.icmp_type << 8 | (out.destination_port & 0xFF));
  }
  out.traits = model::kBiflow;
  if (out.protocol == model::kTcp && flow.flags_seen) out.traits |= model::kHasTcpFlags;
  out.tcp_flags = flow.tcp_flags[0];
  out.reverse_tcp_flags = flow.tcp_flags[1];
  out.end_reason = reason;
  out.start = flow.start;
  out.end = flow.end;
  out.packets = flow.packets[0];
  out.reverse_packets = flow.packets[1];
  out.octets = flow.octets[0];
  out.reverse_octets = flow.octets[1];
  return out;
}

}  // namespace

Meter::Meter(const MeterOptions& options)
    : active_timeout_(std::clamp(options.active_timeout, base::Micros{1}, kLongestTimeout)),
      idle_timeout_(std::clamp(options.idle_timeout, base::Micros{1}, kLongestTimeout)),
      tick_length_((idle_timeout_ + kTicksPerIdle - 1) / kTicksPerIdle),
      most_flows_(std::clamp(options.most_flows, std::size_t{1}, kMostFlows)) {}

Meter::Packet Meter::prepare(const PacketHeaders& headers, base::Micros when) const {
  std::uint16_t source_port = headers.source_port;
  std::uint16_t destination_port = headers.destination_port;
  if (is_icmp(headers.protocol) && headers.has_transport) {
    const auto type = static_cast<std::uint8_t>(destination_port >> 8);
    const unsigned request = request_type(headers.protocol, type);
    destination_port = static_cast<std::uint16_t>(request << 8 | (destination_port & 0xFF));
    source_port = destination_port;
  }
  Packet packet;
  packet.headers = headers;
  packet.when = when;
  const auto order = headers.source <=> headers.destination;
  packet.from_high = order > 0 || (order == 0 && source_port > destination_port);
  packet.key.low = packet.from_high ? headers.destination : headers.source;
  packet.key.high = packet.from_high ? headers.source : headers.destination;
  packet.key.rest = packet.from_high
                        ? FlowKey::pack(destination_port, source_port, headers.protocol)
                        : FlowKey::pack(source_port, destination_port, headers.protocol);
  packet.hash = table_.hash(packet.key);
  table_.fetch_slot(packet.hash);
  return packet;
}

void Meter::add(Packet packet) {
  if (packet.headers.fragment.is_fragment()) resolve_fragment(packet);
  std::uint32_t index = table_.find(packet.key, packet.hash);
  if (index == kNoFlow) {
    if (table_.size() >= most_flows_) make_room();
    index = table_.insert(packet.key, packet.hash);
    begin(table_[index], packet);
    schedule(index, deadline_tick(table_[index]));
  } else if (const auto reason = ended_before(table_[index], packet)) {
    end(table_[index], *reason);
    if (*reason == model::kActiveTimeout) {
      go_on(table_[index], packet.when);
    } else {
      begin(table_[index], packet);
    }
  }
  count(table_[index], packet);
}

void Meter::drain(model::FlowBatch& batch, std::size_t limit) {
  const std::size_t until = drained_ + std::min(limit, ended_.size() - drained_);
  for (; drained_ < until; ++drained_) batch.append(ended_[drained_]);
  if (drained_ < ended_.size()) return;
  ended_.clear();
  drained_ = 0;
}

// A first fragment tells its ports, a later one is told them, which changes its key.
void Meter::resolve_fragment(Packet& packet) {
  if (packet.headers.fragment.offset == 0) {
    if (packet.headers.has_transport) fragments_.remember(packet.headers, packet.when);
  } else if (fragments_.complete(packet.headers, packet.when)) {
    packet = prepare(packet.headers, packet.when);
  } else {
    ++orphan_fragments_;
  }
}

base::Micros Meter::deadline(const OpenFlow& flow) const {
  return flow.end + (flow.is_closed() ? std::min(kLinger, idle_timeout_) : idle_timeout_);
}

EndReason Meter::silence(const OpenFlow& flow) {
  return flow.is_closed() ? model::kEndOfFlow : model::kIdleTimeout;
}

// Whether the flow was over before this packet of the same key came, and why.
std::optional<EndReason> Meter::ended_before(const OpenFlow& flow, const Packet& packet) const {
  if (packet.when >= deadline(flow)) return silence(flow);
  // A SYN after a close opens a new connection; after a mere refusal it is the next try.
  const bool opens = (packet.headers.tcp_flags & model::kSyn) != 0;
  if (opens && flow.got_through && flow.is_closed()) return model::kEndOfFlow;
  if (packet.when - flow.start >= active_timeout_) return model::kActiveTimeout;
  return std::nullopt;
}

void Meter::end(const OpenFlow& flow, EndReason reason) { ended_.push_back(record(flow, reason)); }

}  // namespace noroshi::flow
