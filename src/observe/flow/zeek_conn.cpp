#include "observe/flow/zeek_conn.hpp"

#include "observe/flow/field.hpp"

namespace noroshi::flow::zeek {
namespace {

using model::Flow;
using model::kAck;
using model::kFin;
using model::kPsh;
using model::kRst;
using model::kSyn;

// What each upper-case history letter says about its sender.  Payload (D) stands for PSH|ACK.  The
// others (C bad checksum, G gap, T retransmission, W zero window, ^ flipped …) name no flag.
constexpr std::array<std::uint8_t, 256> kHistoryFlags = [] {
  std::array<std::uint8_t, 256> flags{};
  flags['S'] = kSyn;
  flags['H'] = kSyn | kAck;
  flags['A'] = kAck;
  flags['D'] = kPsh | kAck;
  flags['F'] = kFin;
  flags['R'] = kRst;
  return flags;
}();

constexpr std::uint8_t kCaseBit = 0x20;  // ASCII: 'A' ^ 'a'

struct StateFlags {
  std::string_view state;
  std::uint8_t originator;
  std::uint8_t responder;
};

// The least that each state says was sent; OTH says nothing.
constexpr std::uint8_t kUp = kSyn | kAck;
constexpr std::array kStates{StateFlags{"S0", kSyn, 0},
                             StateFlags{"S1", kUp, kUp},
                             StateFlags{"SF", kUp | kFin, kUp | kFin},
                             StateFlags{"REJ", kSyn, kRst},
                             StateFlags{"S2", kUp | kFin, kUp},
                             StateFlags{"S3", kUp, kUp | kFin},
                             StateFlags{"RSTO", kUp | kRst, kUp},
                             StateFlags{"RSTR", kUp, kUp | kRst},
                             StateFlags{"RSTOS0", kSyn | kRst, 0},
                             StateFlags{"RSTRH", 0, kUp | kRst},
                             StateFlags{"SH", kSyn | kFin, 0},
                             StateFlags{"SHR", 0, kUp | kFin}};

struct Counterparts {
  std::uint16_t request;
  std::uint16_t answer;
};

// RFC 792, 950, 1256: echo, timestamp, information, address mask, router discovery.
constexpr std::array kPairsV4{Counterparts{8, 0}, Counterparts{13, 14}, Counterparts{15, 16},
                              Counterparts{17, 18}, Counterparts{10, 9}};
// RFC 4443, 4861, 2710, 4620, 6275: echo, router, neighbour, listener, node, home agent.
constexpr std::array kPairsV6{Counterparts{128, 129}, Counterparts{133, 134},
                              Counterparts{135, 136}, Counterparts{130, 131},
                              Counterparts{139, 140}, Counterparts{144, 145}};

std::optional<std::uint16_t> other_of(const auto& pairs, std::uint16_t type) {
  for (const auto& [request, answer] : pairs) {
    if (type == request) return answer;
    if (type == answer) return request;
  }
  return std::nullopt;
}

std::string_view established_state(std::uint8_t originator, std::uint8_t responder) {
  if ((originator & kRst) != 0) return "RSTO";
  if ((responder & kRst) != 0) return "RSTR";
  if ((originator & responder & kFin) != 0) return "SF";
  if ((originator & kFin) != 0) return "S2";
  return (responder & kFin) != 0 ? "S3" : "S1";
}

std::string_view tcp_state(std::uint8_t originator, std::uint8_t responder) {
  const bool asked = (originator & kSyn) != 0;
  const bool answered = (responder & kSyn) != 0;
  if (asked && answered) return established_state(originator, responder);
  if (asked) {
    if ((responder & kRst) != 0) return "REJ";
    if (responder != 0) return "OTH";
    if ((originator & kRst) != 0) return "RSTOS0";
    return (originator & kFin) != 0 ? "SH" : "S0";
  }
  if (answered && (responder & kRst) != 0) return "RSTRH";
  if (answered && (responder & kFin) != 0) return "SHR";
  return "OTH";
}

// Letters for one direction, in the order in which a connection goes through them.
char* append_letters(char* out, std::uint8_t flags, char case_bit) {
  const auto put = [&](char letter) { *out++ = static_cast<char>(letter | case_bit); };
  if ((flags & kSyn) != 0) put('S');
  if ((flags & kAck) != 0) put('A');
  if ((flags & kPsh) != 0) put('D');
  if ((flags & kFin) != 0) put('F');
  if ((flags & kRst) != 0) put('R');
  return out;
}

constexpr std::string_view kUnnamed = "transport that Zeek does not name";

std::optional<base::Micros> parse_timestamp(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return parse_seconds(text);
  return base::parse_rfc3339(text);
}

std::string_view read_times(const Record& record, Flow& flow) {
  const auto start = parse_timestamp(record[kTs]);
  if (!start) return reason::kTime;
  if (*start < 0) return reason::kBefore1970;
  flow.start = flow.end = *start;
  if (record[kDuration].empty()) return {};
  const auto duration = parse_seconds(record[kDuration]);
  if (!duration) return reason::kDuration;
  if (*duration < 0) return reason::kNegativeDuration;
  flow.end += *duration;
  return {};
}

std::string_view read_endpoints(const Record& record, Flow& flow) {
  const auto originator = parse_address(record[kOrigH]);
  const auto responder = parse_address(record[kRespH]);
  if (!originator || !responder) return reason::kAddress;
  flow.source_address = *originator;
  flow.destination_address = *responder;
  const auto originator_port = parse_port(record[kOrigP]);
  const auto responder_port = parse_port(record[kRespP]);
  if (!originator_port || !responder_port) return reason::kPort;
  const bool unnamed = record[kProto] == "unknown_transport";
  if (unnamed && record[kIpProto].empty()) return kUnnamed;
  const auto protocol = parse_protocol_field(unnamed ? record[kIpProto] : record[kProto]);
  if (!protocol) return reason::kProtocol;
  if (!set_protocol(flow, *protocol, *originator_port, *responder_port)) {
    return reason::kIcmpCode;
  }
  return {};
}

std::string_view read_octets(std::string_view forward, std::string_view reverse, Flow& flow) {
  const auto octets = parse_count(forward);
  const auto reverse_octets = parse_count(reverse);
  if (!octets || !reverse_octets) return reason::kCount;
  flow.octets = *octets;
  flow.reverse_octets = *reverse_octets;
  return {};
}

std::string_view read_counts(const Record& record, Flow& flow) {
  const auto packets = parse_count(record[kOrigPkts]);
  const auto reverse_packets = parse_count(record[kRespPkts]);
  if (!packets || !reverse_packets) return reason::kCount;
  flow.packets = *packets;
  flow.reverse_packets = *reverse_packets;
  if (!record[kOrigIpBytes].empty()) {
    return read_octets(record[kOrigIpBytes], record[kRespIpBytes], flow);
  }
  flow.traits |= model::kPayloadOctets;
  if (record[kOrigBytes].empty() && record[kRespBytes].empty()) return {};
  return read_octets(record[kOrigBytes], record[kRespBytes], flow);
}

}  // namespace

Verdict read_record(const Record& record, Flow& flow) {
  for (const auto part : {read_times, read_endpoints, read_counts}) {
    const std::string_view fault = part(record, flow);
    if (fault == kUnnamed) return Verdict::skip(fault);
    if (!fault.empty()) return Verdict::reject(fault);
  }
  flow.traits |= model::kBiflow;
  if (flow.protocol == model::kTcp) set_tcp_flags(flow, record[kHistory], record[kConnState]);
  return Verdict::flow();
}

void set_tcp_flags(Flow& flow, std::string_view history, std::string_view conn_state) {
  std::uint8_t originator = 0;
  std::uint8_t responder = 0;
  for (const char c : history) {
    const auto letter = static_cast<std::uint8_t>(c);
    originator |= kHistoryFlags[letter];
    responder |= kHistoryFlags[letter ^ kCaseBit];
  }
  if ((originator | responder) == 0) {
    for (const auto& state : kStates) {
      if (state.state != conn_state) continue;
      originator = state.originator;
      responder = state.responder;
    }
  }
  if ((originator | responder) == 0) return;
  flow.tcp_flags = originator;
  flow.reverse_tcp_flags = responder;
  flow.traits |= model::kHasTcpFlags;
}

std::optional<std::uint16_t> icmp_counterpart(bool v6, std::uint16_t type) {
  return v6 ? other_of(kPairsV6, type) : other_of(kPairsV4, type);
}

bool are_icmp_counterparts(bool v6, std::uint16_t type, std::uint16_t other) {
  return icmp_counterpart(v6, type) == other;
}

bool set_protocol(Flow& flow, std::uint8_t protocol, std::uint16_t originator_port,
                  std::uint16_t responder_port) {
  flow.protocol = protocol;
  if (protocol != model::kIcmp && protocol != model::kIcmpV6) {
    flow.source_port = originator_port;
    flow.destination_port = responder_port;
    return true;
  }
  const bool v6 = !flow.source_address.is_v4();
  const std::uint16_t code =
      are_icmp_counterparts(v6, originator_port, responder_port) ? 0 : responder_port;
  if (originator_port > 0xFF || code > 0xFF) return false;
  flow.protocol = v6 ? model::kIcmpV6 : model::kIcmp;  // Zeek says "icmp" for both
  flow.destination_port = static_cast<std::uint16_t>(originator_port << 8 | code);
  return true;
}

Summary summarise(const Flow& flow) {
  Summary summary{"OTH", {}};
  char* out = summary.history;
  if (flow.protocol == model::kTcp && (flow.traits & model::kHasTcpFlags) != 0) {
    summary.conn_state = tcp_state(flow.tcp_flags, flow.reverse_tcp_flags);
    out = append_letters(out, flow.tcp_flags, 0);
    out = append_letters(out, flow.reverse_tcp_flags, kCaseBit);
  } else if (flow.protocol == model::kUdp) {
    const bool sent = flow.packets > 0;
    const bool answered = flow.reverse_packets > 0;
    if (sent) *out++ = 'D';
    if (answered) *out++ = 'd';
    if (sent) {
      summary.conn_state = answered ? "SF" : "S0";
    } else if (answered) {
      summary.conn_state = "SHR";
    }
  }
  if (out == summary.history) *out = '-';
  return summary;
}

}  // namespace noroshi::flow::zeek
