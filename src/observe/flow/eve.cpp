// Suricata EVE JSON: the flow records of eve.json.
//
// `flow` events are biflows with flags of each direction.  `netflow` events are one direction each
// and tell the same traffic once more; where both are written, counting both would double it, so
// the kind that comes first in the input is read and the other is skipped and counted.  All other
// events (alert, dns, http, …) are no flows.
//
// Octets count what Suricata saw on the wire, the link-layer header included.
// https://docs.suricata.io/en/latest/output/eve/eve-json-format.html

#include <charconv>

#include "model/json_line.hpp"
#include "observe/flow/field.hpp"
#include "observe/flow/text_reader.hpp"

namespace noroshi::flow {
namespace {

using model::JsonLine;
using Value = JsonLine::Value;

// What is taken from one event, as text.  Views into the line's buffer.
struct Event {
  std::string_view type;
  std::string_view source, destination, source_port, destination_port, protocol;
  std::string_view icmp_type, icmp_code;
  std::string_view start, end, reason;
  std::string_view packets, reverse_packets, octets, reverse_octets;
  std::string_view flags, reverse_flags;
};

struct Named {
  std::string_view key;
  std::string_view Event::*member;
};

constexpr Named kTop[] = {{"event_type", &Event::type},
                          {"src_ip", &Event::source},
                          {"dest_ip", &Event::destination},
                          {"src_port", &Event::source_port},
                          {"dest_port", &Event::destination_port},
                          {"proto", &Event::protocol},
                          {"icmp_type", &Event::icmp_type},
                          {"icmp_code", &Event::icmp_code}};

constexpr Named kFlow[] = {{"start", &Event::start},
                           {"end", &Event::end},
                           {"reason", &Event::reason},
                           {"pkts_toserver", &Event::packets},
                           {"pkts_toclient", &Event::reverse_packets},
                           {"bytes_toserver", &Event::octets},
                           {"bytes_toclient", &Event::reverse_octets}};

constexpr Named kNetflow[] = {{"start", &Event::start},
                              {"end", &Event::end},
                              {"pkts", &Event::packets},
                              {"bytes", &Event::octets}};

constexpr Named kTcp[] = {{"tcp_flags_ts", &Event::flags}, {"tcp_flags_tc", &Event::reverse_flags}};

constexpr Named kNetflowTcp[] = {{"tcp_flags", &Event::flags}};

void note(Event& event, const auto& members, std::string_view key, Value value) {
  for (const Named& named : members) {
    if (named.key == key) event.*named.member = JsonLine::text(value);
  }
}

bool note_object(Event& event, const auto& members, Value value) {
  simdjson::ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  return JsonLine::each_member(object, [&](std::string_view key, Value inner) {
    note(event, members, key, inner);
    return true;
  });
}

// "event_type" stands before the objects in every version of Suricata.
bool note_member(Event& event, std::string_view key, Value value) {
  const bool netflow = event.type == "netflow";
  if (key == "flow" && event.type == "flow") return note_object(event, kFlow, value);
  if (key == "netflow" && netflow) return note_object(event, kNetflow, value);
  if (key == "tcp") {
    return netflow ? note_object(event, kNetflowTcp, value) : note_object(event, kTcp, value);
  }
  note(event, kTop, key, value);
  return true;
}

std::optional<std::uint8_t> parse_flags(std::string_view hex) {
  std::uint8_t flags = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), flags, 16);
  if (error != std::errc{} || end != hex.data() + hex.size()) return std::nullopt;
  return flags;
}

std::string_view read_times(const Event& event, model::Flow& flow) {
  const auto start = base::parse_rfc3339(event.start);
  const auto end = base::parse_rfc3339(event.end);
  if (!start || !end) return reason::kTime;
  if (*start < 0) return reason::kBefore1970;
  if (*end < *start) return reason::kNegativeDuration;
  flow.start = *start;
  flow.end = *end;
  return {};
}

std::string_view read_ports(const Event& event, model::Flow& flow) {
  if (flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6) {
    if (event.icmp_type.empty()) return {};
    const auto type = parse_port(event.icmp_type);
    const auto code = event.icmp_code.empty() ? std::uint16_t{0} : parse_port(event.icmp_code);
    if (!type || !code || *type > 0xFF || *code > 0xFF) return reason::kIcmpCode;
    flow.destination_port = static_cast<std::uint16_t>(*type << 8 | *code);
    return {};
  }
  if (event.source_port.empty() && event.destination_port.empty()) return {};  // GRE, ESP, …
  const auto source = parse_port(event.source_port);
  const auto destination = parse_port(event.destination_port);
  if (!source || !destination) return reason::kPort;
  flow.source_port = *source;
  flow.destination_port = *destination;
  return {};
}

std::string_view read_endpoints(const Event& event, model::Flow& flow) {
  const auto source = parse_address(event.source);
  const auto destination = parse_address(event.destination);
  if (!source || !destination) return reason::kAddress;
  flow.source_address = *source;
  flow.destination_address = *destination;
  const auto protocol = parse_protocol_field(event.protocol);
  if (!protocol) return reason::kProtocol;
  flow.protocol = *protocol;
  return read_ports(event, flow);
}

std::string_view read_counts(const Event& event, model::Flow& flow) {
  const bool biflow = event.type == "flow";
  const auto packets = parse_count(event.packets);
  const auto octets = parse_count(event.octets);
  const auto reverse_packets = biflow ? parse_count(event.reverse_packets) : 0;
  const auto reverse_octets = biflow ? parse_count(event.reverse_octets) : 0;
  if (!packets || !octets || !reverse_packets || !reverse_octets) return reason::kCount;
  flow.packets = *packets;
  flow.octets = *octets;
  flow.reverse_packets = *reverse_packets;
  flow.reverse_octets = *reverse_octets;
  if (biflow) flow.traits |= model::kBiflow;
  return {};
}

std::string_view read_tcp_flags(const Event& event, model::Flow& flow) {
  if (flow.protocol != model::kTcp || event.flags.empty()) return {};
  const auto flags = parse_flags(event.flags);
  const auto reverse_flags =
      event.reverse_flags.empty() ? std::uint8_t{0} : parse_flags(event.reverse_flags);
  if (!flags || !reverse_flags) return reason::kFlags;
  flow.tcp_flags = *flags;
  flow.reverse_tcp_flags = *reverse_flags;
  flow.traits |= model::kHasTcpFlags;
  return {};
}

std::uint8_t end_reason(std::string_view reason) {
  if (reason == "timeout") return model::kIdleTimeout;
  if (reason == "forced" || reason == "shutdown") return model::kForcedEnd;
  return reason == "tcp_reuse" ? model::kEndOfFlow : model::kUnknownEnd;
}

class EveReader final : public TextReader {
 public:
  using TextReader::TextReader;

  [[nodiscard]] std::string_view format() const override { return "Suricata EVE JSON"; }

 protected:
  Result<Verdict> take(std::string_view line, model::Flow& flow) override {
    if (line.find_first_not_of(" \t") == std::string_view::npos) return Verdict::nothing();
    Event event;
    const bool whole = json_.each_member(
        line, [&](std::string_view key, Value value) { return note_member(event, key, value); });
    if (!whole) return Verdict::reject(reason::kJson);
    const bool netflow = event.type == "netflow";
    if (!netflow && event.type != "flow") return Verdict::skip("event is no flow");
    if (kind_ == Kind::Unknown) kind_ = netflow ? Kind::Netflow : Kind::Flow;
    if (netflow != (kind_ == Kind::Netflow)) {
      return Verdict::skip(netflow ? "netflow event beside flow events"
                                   : "flow event beside netflow events");
    }
    return read_event(event, flow);
  }

 private:
  enum class Kind : std::uint8_t { Unknown, Flow, Netflow };

  static Verdict read_event(const Event& event, model::Flow& flow) {
    for (const auto part : {read_times, read_endpoints, read_counts, read_tcp_flags}) {
      const std::string_view fault = part(event, flow);
      if (!fault.empty()) return Verdict::reject(fault);
    }
    flow.end_reason = end_reason(event.reason);
    return Verdict::flow();
  }

  JsonLine json_;
  Kind kind_ = Kind::Unknown;
};

}  // namespace

bool recognise_eve(std::string_view head) {
  return model::has_json_key(without_byte_order_mark(head), "event_type");
}

Result<ReaderPtr> make_eve_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options) {
  return ReaderPtr(std::make_unique<EveReader>(std::move(input), options));
}

}  // namespace noroshi::flow
