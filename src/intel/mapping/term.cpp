#include "intel/mapping/term.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "intel/feeds/text.hpp"
#include "intel/stix/formats.hpp"
#include "model/finding.hpp"

namespace noroshi::mapping {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035, section 2.3.4, without the root's dot
constexpr std::size_t kLongestLabel = 63;

std::string_view type_of(const net::Address& ip) { return ip.is_v4() ? "ipv4-addr" : "ipv6-addr"; }

// Letters of other scripts are octets above 127 here; an underscore is no host but is looked up.
bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

std::string_view reference(End end) { return end == End::Source ? "src_ref" : "dst_ref"; }
std::string_view port_name(End end) { return end == End::Source ? "src_port" : "dst_port"; }

// Traffic of `party`, which is an observable, at a port.
Json traffic(const Json& party, std::optional<std::uint16_t> port, Json protocols, End end) {
  Json object{{"type", "network-traffic"}};
  object[std::string(reference(end))] = party.at("id");
  if (port) object[std::string(port_name(end))] = *port;
  object["protocols"] = std::move(protocols);
  return observable(std::move(object));
}

std::string traffic_comparison(std::string_view value, std::uint16_t port, End end) {
  return fmt::format("network-traffic:{}.value = {} AND network-traffic:{} = {}", reference(end),
                     literal(value), port_name(end), port);
}

}  // namespace

Term network_term(const net::Prefix& network) {
  const bool host = network.length == (network.address.is_v4() ? 32 : 128);
  const auto type = type_of(network.address);
  const std::string value = host ? network.address.to_string() : network.to_string();
  return {fmt::format("{}:value {} {}", type, host ? "=" : "ISSUBSET", literal(value)),
          {observable(Json{{"type", type}, {"value", value}})}};
}

Term service_term(const net::Address& ip, std::optional<std::uint16_t> port,
                  std::optional<std::uint8_t> protocol, End end) {
  Term term = network_term({ip, ip.is_v4() ? 32 : 128});
  if (!port) return term;
  term.comparison = traffic_comparison(ip.to_string(), *port, end);
  Json protocols = Json::array({ip.is_v4() ? "ipv4" : "ipv6"});
  if (protocol) {
    const std::string name = model::protocol_name(*protocol);
    protocols.push_back(name);
    term.comparison += " AND network-traffic:protocols[*] = " + literal(name);
  }
  term.observables.push_back(traffic(term.observables[0], port, std::move(protocols), end));
  return term;
}

Term named_service_term(std::string_view host, std::uint16_t port, End end) {
  Term term = value_term("domain-name", "value", host);
  term.comparison = traffic_comparison(host, port, end);
  term.observables.push_back(traffic(term.observables[0], port, Json::array({"ip"}), end));
  return term;
}

Term value_term(std::string_view type, std::string_view property, std::string_view value) {
  Json object{{"type", type}};
  object[std::string(property)] = value;
  return {fmt::format("{}:{} = {}", type, property, literal(value)),
          {observable(std::move(object))}};
}

std::string hash_path(std::string_view type, std::string_view algorithm) {
  const bool plain = algorithm.find('-') == std::string_view::npos;
  return fmt::format("{}:hashes.{}", type, plain ? std::string(algorithm) : literal(algorithm));
}

Term hash_term(std::string_view algorithm, std::string_view digest, std::string_view type) {
  Json object{{"type", type}};
  object["hashes"][std::string(algorithm)] = digest;
  return {hash_path(type, algorithm) + " = " + literal(digest), {observable(std::move(object))}};
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return result;
}

std::optional<std::string> domain_name(std::string_view text) {
  std::string name = lower(feeds::trimmed(text));
  if (name.ends_with('.')) name.pop_back();
  if (name.size() > kLongestName || net::Address::parse(name).has_value()) return std::nullopt;
  std::size_t labels = 0;
  for (std::string_view rest = name;; ++labels) {
    const auto dot = std::min(rest.find('.'), rest.size());
    if (!is_label(rest.substr(0, dot))) return std::nullopt;
    if (dot == rest.size()) break;
    rest.remove_prefix(dot + 1);
  }
  // A lone word is no name that two networks would understand alike.
  if (labels == 0 || !stix::formats::is_domain(name)) return std::nullopt;
  return name;
}

std::optional<std::string> digest(std::string_view text, std::size_t digits) {
  std::string result = lower(feeds::trimmed(text));
  if (result.size() != digits ||
      result.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return std::nullopt;
  }
  return result;
}

std::string_view algorithm_of(std::string_view digest) {
  switch (digest.size()) {
    case 32:
      return "MD5";
    case 40:
      return "SHA-1";
    case 64:
      return "SHA-256";
    case 128:
      return "SHA-512";
    default:
      return {};
  }
}

std::string either(std::string_view one, std::string_view other) {
  if (one.empty()) return std::string(other);
  if (other.empty()) return std::string(one);
  return fmt::format("{} OR {}", one, other);
}

}  // namespace noroshi::mapping
