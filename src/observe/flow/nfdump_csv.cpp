// nfdump CSV (`nfdump -o csv`), of all versions.
//
// 1.6 and 1.7 up to 1.7.4 write `ts,te,td,sa,da,sp,dp,pr,flg,…,ipkt,ibyt,opkt,obyt,…` and close
// with a Summary block; later ones
// `firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,…`,
// `-o csv-fast` the same names with times in milliseconds.  Columns are found by name, so formats
// that people made themselves are read too.
//
// nfdump prints local time without saying which; it is taken as UTC (`TZ=UTC nfdump …`).  The old
// form cuts times to seconds but not the duration, so the end is the start plus the duration.
// A record is one direction, unless opkt or obyt count the other (`nfdump -b`).

#include <algorithm>
#include <fmt/format.h>

#include "observe/flow/delimited.hpp"
#include "observe/flow/text_reader.hpp"

namespace noroshi::flow {
namespace {

enum Column : std::size_t {
  kStart,
  kSource,
  kDestination,
  kSourcePort,
  kDestinationPort,
  kProtocol,
  kPackets,
  kOctets,
  kEnd,
  kDuration,
  kFlags,
  kReversePackets,
  kReverseOctets,
  kEndReason,
  kColumns
};

constexpr std::array kNames{NamedColumn{"ts", kStart},
                            NamedColumn{"firstSeen", kStart},
                            NamedColumn{"sa", kSource},
                            NamedColumn{"srcAddr", kSource},
                            NamedColumn{"da", kDestination},
                            NamedColumn{"dstAddr", kDestination},
                            NamedColumn{"sp", kSourcePort},
                            NamedColumn{"srcPort", kSourcePort},
                            NamedColumn{"dp", kDestinationPort},
                            NamedColumn{"dstPort", kDestinationPort},
                            NamedColumn{"pr", kProtocol},
                            NamedColumn{"proto", kProtocol},
                            NamedColumn{"ipkt", kPackets},
                            NamedColumn{"packets", kPackets},
                            NamedColumn{"inPackets", kPackets},
                            NamedColumn{"ibyt", kOctets},
                            NamedColumn{"bytes", kOctets},
                            NamedColumn{"inBytes", kOctets},
                            NamedColumn{"te", kEnd},
                            NamedColumn{"lastSeen", kEnd},
                            NamedColumn{"td", kDuration},
                            NamedColumn{"duration", kDuration},
                            NamedColumn{"flg", kFlags},
                            NamedColumn{"flags", kFlags},
                            NamedColumn{"opkt", kReversePackets},
                            NamedColumn{"outPackets", kReversePackets},
                            NamedColumn{"obyt", kReverseOctets},
                            NamedColumn{"outBytes", kReverseOctets},
                            NamedColumn{"endReason", kEndReason}};
constexpr std::size_t kRequired = kEnd;

using Row = DelimitedRow<kColumns>;

// A date and time; or epoch seconds with a fraction; or, without one, epoch milliseconds.
std::optional<base::Micros> parse_nfdump_time(std::string_view text) {
  if (const auto milliseconds = parse_count(text)) {
    if (*milliseconds > 999'999'999'999'999) return std::nullopt;
    return static_cast<base::Micros>(*milliseconds) * base::kMillisecond;
  }
  return parse_time(text);
}

std::string_view read_times(const Row& row, model::Flow& flow) {
  const auto start = parse_nfdump_time(row[kStart]);
  if (!start) return reason::kTime;
  if (*start < 0) return reason::kBefore1970;
  flow.start = flow.end = *start;
  if (row.has(kDuration)) {
    const auto duration = parse_seconds(row[kDuration]);
    if (!duration) return reason::kDuration;
    if (*duration < 0) return reason::kNegativeDuration;
    flow.end += *duration;
  } else if (row.has(kEnd)) {
    const auto end = parse_nfdump_time(row[kEnd]);
    if (!end) return reason::kTime;
    if (*end < *start) return reason::kNegativeDuration;
    flow.end = *end;
  }
  return {};
}

// ICMP: "3.1" is type 3, code 1; a plain number is already type × 256 + code.
std::string_view read_icmp(std::string_view text, model::Flow& flow) {
  const std::size_t dot = text.find('.');
  const auto left = parse_port(text.substr(0, dot));
  if (!left) return reason::kPort;
  flow.destination_port = *left;
  if (dot == std::string_view::npos) return {};
  const auto code = parse_port(text.substr(dot + 1));
  if (!code) return reason::kPort;
  if (*left > 0xFF || *code > 0xFF) return reason::kIcmpCode;
  flow.destination_port = static_cast<std::uint16_t>(*left << 8 | *code);
  return {};
}

std::string_view read_endpoints(const Row& row, model::Flow& flow) {
  const auto source = parse_address(row[kSource]);
  const auto destination = parse_address(row[kDestination]);
  if (!source || !destination) return reason::kAddress;
  flow.source_address = *source;
  flow.destination_address = *destination;
  const auto protocol = parse_protocol_field(row[kProtocol]);
  if (!protocol) return reason::kProtocol;
  flow.protocol = *protocol;
  if (*protocol == model::kIcmp || *protocol == model::kIcmpV6) {
    return read_icmp(row[kDestinationPort], flow);
  }
  const auto source_port = parse_port(row[kSourcePort]);
  const auto destination_port = parse_port(row[kDestinationPort]);
  if (!source_port || !destination_port) return reason::kPort;
  flow.source_port = *source_port;
  flow.destination_port = *destination_port;
  return {};
}

std::optional<std::uint64_t> count_or_zero(std::string_view text) {
  return text.empty() ? 0 : parse_count(text);
}

std::string_view read_counts(const Row& row, model::Flow& flow) {
  const auto packets = parse_count(row[kPackets]);
  const auto octets = parse_count(row[kOctets]);
  const auto reverse_packets = count_or_zero(row[kReversePackets]);
  const auto reverse_octets = count_or_zero(row[kReverseOctets]);
  const auto end_reason = count_or_zero(row[kEndReason]);
  if (!packets || !octets || !reverse_packets || !reverse_octets || !end_reason) {
    return reason::kCount;
  }
  flow.packets = *packets;
  flow.octets = *octets;
  flow.reverse_packets = *reverse_packets;
  flow.reverse_octets = *reverse_octets;
  if (*reverse_packets > 0 || *reverse_octets > 0) flow.traits |= model::kBiflow;
  if (*end_reason <= model::kLackOfResources) {
    flow.end_reason = static_cast<std::uint8_t>(*end_reason);
  }
  return {};
}

// "...AP.SF" or "CEUAPRSF": a letter for each flag, a dot for each that is not set; or "0x1b".
std::string_view read_tcp_flags(const Row& row, model::Flow& flow) {
  const std::string_view text = row[kFlags];
  if (flow.protocol != model::kTcp || text.empty()) return {};
  std::uint8_t flags = 0;
  if (text.starts_with("0x")) {
    const auto bits = parse_hex_port(text);
    if (!bits || *bits > 0xFF) return reason::kFlags;
    flags = static_cast<std::uint8_t>(*bits);
  } else {
    for (const char letter : text) {
      constexpr std::string_view kLetters = "FSRPAUEC";  // bit 0 to bit 7, RFC 9293 section 3.1
      if (letter == '.') continue;
      const std::size_t bit = kLetters.find(letter);
      if (bit == std::string_view::npos) return reason::kFlags;
      flags = static_cast<std::uint8_t>(flags | 1U << bit);
    }
  }
  flow.tcp_flags = flags;
  flow.traits |= model::kHasTcpFlags;
  return {};
}

bool is_header(std::string_view line) {
  const bool old_names = line.starts_with("ts,te,td,");
  const bool new_names = line.find("srcAddr") != line.npos && line.find("dstAddr") != line.npos;
  return old_names || (new_names && line.find("firstSeen") != line.npos);
}

class NfdumpCsvReader final : public TextReader {
 public:
  using TextReader::TextReader;

  Status open() {
    const auto line = NOROSHI_TRY(lines_.next());
    if (!line) return Error{Errc::InvalidInput, "nfdump CSV without its row of column names"};
    return read_header(*line);
  }

  [[nodiscard]] std::string_view format() const override { return "nfdump CSV"; }

 protected:
  Result<Verdict> take(std::string_view line, model::Flow& flow) override {
    if (line.empty()) return Verdict::nothing();
    if (line.front() < '0' || line.front() > '9') {  // no record of the usual column orders
      if (is_header(line)) {
        NOROSHI_CHECK(read_header(line));
        return Verdict::nothing();
      }
      in_summary_ |= line.starts_with("Summary");
      if (line.starts_with("No match")) return Verdict::skip("nfdump matched nothing");
    }
    if (in_summary_) return Verdict::skip("summary of nfdump");
    if (!row_.read_line(line)) return Verdict::reject(reason::kTooFewFields);
    for (const auto part : {read_endpoints, read_times, read_counts, read_tcp_flags}) {
      const std::string_view fault = part(row_, flow);
      if (!fault.empty()) return Verdict::reject(fault);
    }
    return Verdict::flow();
  }

 private:
  Status read_header(std::string_view line) {
    in_summary_ = false;
    row_.read_header(line, ',', kNames);
    const std::string missing = missing_columns(row_, kNames, kRequired);
    if (missing.empty()) return {};
    return Error{
        Errc::InvalidInput,
        fmt::format("nfdump CSV without the columns {}: was it made by a statistic (-s) or "
                    "an aggregation (-A)? wanted are the records, `nfdump -o csv`",
                    missing)};
  }

  Row row_;
  bool in_summary_ = false;
};

}  // namespace

bool recognise_nfdump_csv(std::string_view head) {
  head = without_byte_order_mark(head);
  return is_header(head.substr(0, head.find_first_of("\r\n")));
}

Result<ReaderPtr> make_nfdump_csv_reader(std::unique_ptr<io::Input> input,
                                         const ReaderOptions& options) {
  const std::string name = input->name();
  auto reader = std::make_unique<NfdumpCsvReader>(std::move(input), options);
  NOROSHI_CHECK(reader->open().within(name));
  return ReaderPtr(std::move(reader));
}

}  // namespace noroshi::flow
