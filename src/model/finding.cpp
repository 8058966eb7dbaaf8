#include "model/finding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "model/json_members.hpp"

namespace noroshi::model {
namespace {

struct ProtocolName {
  std::uint8_t number;
  const char* name;
};
constexpr std::array kProtocols{ProtocolName{kIcmp, "icmp"},    ProtocolName{kTcp, "tcp"},
                                ProtocolName{kUdp, "udp"},      ProtocolName{kDccp, "dccp"},
                                ProtocolName{kIcmpV6, "icmp6"}, ProtocolName{kSctp, "sctp"}};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Endpoint endpoint_of(const Json& subject) {
  const auto port = get<std::int64_t>(subject, "port");
  if (port < 0 || port > 65535) throw Malformed{"member 'port' is not in 0–65535"};
  return {.ip = must(net::Address::parse(get<std::string>(subject, "ip"))),
          .port = static_cast<std::uint16_t>(port),
          .proto = must(parse_protocol(get<std::string>(subject, "proto")))};
}

std::optional<double> optional_share(const Json& object, const char* name) {
  if (!object.contains(name)) return std::nullopt;
  return share(object, name);
}

Finding finding_of(const Json& json) {
  Finding finding;
  finding.kind = get<std::string>(json, "kind");
  finding.subject = endpoint_of(member(json, "subject"));
  finding.probability = share(json, "probability");
  finding.first_seen = instant(json, "first_seen");
  finding.last_seen = instant(json, "last_seen");
  finding.clients = json.value("clients", std::uint64_t{0});
  finding.contacts = json.value("contacts", std::uint64_t{0});
  finding.method = get<std::string>(json, "method");
  finding.version = get<std::string>(json, "version");
  finding.prior = json.value("prior", 0.0);
  finding.false_share = optional_share(json, "false_share");
  finding.exposure = optional_share(json, "exposure");
  finding.sampling = json.value("sampling", std::uint32_t{0});
  finding.innocent = json.value("innocent", std::string());
  finding.suppressed_by = json.value("suppressed_by", std::string());
  finding.evidence = evidence_of(json);
  return finding;
}

}  // namespace

std::string protocol_name(std::uint8_t protocol) {
  for (const auto& [number, name] : kProtocols) {
    if (number == protocol) return name;
  }
  return std::to_string(protocol);
}

Result<std::uint8_t> parse_protocol(std::string_view text) {
  for (const auto& [number, name] : kProtocols) {
    if (equal_ignoring_case(text, name)) return number;
  }
  if (equal_ignoring_case(text, "ipv6-icmp")) return std::uint8_t{kIcmpV6};
  if (const auto number = parse_number<std::uint8_t>(text)) return *number;
  return Error{
      Errc::InvalidInput,
      fmt::format("'{}' is no protocol; use tcp, udp or a number to 255", text.substr(0, 32))};
}

std::string to_string(const Endpoint& endpoint) {
  const auto* form = endpoint.ip.is_v4() ? "{}:{}/{}" : "[{}]:{}/{}";
  return fmt::format(fmt::runtime(form), endpoint.ip.to_string(), endpoint.port,
                     protocol_name(endpoint.proto));
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto fail = [text] {
    return Error{Errc::InvalidInput,
                 fmt::format("'{}' is no endpoint; write 192.0.2.7:443 or [2001:db8::1]:443, and "
                             "/udp where it is not TCP",
                             text.substr(0, 96))};
  };
  std::uint8_t proto = kTcp;
  std::string_view rest = text;
  if (const auto slash = rest.rfind('/'); slash != std::string_view::npos) {
    proto = NOROSHI_TRY(parse_protocol(rest.substr(slash + 1)));
    rest = rest.substr(0, slash);
  }
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos) return fail();
  std::string_view ip = rest.substr(0, colon);
  const bool bracketed = ip.size() > 1 && ip.front() == '[' && ip.back() == ']';
  if (bracketed) ip = ip.substr(1, ip.size() - 2);
  const auto port = parse_number<std::uint16_t>(rest.substr(colon + 1));
  const auto address = net::Address::parse(ip);
  if (!port || !address || address->is_v4() == bracketed) return fail();
  return Endpoint{*address, *port, proto};
}

std::string to_json(const Finding& finding) {
  Json json = {{"kind", finding.kind},
               {"subject",
                {{"ip", finding.subject.ip.to_string()},
                 {"port", finding.subject.port},
                 {"proto", protocol_name(finding.subject.proto)}}},
               {"probability", rounded(finding.probability)},
               {"prior", rounded(finding.prior)},
               {"first_seen", base::to_rfc3339(finding.first_seen)},
               {"last_seen", base::to_rfc3339(finding.last_seen)},
               {"clients", finding.clients},
               {"contacts", finding.contacts},
               {"evidence", json_of(finding.evidence)},
               {"method", finding.method},
               {"version", finding.version}};
  if (finding.false_share) json["false_share"] = rounded(*finding.false_share);
  if (finding.sampling > 0) json["sampling"] = finding.sampling;
  if (finding.exposure) json["exposure"] = rounded(*finding.exposure);
  if (!finding.innocent.empty()) json["innocent"] = finding.innocent;
  if (!finding.suppressed_by.empty()) json["suppressed_by"] = finding.suppressed_by;
  return json.dump();
}

Result<Finding> finding_from_json(std::string_view json) {
  return read_json("finding", json, finding_of);
}

}  // namespace noroshi::model
