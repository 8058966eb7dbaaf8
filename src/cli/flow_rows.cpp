#include "cli/flow_rows.hpp"

#include <fmt/format.h>

#include "cli/sheet.hpp"
#include "cli/text_width.hpp"
#include "model/finding.hpp"
#include "model/token.hpp"

namespace noroshi::cli {
namespace {

using model::Flow;

bool has(const Flow& flow, model::RecordTrait trait) { return (flow.traits & trait) != 0; }

std::string where(const net::Address& address, std::uint16_t port) {
  const auto host = shown_address(address);
  const bool brackets = !address.is_v4() && !model::is_token(address);
  return brackets ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

// Both directions of a flow that has two, else the one.
std::string both(const Flow& flow, std::uint64_t there, std::uint64_t back) {
  return has(flow, model::kBiflow) ? fmt::format("{} / {}", there, back) : fmt::format("{}", there);
}

constexpr std::string_view kTableLine = "{}  {:>10}  {}  {} {} {} {:>13}  {:>17}  {}";
constexpr std::size_t kAddressColumns = 21;  // "203.0.113.255:65535"; IPv6 takes what it needs

}  // namespace

std::string flags_text(std::uint8_t flags) {
  static constexpr std::string_view kLetters = "CEUAPRSF";  // bit 7 … bit 0 (RFC 9293, 3.1)
  std::string out;
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    out += (flags & (0x80U >> i)) != 0 ? kLetters[i] : '.';
  }
  return out;
}

std::string flow_csv_header() {
  return "start,end,proto,source_address,source_port,destination_address,destination_port,"
         "biflow,packets,octets,reverse_packets,reverse_octets,tcp_flags,reverse_tcp_flags,"
         "end_reason,sampling_interval\n";
}

std::string flow_csv_row(const Flow& flow) {
  const bool flags = has(flow, model::kHasTcpFlags);
  return fmt::format(
      "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", base::to_rfc3339(flow.start),
      base::to_rfc3339(flow.end), model::protocol_name(flow.protocol),
      shown_address(flow.source_address), flow.source_port, shown_address(flow.destination_address),
      flow.destination_port, has(flow, model::kBiflow) ? 1 : 0, flow.packets, flow.octets,
      flow.reverse_packets, flow.reverse_octets, flags ? flags_text(flow.tcp_flags) : "",
      flags ? flags_text(flow.reverse_tcp_flags) : "", flow.end_reason, flow.sampling_interval);
}

std::string flow_json(const Flow& flow) {
  auto out = fmt::format(
      R"({{"start":"{}","end":"{}","proto":"{}","source":{{"ip":"{}","port":{}}},)"
      R"("destination":{{"ip":"{}","port":{}}},"packets":{},"octets":{})",
      base::to_rfc3339(flow.start), base::to_rfc3339(flow.end), model::protocol_name(flow.protocol),
      shown_address(flow.source_address), flow.source_port, shown_address(flow.destination_address),
      flow.destination_port, flow.packets, flow.octets);
  if (has(flow, model::kBiflow)) {
    out += fmt::format(R"(,"reverse_packets":{},"reverse_octets":{})", flow.reverse_packets,
                       flow.reverse_octets);
  }
  if (has(flow, model::kHasTcpFlags)) {
    out += fmt::format(R"(,"tcp_flags":"{}")", flags_text(flow.tcp_flags));
    if (has(flow, model::kBiflow)) {
      out += fmt::format(R"(,"reverse_tcp_flags":"{}")", flags_text(flow.reverse_tcp_flags));
    }
  }
  if (has(flow, model::kPayloadOctets)) out += R"(,"octets_are":"payload")";
  if (flow.end_reason != 0) out += fmt::format(R"(,"end_reason":{})", flow.end_reason);
  if (flow.sampling_interval != 0) {
    out += fmt::format(R"(,"sampling_interval":{})", flow.sampling_interval);
  }
  return out + "}\n";
}

std::string flow_table_header(const Zone& zone, Language language) {
  static constexpr Text kStart{"start ({})", "開始 ({})"};
  static constexpr Text kLasted{"lasted", "長さ"};
  static constexpr Text kFrom{"from", "送信元"};
  static constexpr Text kTo{"to", "宛先"};
  static constexpr Text kPackets{"packets", "パケット"};
  static constexpr Text kOctets{"octets", "オクテット"};
  static constexpr Text kFlags{"TCP flags", "TCP フラグ"};
  return fmt::format(
      "{}  {}  {}  {}   {} {}  {}  {}\n", pad_right(kStart.in(language, zone.name()), 19),
      pad_left(kLasted.in(language), 10), "proto", pad_right(kFrom.in(language), kAddressColumns),
      pad_right(kTo.in(language), kAddressColumns), pad_left(kPackets.in(language), 13),
      pad_left(kOctets.in(language), 17), kFlags.in(language));
}

std::string flow_table_row(const Flow& flow, const Zone& zone) {
  const auto* arrow = has(flow, model::kBiflow) ? "↔" : "→";
  auto line = fmt::format(
      kTableLine, zone.seconds(flow.start), base::humane(flow.end - flow.start),
      pad_right(model::protocol_name(flow.protocol), 5),
      pad_right(where(flow.source_address, flow.source_port), kAddressColumns), arrow,
      pad_right(where(flow.destination_address, flow.destination_port), kAddressColumns),
      both(flow, flow.packets, flow.reverse_packets), both(flow, flow.octets, flow.reverse_octets),
      has(flow, model::kHasTcpFlags)
          ? has(flow, model::kBiflow)
                ? flags_text(flow.tcp_flags) + " " + flags_text(flow.reverse_tcp_flags)
                : flags_text(flow.tcp_flags)
          : "");
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace noroshi::cli
