#include "intel/mapping/misp_meaning.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/stix/formats.hpp"

namespace noroshi::mapping {
namespace {

using Kind = MispMeaning::Kind;

constexpr std::string_view kNoCounterpart = "type has no counterpart in STIX";
constexpr std::string_view kDamage = "says who was attacked: kept beside, never an observable";

struct Algorithm {
  std::string_view type;
  std::string_view name;
  std::size_t digits;  // hexadecimal; 0: another alphabet, taken as it is
};

// Names of hash-algorithm-ov where it has one; keys of a dictionary hold no slash.
constexpr std::array kAlgorithms{Algorithm{"md5", "MD5", 32},
                                 Algorithm{"sha1", "SHA-1", 40},
                                 Algorithm{"sha224", "SHA-224", 56},
                                 Algorithm{"sha256", "SHA-256", 64},
                                 Algorithm{"sha384", "SHA-384", 96},
                                 Algorithm{"sha512", "SHA-512", 128},
                                 Algorithm{"sha512/224", "SHA-512-224", 56},
                                 Algorithm{"sha512/256", "SHA-512-256", 64},
                                 Algorithm{"sha3-224", "SHA3-224", 56},
                                 Algorithm{"sha3-256", "SHA3-256", 64},
                                 Algorithm{"sha3-384", "SHA3-384", 96},
                                 Algorithm{"sha3-512", "SHA3-512", 128},
                                 Algorithm{"ssdeep", "SSDEEP", 0},
                                 Algorithm{"tlsh", "TLSH", 0},
                                 Algorithm{"authentihash", "AUTHENTIHASH", 64},
                                 Algorithm{"imphash", "IMPHASH", 32},
                                 Algorithm{"impfuzzy", "IMPFUZZY", 0},
                                 Algorithm{"pehash", "PEHASH", 40},
                                 Algorithm{"telfhash", "TELFHASH", 0},
                                 Algorithm{"vhash", "VHASH", 0},
                                 Algorithm{"cdhash", "CDHASH", 40}};

const Algorithm* algorithm(std::string_view type) {
  const auto* const found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                         [&](const auto& one) { return one.type == type; });
  return found == kAlgorithms.end() ? nullptr : found;
}

MispMeaning broken(std::string_view reason) { return {.reason = reason, .malformed = true}; }
MispMeaning none(std::string_view reason) { return {.reason = reason}; }
MispMeaning watch(Term term) { return {.kind = Kind::Watchable, .term = std::move(term)}; }
MispMeaning pattern_only(std::string comparison) { return watch(Term{std::move(comparison), {}}); }
MispMeaning words(Kind kind, std::string_view word) {
  return {.kind = kind, .word = std::string(word)};
}

MispMeaning address(std::string_view value) {
  const auto network = net::Prefix::parse(value);
  if (!network.has_value()) return broken("address is no IP address");
  return watch(network_term(*network));
}

MispMeaning name(std::string_view value) {
  const auto name = domain_name(value);
  if (!name) return broken("name is no name of the DNS");
  return watch(value_term("domain-name", "value", *name));
}

MispMeaning service(std::string_view value, End end) {
  const auto [host, text] = halves(value);
  const auto port = feeds::whole_number<std::uint16_t>(text);
  if (!port) return broken("port is no number from 0 to 65535");
  const auto ip = net::Address::parse(host);
  if (ip.has_value()) return watch(service_term(*ip, port, std::nullopt, end));
  const auto name = domain_name(host);
  if (!name) return broken("neither address nor name before the port");
  return watch(named_service_term(*name, *port, end));
}

// A name and what it pointed at: either is worth watching for.
MispMeaning name_and_address(std::string_view value) {
  const auto [first, second] = halves(value);
  MispMeaning one = name(first);
  if (one.kind == Kind::None) return one;
  MispMeaning other = address(second);
  if (other.kind == Kind::None) return other;
  one.term.comparison = either(one.term.comparison, other.term.comparison);
  for (Json& object : other.term.observables) one.term.observables.push_back(std::move(object));
  return one;
}

MispMeaning url(std::string_view value) {
  if (!feeds::parse_url_host(value).is_url || !stix::formats::is_uri(value)) {
    return broken("URL is no URL");
  }
  return watch(value_term("url", "value", value));
}

// A URI without a host is what a request asked for.
MispMeaning uri(std::string_view value) {
  if (feeds::parse_url_host(value).is_url) return url(value);
  return pattern_only("network-traffic:extensions.'http-request-ext'.request_value = " +
                      literal(value));
}

MispMeaning file_hash(std::string_view value, const Algorithm& algorithm) {
  if (algorithm.digits == 0) return watch(hash_term(algorithm.name, value));
  const auto digits = digest(value, algorithm.digits);
  if (!digits) return broken("digest has other digits than its algorithm");
  return watch(hash_term(algorithm.name, *digits));
}

// The digest says which file it is; under what name it was seen is beside the point of a pattern.
MispMeaning named_hash(std::string_view value, const Algorithm& algorithm) {
  const auto bar = value.rfind('|');
  if (bar == std::string_view::npos) return broken("no digest behind the name of the file");
  MispMeaning meaning = file_hash(value.substr(bar + 1), algorithm);
  if (meaning.kind == Kind::None || bar == 0) return meaning;
  Json file{{"type", "file"}, {"hashes", meaning.term.observables[0].at("hashes")}};
  file["name"] = value.substr(0, bar);
  meaning.term.observables = {observable(std::move(file))};
  return meaning;
}

MispMeaning certificate(std::string_view value, std::string_view algorithm) {
  std::string bare(value);
  bare.erase(std::remove(bare.begin(), bare.end(), ':'), bare.end());
  const auto digits = digest(bare, bare.size());
  if (!digits || algorithm_of(*digits) != algorithm) {
    return broken("digest has other digits than its algorithm");
  }
  return watch(hash_term(algorithm, *digits, "x509-certificate"));
}

MispMeaning email(std::string_view value) {
  if (!stix::formats::is_email(value)) return broken("e-mail address is none");
  return watch(value_term("email-addr", "value", value));
}

MispMeaning message(std::string_view property, std::string_view value) {
  Json object{{"type", "email-message"}, {"is_multipart", false}};
  object[std::string(property)] = value;
  return watch({fmt::format("email-message:{} = {}", property, literal(value)),
                {observable(std::move(object))}});
}

MispMeaning registry_key(std::string_view value) {
  return watch(value_term("windows-registry-key", "key", full_registry_key(value)));
}

MispMeaning registry_value(std::string_view value) {
  const auto [key, content] = halves(value);
  MispMeaning meaning = registry_key(key);
  meaning.term.comparison += " AND windows-registry-key:values[*].data = " + literal(content);
  Json object{{"type", "windows-registry-key"}, {"key", full_registry_key(key)}};
  object["values"] = Json::array({{{"data", content}}});
  meaning.term.observables = {observable(std::move(object))};
  return meaning;
}

MispMeaning autonomous_system(std::string_view value) {
  const std::string_view digits = lower(value.substr(0, 2)) == "as" ? value.substr(2) : value;
  const auto number = feeds::whole_number<std::uint32_t>(feeds::trimmed(digits));
  if (!number) return broken("AS is no number");
  return watch({fmt::format("autonomous-system:number = {}", *number),
                {observable(Json{{"type", "autonomous-system"}, {"number", *number}})}});
}

MispMeaning mac(std::string_view value) {
  std::string text = lower(value);
  std::replace(text.begin(), text.end(), '-', ':');
  const bool sound = text.size() == 17 &&
                     text.find_first_not_of("0123456789abcdef:") == std::string::npos &&
                     std::count(text.begin(), text.end(), ':') == 5;
  if (!sound) return broken("MAC address is none");
  return watch(value_term("mac-addr", "value", text));
}

MispMeaning port(std::string_view value) {
  const auto number = feeds::whole_number<std::uint16_t>(value);
  if (!number) return broken("port is no number from 0 to 65535");
  return pattern_only(fmt::format("network-traffic:dst_port = {}", *number));
}

MispMeaning stix_pattern(std::string_view value) {
  if (const auto pattern = pattern::Pattern::parse(value); !pattern.has_value()) {
    return broken("pattern does not parse");
  }
  return words(Kind::Rule, "stix");
}

MispMeaning header(std::string_view header, std::string_view value) {
  return pattern_only(fmt::format("email-message:additional_header_fields.{} = {}", literal(header),
                                  literal(value)));
}

MispMeaning file_name(std::string_view value) { return watch(value_term("file", "name", value)); }

using Read = MispMeaning (*)(std::string_view value);
struct Reading {
  std::string_view type;
  Read read;
};

constexpr std::array kReadings{
    Reading{"ip-src", address},
    Reading{"ip-dst", address},
    Reading{"ip-src|port", [](std::string_view v) { return service(v, End::Source); }},
    Reading{"ip-dst|port", [](std::string_view v) { return service(v, End::Destination); }},
    Reading{"hostname|port", [](std::string_view v) { return service(v, End::Destination); }},
    Reading{"domain", name},
    Reading{"hostname", name},
    Reading{"domain|ip", name_and_address},
    Reading{"url", url},
    Reading{"uri", uri},
    Reading{"link", [](std::string_view v) { return words(Kind::Link, v); }},
    Reading{"filename", file_name},
    Reading{"attachment", file_name},
    Reading{"email-attachment", file_name},
    Reading{"email", email},
    Reading{"email-src", email},
    Reading{"email-dst", email},
    Reading{"email-reply-to", email},
    Reading{"email-subject", [](std::string_view v) { return message("subject", v); }},
    Reading{"email-body", [](std::string_view v) { return message("body", v); }},
    Reading{"email-message-id", [](std::string_view v) { return message("message_id", v); }},
    Reading{"email-x-mailer", [](std::string_view v) { return header("X-Mailer", v); }},
    Reading{
        "email-src-display-name",
        [](std::string_view v) { return pattern_only("email-addr:display_name = " + literal(v)); }},
    Reading{"mutex", [](std::string_view v) { return watch(value_term("mutex", "name", v)); }},
    Reading{"regkey", registry_key},
    Reading{"regkey|value", registry_value},
    Reading{"AS", autonomous_system},
    Reading{"user-agent",
            [](std::string_view v) {
              return pattern_only(
                  "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = " +
                  literal(v));
            }},
    Reading{"http-method",
            [](std::string_view v) {
              return pattern_only(
                  "network-traffic:extensions.'http-request-ext'.request_method = " +
                  literal(lower(v)));
            }},
    Reading{"mac-address", mac},
    Reading{"port", port},
    Reading{"yara", [](std::string_view) { return words(Kind::Rule, "yara"); }},
    Reading{"sigma", [](std::string_view) { return words(Kind::Rule, "sigma"); }},
    Reading{"snort", [](std::string_view) { return words(Kind::Rule, "snort"); }},
    Reading{"zeek", [](std::string_view) { return words(Kind::Rule, "zeek"); }},
    Reading{"bro", [](std::string_view) { return words(Kind::Rule, "zeek"); }},
    Reading{"stix2-pattern", stix_pattern},
    Reading{"vulnerability", [](std::string_view v) { return words(Kind::Vulnerability, v); }},
    Reading{"cve", [](std::string_view v) { return words(Kind::Vulnerability, v); }},
    Reading{"threat-actor", [](std::string_view v) { return words(Kind::Actor, v); }},
    Reading{"campaign-name", [](std::string_view v) { return words(Kind::Campaign, v); }},
    Reading{"campaign-id", [](std::string_view v) { return words(Kind::Campaign, v); }},
    Reading{"comment", [](std::string_view v) { return words(Kind::Note, v); }},
    Reading{"text", [](std::string_view v) { return words(Kind::Note, v); }},
    Reading{"other", [](std::string_view v) { return words(Kind::Note, v); }}};

}  // namespace

std::pair<std::string_view, std::string_view> halves(std::string_view text) {
  const auto bar = std::min(text.find('|'), text.size());
  return {text.substr(0, bar), text.substr(std::min(bar + 1, text.size()))};
}

std::string full_registry_key(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kHives{
      {{"HKLM", "HKEY_LOCAL_MACHINE"},
       {"HKCU", "HKEY_CURRENT_USER"},
       {"HKCR", "HKEY_CLASSES_ROOT"},
       {"HKU", "HKEY_USERS"},
       {"HKCC", "HKEY_CURRENT_CONFIG"}}};
  const auto end = std::min(key.find_first_of("\\:"), key.size());
  for (const auto& [brief, full] : kHives) {
    if (key.substr(0, end) != brief) continue;
    // PowerShell writes "HKLM:\…".
    return std::string(full).append(key.substr(key.substr(end).starts_with(':') ? end + 1 : end));
  }
  return std::string(key);
}

std::string_view file_algorithm(std::string_view type) {
  const Algorithm* const found = algorithm(type);
  return found == nullptr ? std::string_view{} : found->name;
}

std::string_view certificate_algorithm(std::string_view type) {
  if (type == "x509-fingerprint-md5") return "MD5";
  if (type == "x509-fingerprint-sha1") return "SHA-1";
  return type == "x509-fingerprint-sha256" ? "SHA-256" : std::string_view{};
}

MispMeaning meaning_of(std::string_view type, std::string_view value) {
  if (feeds::trimmed(value).empty()) return broken("no value");
  const auto* const found = std::find_if(kReadings.begin(), kReadings.end(),
                                         [&](const auto& one) { return one.type == type; });
  if (found != kReadings.end()) return found->read(value);
  if (const Algorithm* const one = algorithm(type)) return file_hash(value, *one);
  if (type == "malware-sample") return named_hash(value, kAlgorithms.front());
  if (type.starts_with("filename|")) {
    const Algorithm* const one = algorithm(type.substr(type.find('|') + 1));
    return one == nullptr ? none(kNoCounterpart) : named_hash(value, *one);
  }
  if (const auto one = certificate_algorithm(type); !one.empty()) return certificate(value, one);
  return none(type.starts_with("target-") ? kDamage : kNoCounterpart);
}

}  // namespace noroshi::mapping
