// sFlow version 5 (sflow.org, "sFlow Version 5", July 2004): sampled packets and counters, as XDR.
//
//   datagram  version(4)=5 addressType(4) agent(4|16) subAgent(4) sequence(4) uptime(4) samples(4)
//   sample    kind(4): enterprise in the upper 20 bits, format below; length(4) | body
//   flow      sequence(4) source(4) rate(4) pool(4) drops(4) input(4) output(4) records(4) | …
//   expanded  sequence(4) class(4) index(4) rate(4) pool(4) drops(4) input(8) output(8) records(4)
//   record    format(4) length(4) | body, of which one that shows the packet is read:
//             1 first octets of the frame   3 IPv4 header fields   4 IPv6 header fields
//
// A flow sample is one packet, and becomes a flow of one packet at the time of arrival.
#include "net/packet.hpp"
#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/state.hpp"

namespace noroshi::netflow {
namespace {

using flow::ipfix::load;

/// Reads XDR (RFC 4506): words of four octets.  Past the end it reads zeroes and is no longer `ok`.
class Xdr {
 public:
  explicit Xdr(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t word() {
    const std::string_view four = take(4);
    return four.empty() ? 0 : load<std::uint32_t>(four.data());
  }
  /// Opaque octets, with the padding behind them (which some senders leave out at the very end).
  std::string_view opaque(std::size_t length) {
    const std::string_view octets = take(length);
    rest_.remove_prefix(std::min(rest_.size(), (4 - length % 4) % 4));
    return octets;
  }
  net::Address address(std::uint32_t type) {
    if (type == 1) return net::Address::v4(word());
    const std::string_view octets = take(16);
    if (octets.empty()) return {};
    return net::Address::v6(load<std::uint64_t>(octets.data()),
                            load<std::uint64_t>(octets.data() + 8));
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view take(std::size_t octets) {
    if (octets > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, octets);
    rest_.remove_prefix(octets);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

enum SampleKind : std::uint32_t {
  kFlowSample = 1,
  kCounterSample = 2,
  kExpandedFlowSample = 3,
  kExpandedCounterSample = 4,
};

enum RecordFormat : std::uint32_t {
  kRawHeader = 1,
  kIpv4 = 3,
  kIpv6 = 4,
};

constexpr std::uint32_t kAddressV4 = 1;
constexpr std::uint32_t kAddressV6 = 2;

/// header_protocol of a raw packet header, section 5.3.
net::LinkType link_type_of(std::uint32_t protocol) {
  switch (protocol) {
    case 1:
      return net::LinkType::Ethernet;
    case 7:
      return net::LinkType::Ppp;
    case 11:
      return net::LinkType::Ipv4;
    case 12:
      return net::LinkType::Ipv6;
    case 13:
      return net::LinkType::Mpls;
    case 14:
      return net::LinkType::PppHdlc;
    case 15:
      return net::LinkType::Wireless;
    default:
      return static_cast<net::LinkType>(0xFFFF);  // known to nobody
  }
}

/// What a record of a flow sample says about the packet.
struct Glimpse {
  std::string_view objection = "sample that shows no packet";
  bool malformed = false;
  model::Flow flow = {};
};

void show(const net::PacketHeaders& packet, model::Flow& flow) {
  flow.source_address = packet.source;
  flow.destination_address = packet.destination;
  flow.source_port = packet.source_port;
  flow.destination_port = packet.destination_port;
  flow.protocol = packet.protocol;
  flow.octets = packet.octets;
  if (!packet.has_transport || packet.protocol != model::kTcp) return;
  flow.tcp_flags = packet.tcp_flags;
  flow.traits = model::kHasTcpFlags;
}

Glimpse read_raw_header(Xdr record) {
  const std::uint32_t protocol = record.word();
  const std::uint32_t frame_length = record.word();
  record.word();  // octets stripped from the end before sampling
  const std::string_view header = record.opaque(record.word());
  if (!record.ok()) return {"flow record cut short", true};
  const auto packet = net::decode(
      link_type_of(protocol), {reinterpret_cast<const std::byte*>(header.data()), header.size()},
      std::max<std::size_t>(frame_length, header.size()));
  if (!packet.has_value()) {
    return {net::to_string(packet.error()), net::is_malformed(packet.error())};
  }
  Glimpse glimpse{.objection = {}};
  show(*packet, glimpse.flow);
  return glimpse;
}

Glimpse read_ip_fields(Xdr record, std::uint32_t address_type) {
  Glimpse glimpse{.objection = {}};
  model::Flow& flow = glimpse.flow;
  flow.octets = record.word();
  flow.protocol = static_cast<std::uint8_t>(record.word());
  flow.source_address = record.address(address_type);
  flow.destination_address = record.address(address_type);
  flow.source_port = static_cast<std::uint16_t>(record.word());
  flow.destination_port = static_cast<std::uint16_t>(record.word());
  const std::uint32_t flags = record.word();
  record.word();  // type of service, or priority
  if (!record.ok()) return {"flow record cut short", true};
  if (flow.protocol == model::kTcp) {
    flow.tcp_flags = static_cast<std::uint8_t>(flags);
    flow.traits = model::kHasTcpFlags;
  }
  return glimpse;
}

Glimpse read_record(std::uint32_t format, Xdr body) {
  switch (format) {
    case kRawHeader:
      return read_raw_header(body);
    case kIpv4:
      return read_ip_fields(body, kAddressV4);
    case kIpv6:
      return read_ip_fields(body, kAddressV6);
    default:
      return {};
  }
}

/// The first record that shows the packet; else why none does, the worst reason of all.
Glimpse read_packet(Xdr records, std::uint32_t count) {
  Glimpse glimpse;
  for (std::uint32_t i = 0; i < count && !records.rest().empty(); ++i) {
    const std::uint32_t format = records.word();
    const std::string_view body = records.opaque(records.word());
    if (!records.ok()) return {"flow record cut short", true};
    const Glimpse next = read_record(format, Xdr(body));
    if (next.objection.empty()) return next;
    const bool says_more = format == kRawHeader || format == kIpv4 || format == kIpv6;
    if (says_more && !glimpse.malformed) glimpse = next;
  }
  return glimpse;
}

}  // namespace

struct Session::State::Sample {
  std::uint32_t sequence = 0;
  std::uint64_t source = 0;  // class above, index below
  std::uint32_t rate = 0;
  std::uint32_t drops = 0;
  std::uint32_t records = 0;
  std::string_view body = {};
};

Outcome Session::State::take_sflow(std::string_view bytes, const Arrival& arrival) {
  Xdr datagram(bytes);
  datagram.word();  // version
  const std::uint32_t address_type = datagram.word();
  if (address_type != kAddressV4 && address_type != kAddressV6) {
    return {"sFlow agent address of no known kind"};
  }
  const net::Address agent = datagram.address(address_type);
  const std::uint32_t sub_agent = datagram.word();
  const std::uint32_t sequence = datagram.word();
  const std::uint32_t uptime_ms = datagram.word();
  const std::uint32_t samples = datagram.word();
  if (!datagram.ok()) return {"message shorter than its header"};
  const std::uint64_t agent_bits = agent.is_v4() ? agent.v4_bits() : net::hash(agent) >> 32;
  Domain* domain = find_domain({Protocol::Sflow5, agent_bits << 32 | sub_agent}, arrival.received);
  if (domain == nullptr) return {"too many observation domains"};
  take_sequence(Protocol::Sflow5, *domain,
                {.first = sequence,
                 .units = 1,
                 .restarted = domain->uptime.restarted(uptime_ms, arrival.received),
                 .clock = std::int64_t{uptime_ms} * base::kMillisecond});

  const std::size_t first = arrival.batch->size();
  for (std::uint32_t i = 0; i < samples; ++i) {
    const std::uint32_t kind = datagram.word();
    const std::string_view body = datagram.opaque(datagram.word());
    if (!datagram.ok()) {
      reject_set("sample does not fit its datagram");
      break;
    }
    ++ledger.sets;
    ++ledger.sets_read;
    take_sample(kind, body, *domain, arrival);
  }
  clamp_rows(*arrival.batch, first, arrival.received);
  return {{}, bytes.size() - datagram.rest().size(), Protocol::Sflow5};
}

void Session::State::take_sample(std::uint32_t kind, std::string_view body, Domain& domain,
                                 const Arrival& arrival) {
  if (kind == kCounterSample || kind == kExpandedCounterSample) {
    return skip_records("counter sample");
  }
  const bool expanded = kind == kExpandedFlowSample;
  if (kind != kFlowSample && !expanded) return skip_records("sample of a kind that is not read");
  Xdr words(body);
  Sample sample;
  sample.sequence = words.word();
  const std::uint64_t source = words.word();
  sample.source = expanded ? source << 32 | words.word()  //
                           : source >> 24 << 32 | (source & 0xFF'FFFF);
  sample.rate = words.word();
  words.word();  // pool: packets that could have been sampled
  sample.drops = words.word();
  for (int i = 0; i < (expanded ? 4 : 2); ++i) words.word();  // interfaces
  sample.records = words.word();
  sample.body = words.rest();
  if (!words.ok()) return reject_record("flow sample shorter than its header");
  count_missing_samples(sample, domain);
  take_flow_sample(sample, domain, arrival);
}

void Session::State::take_flow_sample(const Sample& sample, Domain& domain,
                                      const Arrival& arrival) {
  Glimpse glimpse = read_packet(Xdr(sample.body), sample.records);
  if (!glimpse.objection.empty()) {
    if (glimpse.malformed) return reject_record(glimpse.objection);
    return skip_records(glimpse.objection);
  }
  model::Flow& flow = glimpse.flow;
  flow.packets = 1;
  flow.start = flow.end = arrival.received;
  flow.sampling_interval = sample.rate;
  finish(flow, domain, arrival);
  arrival.batch->append(flow);
}

// Samples that a lost datagram carried, and packets that the agent wanted to sample but could not.
// A number that goes back, or leaps, is an agent that began again.
void Session::State::count_missing_samples(const Sample& sample, Domain& domain) {
  constexpr std::uint32_t kLeap = 1U << 24;
  ++domain.samples;
  auto source = domain.sources.find(sample.source);
  if (source == domain.sources.end()) {
    if (selectors >= limits.selectors) return;
    ++selectors;
    source = domain.sources.emplace(sample.source, SampleSource{}).first;
  } else {
    const std::uint32_t missing = sample.sequence - source->second.next;
    const std::uint32_t dropped = sample.drops - source->second.drops;
    const std::uint64_t lost_now =
        std::uint64_t{missing < kLeap ? missing : 0} + (dropped < kLeap ? dropped : 0);
    ledger.lost_samples += lost_now;
    domain.lost_samples += lost_now;
  }
  source->second = {sample.sequence + 1, sample.drops};
}

}  // namespace noroshi::netflow
