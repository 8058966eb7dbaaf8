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

void count(OpenFlow& flow, const PacketHeaders& packet, bool from_high, base::Micros when) {
  const std::size_t side = from_high == flow.source_is_high ? 0 : 1;
  flow.start = std::min(flow.start, when);
  flow.end = std::max(flow.end, when);
  ++flow.packets[side];
  flow.octets[side] += packet.octets;
  flow.tcp_flags[side] |= packet.tcp_flags;
  if (!packet.has_transport) return;
  flow.flags_seen = true;
  if ((packet.tcp_flags & (model::kSyn | model::kRst)) == 0) flow.got_through = true;
}

// Makes `flow` new, as `packet` finds it: who sends first is the source, except that SYN with ACK
// answers a SYN that was not captured.
void begin(OpenFlow& flow, const PacketHeaders& packet, bool from_high, base::Micros when) {
  const std::uint32_t listed = flow.next;
  flow = OpenFlow{.key = flow.key, .start = when, .end = when, .next = listed};
  constexpr unsigned kAnswer = model::kSyn | model::kAck;
  const bool answers = (packet.tcp_flags & kAnswer) == kAnswer;
  flow.source_is_high = from_high != answers;
  if (is_icmp(packet.protocol)) {
    flow.icmp_type = static_cast<std::uint8_t>(packet.destination_port >> 8);
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

void Meter::add(PacketHeaders packet, base::Micros when) {
  if (packet.fragment.is_fragment()) resolve_fragment(packet, when);
  const auto [key, from_high] = direction(packet);
  const std::uint64_t hash = table_.hash(key);
  std::uint32_t index = table_.find(key, hash);
  if (index == kNoFlow) {
    if (table_.size() >= most_flows_) make_room();
    index = table_.insert(key, hash);
    begin(table_[index], packet, from_high, when);
    schedule(index, deadline_tick(table_[index]));
  } else if (const auto reason = ended_before(table_[index], packet, when)) {
    end(table_[index], *reason);
    if (*reason == model::kActiveTimeout)
      go_on(table_[index], when);
    else
      begin(table_[index], packet, from_high, when);
  }
  count(table_[index], packet, from_high, when);
}

void Meter::drain(model::FlowBatch& batch, std::size_t limit) {
  const std::size_t until = drained_ + std::min(limit, ended_.size() - drained_);
  for (; drained_ < until; ++drained_) batch.append(ended_[drained_]);
  if (drained_ < ended_.size()) return;
  ended_.clear();
  drained_ = 0;
}

Meter::Direction Meter::direction(const PacketHeaders& packet) {
  std::uint16_t source_port = packet.source_port;
  std::uint16_t destination_port = packet.destination_port;
  if (is_icmp(packet.protocol)) {
    const auto type = static_cast<std::uint8_t>(destination_port >> 8);
    const unsigned request = request_type(packet.protocol, type);
    destination_port = static_cast<std::uint16_t>(request << 8 | (destination_port & 0xFF));
    source_port = destination_port;
  }
  const auto order = packet.source <=> packet.destination;
  const bool from_high = order > 0 || (order == 0 && source_port > destination_port);
  if (from_high) {
    const auto rest = FlowKey::pack(destination_port, source_port, packet.protocol);
    return {{packet.destination, packet.source, rest}, true};
  }
  return {{packet.source, packet.destination,
           FlowKey::pack(source_port, destination_port, packet.protocol)},
          false};
}

void Meter::resolve_fragment(PacketHeaders& packet, base::Micros when) {
  if (packet.fragment.offset == 0) {
    if (packet.has_transport) fragments_.remember(packet, when);
  } else if (!fragments_.complete(packet, when)) {
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
std::optional<EndReason> Meter::ended_before(const OpenFlow& flow, const PacketHeaders& packet,
                                             base::Micros when) const {
  if (when >= deadline(flow)) return silence(flow);
  // A SYN after a close opens a new connection; after a mere refusal it is the next try.
  const bool opens = (packet.tcp_flags & model::kSyn) != 0;
  if (opens && flow.got_through && flow.is_closed()) return model::kEndOfFlow;
  if (when - flow.start >= active_timeout_) return model::kActiveTimeout;
  return std::nullopt;
}

void Meter::end(const OpenFlow& flow, EndReason reason) { ended_.push_back(record(flow, reason)); }

}  // namespace noroshi::flow
