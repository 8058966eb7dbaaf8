// CSV with the columns of Shadowserver's event reports, in their order (report_schema,
// reports.json: event4_honeypot_darknet, event4_honeypot_ddos_target).  Instants are UTC,
// "2026-01-14 03:04:05"; text is quoted, numbers are not; what we do not know stays empty.
#include <array>
#include <fmt/format.h>
#include <map>

#include "act/report/digest.hpp"
#include "act/report/forms.hpp"
#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

constexpr std::array kDarknet{
    "timestamp",     "protocol",     "src_ip",       "src_port",     "src_asn",     "src_geo",
    "src_region",    "src_city",     "src_hostname", "src_naics",    "src_sector",  "device_vendor",
    "device_type",   "device_model", "severity",     "dst_ip",       "dst_port",    "dst_asn",
    "dst_geo",       "dst_region",   "dst_city",     "dst_hostname", "dst_naics",   "dst_sector",
    "public_source", "infection",    "family",       "tag",          "application", "version",
    "event_id",      "count"};

constexpr std::array kTarget{"timestamp",
                             "protocol",
                             "dst_ip",
                             "dst_port",
                             "dst_asn",
                             "dst_geo",
                             "dst_region",
                             "dst_city",
                             "dst_hostname",
                             "dst_naics",
                             "dst_sector",
                             "device_vendor",
                             "device_type",
                             "device_model",
                             "severity",
                             "src_ip",
                             "src_port",
                             "src_asn",
                             "src_geo",
                             "src_region",
                             "src_city",
                             "src_hostname",
                             "src_naics",
                             "src_sector",
                             "domain_source",
                             "public_source",
                             "infection",
                             "family",
                             "tag",
                             "application",
                             "version",
                             "event_id",
                             "dst_network",
                             "dst_netmask",
                             "attack",
                             "duration",
                             "attack_src_ip",
                             "attack_src_port",
                             "domain",
                             "domain_transaction_id",
                             "gcip",
                             "http_method",
                             "http_path",
                             "http_postdata",
                             "http_usessl",
                             "ip_header_ack",
                             "ip_header_acknum",
                             "ip_header_dont_fragment",
                             "ip_header_fin",
                             "ip_header_identity",
                             "ip_header_psh",
                             "ip_header_rst",
                             "ip_header_seqnum",
                             "ip_header_syn",
                             "ip_header_tos",
                             "ip_header_ttl",
                             "ip_header_urg",
                             "number_of_connections",
                             "packet_length",
                             "packet_randomized"};

constexpr std::size_t kEventDigits = 32;  // of the SHA-256 that names an event

template <std::size_t Count>
std::string header(const std::array<const char*, Count>& columns) {
  std::string out;
  for (const auto* column : columns) out.append(out.empty() ? "" : ",").append(csv(column));
  return out + "\n";
}

// The cells of one row by the names of their columns; the others are empty.
class Row {
 public:
  Row& text(std::string_view column, std::string_view value) {
    if (!value.empty()) cells_.emplace(column, csv(value));
    return *this;
  }
  Row& number(std::string_view column, std::uint64_t value) {
    cells_.emplace(column, std::to_string(value));
    return *this;
  }
  Row& number_unless_zero(std::string_view column, std::uint64_t value) {
    return value == 0 ? *this : number(column, value);
  }

  template <std::size_t Count>
  [[nodiscard]] std::string line(const std::array<const char*, Count>& columns) const {
    std::string out;
    for (std::size_t i = 0; i < Count; ++i) {
      if (i > 0) out += ',';
      if (const auto cell = cells_.find(columns[i]); cell != cells_.end()) out += cell->second;
    }
    return out + "\n";
  }

 private:
  std::map<std::string_view, std::string> cells_;
};

// "2026-01-14 03:04:05": whole seconds.
std::string timestamp(base::Micros instant) {
  auto text =
      base::to_rfc3339(instant - ((instant % base::kSecond) + base::kSecond) % base::kSecond);
  text[10] = ' ';
  text.pop_back();  // the Z
  return text;
}

std::string event_id(std::string_view sensor, std::string_view what, base::Micros time,
                     std::uint64_t number) {
  return sha256_hex(fmt::format("{}/{}/{}/{}", sensor, what, time, number)).substr(0, kEventDigits);
}

// "23/tcp" → 23, "tcp"
std::pair<std::uint64_t, std::string> service_of(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return {0, {}};
  return {std::strtoull(text.c_str(), nullptr, 10), text.substr(slash + 1)};
}

Row about(const Infected& one, const Selection& selection) {
  Row row;
  row.text("src_ip", one.host.address.to_string())
      .number_unless_zero("src_asn", one.spot.asn)
      .text("src_geo", one.spot.country)
      .text("severity", "high")
      .text("public_source", selection.sensor)
      .text("infection", one.host.family)
      .text("family", one.host.family)
      .text("tag", fmt::format("{};{}", one.host.family, to_string(one.host.standing)));
  return row;
}

void add_rows(const Infected& one, const Selection& selection, std::string& out) {
  std::uint64_t number = 0;
  const auto address = one.host.address.to_string();
  for (const auto& sighting : one.host.sightings) {
    auto row = about(one, selection);
    row.text("timestamp", timestamp(sighting.time))
        .text("protocol", model::protocol_name(sighting.protocol))
        .number_unless_zero("dst_port", sighting.destination_port)
        .text("event_id", event_id(selection.sensor, address, sighting.time, number++))
        .number("count", 1);
    if (sighting.source_port) row.number("src_port", *sighting.source_port);
    out += row.line(kDarknet);
  }
  if (!one.host.sightings.empty()) return;
  // Nothing is known of single packets: the day in one row.
  auto row = about(one, selection);
  const auto [port, protocol] = one.host.ports.empty() ? std::pair<std::uint64_t, std::string>{}
                                                       : service_of(one.host.ports[0]);
  row.text("timestamp", timestamp(one.host.last_seen))
      .text("protocol", protocol)
      .number_unless_zero("dst_port", port)
      .text("event_id", event_id(selection.sensor, address, one.host.last_seen, 0))
      .number("count", one.host.packets);
  out += row.line(kDarknet);
}

Row about(const Victim& one, const Selection& selection) {
  const auto& victim = one.victim;
  const auto address = victim.victim.to_string();
  Row row;
  row.text("timestamp", timestamp(victim.first))
      .text("protocol", model::protocol_name(victim.protocol))
      .text("dst_ip", address)
      .number_unless_zero("dst_asn", one.spot.asn)
      .text("dst_geo", one.spot.country)
      .text("severity", "info")
      .text("public_source", selection.sensor)
      .text("tag", "backscatter")
      .text("event_id", event_id(selection.sensor, address, victim.first, victim.packets))
      .number("duration", static_cast<std::uint64_t>((victim.last - victim.first) / base::kSecond));
  if (!victim.ports.empty()) row.number_unless_zero("dst_port", victim.ports.front().first);
  return row;
}

bool is_of(Family family, const net::Address& address) {
  return address.is_v4() == (family == Family::V4);
}

}  // namespace

std::string darknet_form(const Selection& selection, Family family) {
  std::string rows;
  for (const auto& one : selection.infected) {
    const bool today = one.host.standing != model::Standing::Cleared;
    if (today && is_of(family, one.host.address)) add_rows(one, selection, rows);
  }
  return rows.empty() ? rows : header(kDarknet) + rows;
}

std::string targets_form(const Selection& selection, Family family) {
  std::string rows;
  for (const auto& one : selection.victims) {
    if (is_of(family, one.victim.victim)) rows += about(one, selection).line(kTarget);
  }
  return rows.empty() ? rows : header(kTarget) + rows;
}

}  // namespace noroshi::report
