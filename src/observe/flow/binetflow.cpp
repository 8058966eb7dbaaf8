// Argus bidirectional flows as text ("binetflow", `ra -c ,`), the form of the CTU-13 captures.
//
// Comma or tab separated, the first row names the columns.  Argus watches both directions, so every
// record is a biflow.  Times without a zone are taken as UTC.  Octets count what Argus saw on the
// wire, the link-layer header included.
//
// Dir says who began: "->" the left side, "<-" the right side (the record is then turned round),
// "<->", "<?>" and the like nobody knows; the sides stay as printed.

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "observe/flow/delimited.hpp"
#include "observe/flow/text_reader.hpp"

namespace noroshi::flow {
namespace {

enum Column : std::size_t {
  kStartTime,
  kDur,
  kProto,
  kSrcAddr,
  kSport,
  kDir,
  kDstAddr,
  kDport,
  kState,
  kTotPkts,
  kTotBytes,
  kSrcBytes,
  kSrcPkts,
  kColumns
};

constexpr std::array kNames{
    NamedColumn{"StartTime", kStartTime}, NamedColumn{"Dur", kDur},
    NamedColumn{"Proto", kProto},         NamedColumn{"SrcAddr", kSrcAddr},
    NamedColumn{"Sport", kSport},         NamedColumn{"Dir", kDir},
    NamedColumn{"DstAddr", kDstAddr},     NamedColumn{"Dport", kDport},
    NamedColumn{"State", kState},         NamedColumn{"TotPkts", kTotPkts},
    NamedColumn{"TotBytes", kTotBytes},   NamedColumn{"SrcBytes", kSrcBytes},
    NamedColumn{"SrcPkts", kSrcPkts}};
constexpr std::size_t kRequired = kSrcPkts;

// Argus's names of what is no IP.
constexpr std::array<std::string_view, 10> kNotIp{"arp",     "rarp", "llc",  "man",  "lldp",
                                                  "ipx/spx", "stp",  "null", "loop", "ether"};

using Row = DelimitedRow<kColumns>;

std::string_view read_times(const Row& row, model::Flow& flow) {
  const auto start = parse_time(row[kStartTime]);
  if (!start) return reason::kTime;
  if (*start < 0) return reason::kBefore1970;
  const auto duration = parse_seconds(row[kDur]);
  if (!duration) return reason::kDuration;
  if (*duration < 0) return reason::kNegativeDuration;
  flow.start = *start;
  flow.end = *start + *duration;
  return {};
}

// Empty where the protocol has no ports.
std::optional<std::uint16_t> parse_argus_port(std::string_view text) {
  if (text.empty()) return 0;
  return text.starts_with("0x") ? parse_hex_port(text) : parse_port(text);
}

// Argus puts ICMP's type and code where the ports stand: in decimal, type left and code right; in
// hexadecimal both left, the code in the upper byte ("0x0403": type 3, code 4), and an identifier
// right.
std::string_view read_icmp(std::string_view left, std::string_view right, model::Flow& flow) {
  const auto port = parse_argus_port(left);
  if (!port) return reason::kPort;
  if (left.starts_with("0x")) {
    flow.destination_port = static_cast<std::uint16_t>((*port & 0xFF) << 8 | *port >> 8);
    return {};
  }
  const auto code = parse_argus_port(right);
  if (!code) return reason::kPort;
  if (*port > 0xFF || *code > 0xFF) return reason::kIcmpCode;
  flow.destination_port = static_cast<std::uint16_t>(*port << 8 | *code);
  return {};
}

std::string_view read_ports(const Row& row, model::Flow& flow) {
  if (flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6) {
    return read_icmp(row[kSport], row[kDport], flow);
  }
  const auto source = parse_argus_port(row[kSport]);
  const auto destination = parse_argus_port(row[kDport]);
  if (!source || !destination) return reason::kPort;
  flow.source_port = *source;
  flow.destination_port = *destination;
  return {};
}

std::string_view read_endpoints(const Row& row, model::Flow& flow) {
  const std::string_view name = row[kProto];
  if (std::find(kNotIp.begin(), kNotIp.end(), name) != kNotIp.end()) return reason::kNotIp;
  const auto protocol = parse_protocol_field(name);
  if (!protocol) return reason::kProtocol;
  flow.protocol = *protocol;
  const auto source = parse_address(row[kSrcAddr]);
  const auto destination = parse_address(row[kDstAddr]);
  if (!source || !destination) return reason::kAddress;
  flow.source_address = *source;
  flow.destination_address = *destination;
  return read_ports(row, flow);
}

// Without SrcPkts only the sum of the packets is known.  The sum is kept exact, and the reverse
// direction is given the fewest packets that can have carried its octets (frames of 1,514 octets):
// a bound that is true, rather than an estimate that looks like a count.
std::uint64_t fewest_reverse_packets(std::uint64_t total, const model::Flow& flow) {
  constexpr std::uint64_t kFrame = 1514;  // Ethernet header and MTU 1500
  if (flow.octets == 0) return total;
  if (flow.reverse_octets == 0) return 0;
  const std::uint64_t fewest = (flow.reverse_octets - 1) / kFrame + 1;
  return total < 2 ? total : std::min(fewest, total - 1);
}

std::string_view read_counts(const Row& row, model::Flow& flow) {
  const auto packets = parse_count(row[kTotPkts]);
  const auto octets = parse_count(row[kTotBytes]);
  const auto source_octets = parse_count(row[kSrcBytes]);
  if (!packets || !octets || !source_octets) return reason::kCount;
  if (*source_octets > *octets) return "part is larger than the total";
  flow.octets = *source_octets;
  flow.reverse_octets = *octets - *source_octets;
  if (row[kSrcPkts].empty()) {
    flow.reverse_packets = fewest_reverse_packets(*packets, flow);
    flow.packets = *packets - flow.reverse_packets;
    return {};
  }
  const auto source_packets = parse_count(row[kSrcPkts]);
  if (!source_packets) return reason::kCount;
  if (*source_packets > *packets) return "part is larger than the total";
  flow.packets = *source_packets;
  flow.reverse_packets = *packets - *source_packets;
  return {};
}

std::optional<std::uint8_t> parse_flags(std::string_view letters) {
  std::uint8_t flags = 0;
  for (const char letter : letters) {
    constexpr std::string_view kLetters = "FSRPAUEC";  // bit 0 to bit 7, RFC 9293 section 3.1
    const std::size_t bit = kLetters.find(letter);
    if (bit == std::string_view::npos) return std::nullopt;
    flags = static_cast<std::uint8_t>(flags | 1U << bit);
  }
  return flags;
}

// "FSPA_FSRPA", left side and right side.  States without '_' (CON, INT, …) name no flags.
void read_tcp_flags(std::string_view state, model::Flow& flow) {
  const std::size_t bar = state.find('_');
  if (flow.protocol != model::kTcp || bar == std::string_view::npos) return;
  const auto flags = parse_flags(state.substr(0, bar));
  const auto reverse_flags = parse_flags(state.substr(bar + 1));
  if (!flags || !reverse_flags) return;
  flow.tcp_flags = *flags;
  flow.reverse_tcp_flags = *reverse_flags;
  flow.traits |= model::kHasTcpFlags;
}

void turn_round(model::Flow& flow) {
  const bool has_ports = flow.protocol != model::kIcmp && flow.protocol != model::kIcmpV6;
  std::swap(flow.source_address, flow.destination_address);
  if (has_ports) std::swap(flow.source_port, flow.destination_port);
  std::swap(flow.tcp_flags, flow.reverse_tcp_flags);
  std::swap(flow.packets, flow.reverse_packets);
  std::swap(flow.octets, flow.reverse_octets);
}

// The first row of the input, as far as it is there.
std::string_view first_line(std::string_view head) {
  head = without_byte_order_mark(head);
  return head.substr(0, head.find_first_of("\r\n"));
}

char separator_of(std::string_view header) {
  return header.find('\t') == std::string_view::npos ? ',' : '\t';
}

class BinetflowReader final : public TextReader {
 public:
  using TextReader::TextReader;

  Status open() {
    const auto line = NOROSHI_TRY(lines_.next());
    if (!line) return Error{Errc::InvalidInput, "Argus binetflow without its row of column names"};
    header_ = *line;
    row_.read_header(header_, separator_of(header_), kNames);
    const std::string missing = missing_columns(row_, kNames, kRequired);
    if (missing.empty()) return {};
    return Error{Errc::InvalidInput, "Argus binetflow without the columns " + missing};
  }

  [[nodiscard]] std::string_view format() const override { return "Argus binetflow"; }

 protected:
  Result<Verdict> take(std::string_view line, model::Flow& flow) override {
    if (line.empty() || line == header_) return Verdict::nothing();  // files one after the other
    if (!row_.read_line(line)) return Verdict::reject(reason::kTooFewFields);
    for (const auto part : {read_endpoints, read_times, read_counts}) {
      const std::string_view fault = part(row_, flow);
      if (fault == reason::kNotIp) return Verdict::skip(fault);
      if (!fault.empty()) return Verdict::reject(fault);
    }
    flow.traits |= model::kBiflow;
    read_tcp_flags(row_[kState], flow);
    if (row_[kDir] == "<-" || row_[kDir] == "<?") turn_round(flow);
    return Verdict::flow();
  }

 private:
  std::string header_;
  Row row_;
};

}  // namespace

bool recognise_binetflow(std::string_view head) {
  const std::string_view line = first_line(head);
  const auto names = [&](std::string_view name) { return line.find(name) != line.npos; };
  return names("StartTime") && names("SrcAddr") && names("DstAddr");
}

Result<ReaderPtr> make_binetflow_reader(std::unique_ptr<io::Input> input,
                                        const ReaderOptions& options) {
  const std::string name = input->name();
  auto reader = std::make_unique<BinetflowReader>(std::move(input), options);
  NOROSHI_CHECK(reader->open().within(name));
  return ReaderPtr(std::move(reader));
}

}  // namespace noroshi::flow
