#include "observe/telescope/classifier.hpp"

#include <utility>

#include "net/packet_layers.hpp"
#include "observe/telescope/marks.hpp"
#include "observe/telescope/reflector.hpp"

namespace noroshi::telescope {
namespace {

using model::ProbeKind;

namespace icmp {  // RFC 792, RFC 950; the registry of ICMP parameters
constexpr unsigned kEchoReply = 0;
constexpr unsigned kUnreachable = 3;
constexpr unsigned kSourceQuench = 4;
constexpr unsigned kRedirect = 5;
constexpr unsigned kEchoRequest = 8;
constexpr unsigned kExceeded = 11;
constexpr unsigned kParameterProblem = 12;
constexpr unsigned kTimestampReply = 14;
constexpr unsigned kInformationReply = 16;
constexpr unsigned kMaskReply = 18;
}  // namespace icmp

namespace icmp6 {  // RFC 4443
constexpr unsigned kUnreachable = 1;
constexpr unsigned kExceeded = 3;
constexpr unsigned kLastError = 127;
constexpr unsigned kEchoRequest = 128;
constexpr unsigned kEchoReply = 129;
}  // namespace icmp6

Verdict probe(ProbeKind kind) { return {.kind = Class::Scan, .probe = kind}; }

Verdict reply(Reply kind, const Packet& packet, std::uint16_t port) {
  return {.kind = Class::Backscatter,
          .reply = kind,
          .attacked_port = port,
          .attack_protocol = packet.protocol,
          .victim = packet.source};
}

Verdict judge_tcp(const Packet& packet) {
  constexpr std::uint8_t kPlain = flag::kFin | flag::kSyn | flag::kRst | flag::kAck;
  const std::uint8_t flags = packet.tcp_flags & kPlain;
  if (flags == (flag::kSyn | flag::kAck)) return reply(Reply::SynAck, packet, packet.source_port);
  const bool reset = flags == flag::kRst || flags == (flag::kRst | flag::kAck);
  if (reset) return reply(Reply::Rst, packet, packet.source_port);
  constexpr std::uint8_t kAllButEcn = static_cast<std::uint8_t>(~(flag::kEce | flag::kCwr));
  const bool lone_syn = (packet.tcp_flags & kAllButEcn) == flag::kSyn;
  return probe(lone_syn ? ProbeKind::TcpSyn : ProbeKind::TcpOther);
}

Verdict judge_udp(const Packet& packet) {
  const bool answer = !packet.payload.empty() && is_udp_reply(packet.source_port, packet.payload);
  return answer ? reply(Reply::Udp, packet, packet.source_port) : probe(ProbeKind::Udp);
}

// The packet that an ICMP error quotes, as far as it is there: sent by the attacker in the name of
// the dark address, so that its destination is the victim, whichever router complains.
void read_quote(const Packet& packet, Verdict& verdict) {
  verdict.attack_protocol = 0;
  const net::Layer quote{packet.payload.data(), packet.payload.size(), packet.payload.size()};
  const bool v4 = quote.has(20) && quote.u8(0) >> 4 == 4;
  const bool v6 = quote.has(40) && quote.u8(0) >> 4 == 6;
  if (!v4 && !v6) return;
  const auto sender =
      v4 ? net::Address::v4(quote.u32(12)) : net::Address::v6(quote.u64(8), quote.u64(16));
  if (sender != packet.destination) return;  // of a packet that was not sent in our name
  verdict.victim =
      v4 ? net::Address::v4(quote.u32(16)) : net::Address::v6(quote.u64(24), quote.u64(32));
  verdict.attack_protocol = v4 ? quote.u8(9) : quote.u8(6);
  const std::size_t header = v4 ? std::size_t{quote.u8(0) & 0x0Fu} * 4 : 40;
  const bool ports = verdict.attack_protocol == protocol::kTcp ||
                     verdict.attack_protocol == protocol::kUdp ||
                     verdict.attack_protocol == protocol::kSctp;
  if (ports && quote.has(header + 4)) verdict.attacked_port = quote.u16(header + 2);
}

Verdict error(Reply kind, const Packet& packet) {
  Verdict verdict = reply(kind, packet, 0);
  read_quote(packet, verdict);
  return verdict;
}

Verdict judge_icmp(const Packet& packet) {
  switch (packet.destination_port >> 8) {
    case icmp::kEchoRequest:
      return probe(ProbeKind::Ping);
    case icmp::kEchoReply:
    case icmp::kTimestampReply:
    case icmp::kInformationReply:
    case icmp::kMaskReply:
      return reply(Reply::EchoReply, packet, 0);
    case icmp::kUnreachable:
      return error(Reply::Unreachable, packet);
    case icmp::kExceeded:
      return error(Reply::Exceeded, packet);
    case icmp::kSourceQuench:
    case icmp::kRedirect:
    case icmp::kParameterProblem:
      return error(Reply::IcmpError, packet);
    default:
      return probe(ProbeKind::Icmp);
  }
}

Verdict judge_icmp6(const Packet& packet) {
  const unsigned type = packet.destination_port >> 8;
  if (type == icmp6::kEchoRequest) return probe(ProbeKind::Ping);
  if (type == icmp6::kEchoReply) return reply(Reply::EchoReply, packet, 0);
  if (type > icmp6::kLastError || type == 0) return probe(ProbeKind::Icmp);
  if (type == icmp6::kUnreachable) return error(Reply::Unreachable, packet);
  return error(type == icmp6::kExceeded ? Reply::Exceeded : Reply::IcmpError, packet);
}

// RFC 9260, section 3.2: what the first chunk is.
Verdict judge_sctp(const Packet& packet) {
  constexpr auto kInitAck = std::byte{2};
  constexpr auto kAbort = std::byte{6};
  const std::byte chunk = packet.payload.empty() ? std::byte{0xFF} : packet.payload[0];
  const bool answer = chunk == kInitAck || chunk == kAbort;
  return answer ? reply(Reply::Sctp, packet, packet.source_port) : probe(ProbeKind::Other);
}

Verdict judge_protocol(const Packet& packet) {
  switch (packet.protocol) {
    case protocol::kTcp:
      return judge_tcp(packet);
    case protocol::kUdp:
      return judge_udp(packet);
    case protocol::kIcmp:
      return judge_icmp(packet);
    case protocol::kIcmpV6:
      return judge_icmp6(packet);
    case protocol::kSctp:
      return judge_sctp(packet);
    default:
      return probe(ProbeKind::Other);
  }
}

}  // namespace

Classifier::Classifier(DarkSpace dark, KnownScanners scanners)
    : dark_(std::move(dark)), scanners_(std::move(scanners)) {}

Verdict Classifier::judge(const Packet& packet) const {
  if (packet.fault != Fault::None) {
    return {.kind = is_malformed(packet.fault) ? Class::Malformed : Class::Unusable};
  }
  if (!dark_.contains(packet.destination)) return {.kind = Class::Misdirected};
  if (packet.later_fragment) return {.kind = Class::Fragment};
  Verdict verdict = judge_protocol(packet);
  if (verdict.kind != Class::Scan) return verdict;
  verdict.marks = marks_of(packet);
  verdict.scanner = scanners_.find(packet.source);
  if (verdict.scanner != 0) verdict.kind = Class::Research;
  return verdict;
}

void Classifier::judge(std::span<const Packet> packets, std::span<Verdict> verdicts) const {
  for (std::size_t i = 0; i < packets.size(); ++i) verdicts[i] = judge(packets[i]);
}

}  // namespace noroshi::telescope
