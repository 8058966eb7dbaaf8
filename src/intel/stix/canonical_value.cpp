// One spelling for each value that can be observed, so that equal things are found as equal text.

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "intel/stix/object.hpp"
#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::stix {

namespace {

using Value = std::optional<std::string>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& octet : out) {
    if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet + ('a' - 'A'));
  }
  return out;
}

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

bool is_hex(char octet) {
  return is_digit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

bool all_of(std::string_view text, bool (*test)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// One address, or a network; a network of one address is that address.
Value address(std::string_view text, bool v4) {
  const bool has_colon = text.find(':') != std::string_view::npos;
  if (has_colon == v4) return std::nullopt;
  const auto slash = text.find('/');
  const auto parsed = net::Address::parse(text.substr(0, slash));
  if (!parsed) return std::nullopt;
  // net keeps both families in one form; an index of IPv6 must not hold bare IPv4 text.
  const std::string mapped = parsed->is_v4() && !v4 ? "::ffff:" : "";
  const int whole = v4 ? 32 : 128;
  if (slash == std::string_view::npos) return mapped + parsed->to_string();
  const auto length = number<int>(text.substr(slash + 1));
  if (!length || *length < 0 || *length > whole || !mapped.empty()) return std::nullopt;
  const auto network = net::Prefix::of(*parsed, *length);
  return *length == whole ? network.address.to_string() : network.to_string();
}

Value ipv4(std::string_view text) { return address(text, true); }
Value ipv6(std::string_view text) { return address(text, false); }

bool is_label(std::string_view label) {
  constexpr std::size_t kLongest =
      63;  // RFC 1035, section 2.3.4; of UTF-8 more octets may be meant
  const bool ascii = all_of(label, [](char octet) { return octet > 0; });
  if (label.empty() || (ascii && label.size() > kLongest)) return false;
  return std::none_of(label.begin(), label.end(), [](char octet) {
    constexpr std::string_view kNever = "/\\:@?#[]()<>\"'`,;=&%!|{}^~$+*";
    return (octet >= 0 && octet <= ' ') || octet == 0x7F ||
           kNever.find(octet) != std::string_view::npos;
  });
}

/// A name of the DNS, as it is looked up: lower case, without the last dot.  Underscores are used.
Value domain_name(std::string_view text) {
  constexpr std::size_t kLongest = 253 * 4;  // octets: an IDN as it is may have four a character
  if (text.size() > 1 && text.back() == '.') text.remove_suffix(1);
  if (text.empty() || text.size() > kLongest) return std::nullopt;
  auto rest = text;
  std::string_view label;
  while (true) {
    const auto dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!is_label(label)) return std::nullopt;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (all_of(label, is_digit)) return std::nullopt;  // an address, or a part of one (RFC 3696, 2)
  return lower(text);
}

/// Host of a URL or an end point: "[2001:db8::1]", an IPv4 address, or a name.
Value host(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    const auto inner = ipv6(text.substr(1, text.size() - 2));
    return inner ? Value('[' + *inner + ']') : std::nullopt;
  }
  if (auto v4 = ipv4(text); v4 && text.find('/') == std::string_view::npos) return v4;
  return domain_name(text);
}

struct HostPort {
  std::string host;
  std::string port;  ///< empty where none is written
};

std::optional<HostPort> host_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
  auto name = host(has_port ? text.substr(0, colon) : text);
  if (!name) return std::nullopt;
  if (!has_port || colon + 1 == text.size()) return HostPort{std::move(*name), ""};
  const auto port = number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return std::nullopt;
  return HostPort{std::move(*name), std::to_string(*port)};
}

std::string_view default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return "80";
  if (scheme == "https" || scheme == "wss") return "443";
  return scheme == "ftp" ? "21" : "";
}

bool is_scheme(std::string_view text) {
  const auto is_letter = [](char octet) { return (octet | 0x20) >= 'a' && (octet | 0x20) <= 'z'; };
  if (text.empty() || !is_letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char octet) {
    return is_letter(octet) || is_digit(octet) || octet == '+' || octet == '-' || octet == '.';
  });
}

/// RFC 3986, section 6.2: scheme and host in lower case, no default port, no fragment; the path and
/// query stay, they may tell cases apart.
Value url(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return std::nullopt;
  const auto scheme = lower(text.substr(0, colon));
  auto rest = text.substr(colon + 1);
  if (rest.substr(0, 2) != "//")
    return rest.empty() ? std::nullopt : Value(scheme + ':' + std::string(rest));
  rest.remove_prefix(2);
  const auto path_at = std::min(rest.find_first_of("/?"), rest.size());
  auto authority = rest.substr(0, path_at);
  const auto path = rest.substr(path_at);
  const auto at = authority.rfind('@');
  const auto user = at == std::string_view::npos ? std::string_view{} : authority.substr(0, at + 1);
  authority.remove_prefix(user.size());
  const auto place = host_and_port(authority);
  if (!place) return std::nullopt;
  const bool port = !place->port.empty() && place->port != default_port(scheme);
  const bool slash = path.empty() || path.front() == '?';
  return fmt::format("{}://{}{}{}{}{}{}", scheme, user, place->host, port ? ":" : "",
                     port ? place->port : "", slash ? "/" : "", path);
}

Value email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto name = domain_name(text.substr(at + 1));
  if (!name || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  return lower(text.substr(0, at + 1)) + *name;
}

/// "SHA-256:…" is not split: the digits say which algorithm it was by their number.  Fuzzy hashes
/// (ssdeep, TLSH with its T1) tell cases apart, or are short: they stay as they are.
Value digest(std::string_view text) {
  constexpr std::size_t kLongest = 256;
  if (text.empty() || text.size() > kLongest) return std::nullopt;
  return all_of(text, is_hex) ? lower(text) : std::string(text);
}

Value mac(std::string_view text) {
  std::string digits;
  for (const char octet : text) {
    if (is_hex(octet)) {
      digits += octet;
    } else if (octet != ':' && octet != '-' && octet != '.') {
      return std::nullopt;
    }
  }
  if (digits.size() != 12) return std::nullopt;
  for (std::size_t at = 10; at > 0; at -= 2) digits.insert(at, ":");
  return lower(digits);
}

Value autonomous_system(std::string_view text) {
  if (text.size() > 2 && lower(text.substr(0, 2)) == "as") text.remove_prefix(2);
  const auto value = number<std::uint32_t>(trim(text));
  return value ? Value(std::to_string(*value)) : std::nullopt;
}

/// Hives in full; the registry does not tell cases apart.
Value registry_key(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kHives{{
      {"hklm", "hkey_local_machine"},
      {"hkcu", "hkey_current_user"},
      {"hkcr", "hkey_classes_root"},
      {"hkcc", "hkey_current_config"},
      {"hku", "hkey_users"},
  }};
  auto key = lower(text);
  while (!key.empty() && key.back() == '\\') key.pop_back();
  const auto hive = std::string_view(key).substr(0, key.find('\\'));
  for (const auto& [abbreviation, name] : kHives) {
    if (hive == abbreviation) return std::string(name) + key.substr(hive.size());
  }
  return key.empty() ? std::nullopt : Value(key);
}

Value endpoint(std::string_view text) {
  auto place = host_and_port(text);
  if (!place || place->port.empty()) return std::nullopt;
  return place->host + ':' + place->port;
}

Value as_it_is(std::string_view text) {
  return text.empty() ? std::nullopt : Value(std::string(text));
}

struct Reader {
  std::string_view kind;
  Value (*read)(std::string_view);
};

constexpr std::array<Reader, 15> kReaders{{
    {"ipv4-addr", ipv4},
    {"ipv6-addr", ipv6},
    {"domain-name", domain_name},
    {"url", url},
    {"email-addr", email},
    {"file-hash", digest},
    {"certificate-hash", digest},
    {"mac-addr", mac},
    {"autonomous-system", autonomous_system},
    {"registry-key", registry_key},
    {"endpoint", endpoint},
    {"mutex", as_it_is},
    {"file-name", as_it_is},
    {"user-agent", as_it_is},
    {"process-command", as_it_is},
}};

/// Undoes what people do so that nobody clicks: hxxp://192[.]0[.]2[.]7.
std::string refang(std::string_view text) {
  std::string out(text);
  for (const std::string_view dot : {"[.]", "(.)", "{.}"}) {
    for (auto at = out.find(dot); at != std::string::npos; at = out.find(dot, at)) {
      out.replace(at, dot.size(), ".");
    }
  }
  if (lower(out.substr(0, 4)) == "hxxp") out.replace(1, 2, "tt");
  return out;
}

bool is_digest(std::string_view text) {
  static constexpr std::array<std::size_t, 6> kLengths{32, 40, 56, 64, 96, 128};
  return all_of(text, is_hex) &&
         std::find(kLengths.begin(), kLengths.end(), text.size()) != kLengths.end();
}

/// Every kind that the text may well be; free text (names) is left to the caller.
void guess(std::string_view text, std::vector<ObservedValue>& out) {
  const auto try_kind = [&](std::string_view kind, std::string_view part) {
    if (auto value = canonical_value(kind, part)) out.push_back(std::move(*value));
  };
  if (is_digest(text)) {
    try_kind("file-hash", text);
    return try_kind("certificate-hash", text);
  }
  if (text.find("://") != std::string_view::npos) return try_kind("url", text);
  try_kind("ipv4-addr", text);
  try_kind("ipv6-addr", text);
  try_kind("mac-addr", text);
  try_kind("email-addr", text);
  if (lower(text.substr(0, 2)) == "hk") try_kind("registry-key", text);
  if (lower(text.substr(0, 2)) == "as" || all_of(text, is_digit)) {
    try_kind("autonomous-system", text);
  }
  if (text.find('.') != std::string_view::npos) try_kind("domain-name", text);
  const bool host_is_plain = text.find(':') == text.rfind(':') || text.front() == '[';
  if (host_is_plain && endpoint(text)) {
    try_kind("endpoint", text);
    auto place = text.substr(0, text.rfind(':'));
    if (place.front() == '[') place = place.substr(1, place.size() - 2);
    for (const std::string_view kind : {"ipv4-addr", "ipv6-addr", "domain-name"}) {
      try_kind(kind, place);
    }
  }
}

}  // namespace

std::optional<ObservedValue> canonical_value(std::string_view kind, std::string_view text) {
  const auto* reader = std::find_if(kReaders.begin(), kReaders.end(),
                                    [kind](const auto& row) { return row.kind == kind; });
  if (reader == kReaders.end()) return std::nullopt;
  auto value = reader->read(trim(text));
  if (!value) return std::nullopt;
  return ObservedValue{std::string(kind), std::move(*value)};
}

std::vector<ObservedValue> guess_values(std::string_view text) {
  const auto typed = refang(trim(text));
  std::vector<ObservedValue> out;
  if (typed.empty()) return out;
  guess(typed, out);
  const bool certain = !out.empty() && out.front().kind != "domain-name";
  if (certain) return out;
  for (const std::string_view kind : {"file-name", "mutex", "user-agent", "process-command"}) {
    if (auto value = canonical_value(kind, typed)) out.push_back(std::move(*value));
  }
  return out;
}

}  // namespace noroshi::stix
