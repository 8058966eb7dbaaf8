// URLs as Safe Browsing v5 canonicalises and takes them apart ("URLs and Hashing",
// developers.google.com/safe-browsing/reference/URLs.and.Hashing).
//
//   http://a.b.example.com/1/2.html?q=1
//     hosts:  a.b.example.com, then from the registrable domain on: example.com, b.example.com
//     paths:  /1/2.html?q=1, /1/2.html, then from the root on: /, /1/
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <libpsl.h>

#include "act/share/forms.hpp"
#include "base/hex.hpp"

namespace noroshi::share {

namespace {

struct Parts {
  std::string host;  ///< canonical; IPv6 in brackets
  std::string path;  ///< begins with '/'
  std::string query;
  bool has_query = false;
  bool is_address = false;
};

/// Until no percent-escape is left.  Each escape that goes makes the text shorter, and looking two
/// octets back finds those that going made: linear in all.
std::string unescaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    while (out.size() >= 3 && out[out.size() - 3] == '%') {
      const int high = base::hex_value(out[out.size() - 2]);
      const int low = base::hex_value(out.back());
      if (high < 0 || low < 0) break;
      out.resize(out.size() - 3);
      out += static_cast<char>(high * 16 + low);
    }
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= 32 || octet >= 127 || c == '#' || c == '%') {
      out += fmt::format("%{:02X}", octet);
    } else {
      out += c;
    }
  }
  return out;
}

/// One part of an address as inet_aton(3) reads it: decimal, octal (0…), hexadecimal (0x…).
std::optional<std::uint32_t> address_part(std::string_view text) {
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    base = text[1] == 'x' ? 16 : 8;
    text.remove_prefix(base == 16 ? 2 : 1);
  }
  std::uint32_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [last, failure] = std::from_chars(text.data(), end, value, base);
  if (text.empty() || failure != std::errc() || last != end) return {};
  return value;
}

/// "3279880203", "0x7f.1", "10.1.2.3": one to four parts, the last fills what is left.
std::optional<std::uint32_t> v4_bits(std::string_view text) {
  std::uint64_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    const auto dot = text.find('.');
    const auto value = address_part(text.substr(0, dot));
    if (!value) return {};
    if (dot == std::string_view::npos) {
      const int left = 32 - 8 * part;
      if (std::uint64_t{*value} >> left != 0) return {};
      return static_cast<std::uint32_t>(bits << left | *value);
    }
    if (*value > 0xFF) return {};
    bits = bits << 8 | *value;
    text.remove_prefix(dot + 1);
  }
  return {};
}

/// Also what stands for an IPv4 address: ::ffff:0:0/96 and 64:ff9b::/96 (RFC 6052).
std::string v6_host(const net::Address& address) {
  constexpr std::uint64_t kNat64 = 0x0064'FF9B'0000'0000;
  const bool nat64 = address.high() == kNat64 && address.low() >> 32 == 0;
  if (nat64) return net::Address::v4(static_cast<std::uint32_t>(address.low())).to_string();
  return address.is_v4() ? address.to_string() : fmt::format("[{}]", address.to_string());
}

void canonicalise_host(std::string_view text, Parts& parts) {
  std::string host;
  for (const char c : text) {
    if (c == '.' && (host.empty() || host.back() == '.')) continue;
    host += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!host.empty() && host.back() == '.') host.pop_back();
  parts.host = host;
  if (const auto bits = v4_bits(host)) {
    parts.host = net::Address::v4(*bits).to_string();
    parts.is_address = true;
  } else if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    const auto address = net::Address::parse(std::string_view(host).substr(1, host.size() - 2));
    if (!address) return;
    parts.host = v6_host(*address);
    parts.is_address = true;
  } else if (const auto name = wire_name(host)) {
    parts.host = *name;
  }
}

/// Resolves "/./" and "/../", and makes one of several slashes.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> segments;
  bool folder = true;  // ends with a slash
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    folder = segment.empty() || segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!folder) segments.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  if (folder || out.empty()) out += '/';
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

/// Where the port begins, or the end: not a colon within brackets.
std::size_t port_at(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  const bool inside =
      bracket != std::string_view::npos && colon != std::string_view::npos && colon < bracket;
  return inside ? authority.size() : std::min(colon, authority.size());
}

std::optional<Parts> take_apart(std::string_view url) {
  std::string text;
  for (const char c : trimmed(url)) {
    if (c != '\t' && c != '\r' && c != '\n') text += c;
  }
  text = unescaped(std::string_view(text).substr(0, text.find('#')));
  std::string_view rest = text;
  const auto scheme = rest.find("://");
  if (scheme != std::string_view::npos && rest.find_first_of("/?") == scheme + 1) {
    rest.remove_prefix(scheme + 3);
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  std::string_view host = authority.substr(authority.rfind('@') + 1);
  host = host.substr(0, port_at(host));
  Parts parts;
  canonicalise_host(host, parts);
  if (parts.host.empty()) return {};
  const auto question = rest.find('?');
  parts.path = escaped(canonical_path(rest.substr(0, question)));
  parts.has_query = question != std::string_view::npos;
  if (parts.has_query) parts.query = "?" + escaped(rest.substr(question + 1));
  parts.host = escaped(parts.host);
  return parts;
}

void add(std::vector<std::string>& list, std::string_view text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

/// The exact one, then up to four from the registrable domain on, a component more each.
std::vector<std::string> hosts_of(const Parts& parts) {
  constexpr int kMost = 4;
  std::vector<std::string> hosts = {parts.host};
  if (parts.is_address) return hosts;
  const char* registrable = psl_registrable_domain(psl_builtin(), parts.host.c_str());
  if (registrable == nullptr) return hosts;
  std::size_t begin = parts.host.size() - std::string_view(registrable).size();
  for (int i = 0; i < kMost; ++i) {
    add(hosts, std::string_view(parts.host).substr(begin));
    if (begin < 2) break;
    const auto dot = parts.host.rfind('.', begin - 2);
    begin = dot == std::string::npos ? 0 : dot + 1;
  }
  return hosts;
}

/// With the query, without, then up to four from the root on.
std::vector<std::string> paths_of(const Parts& parts) {
  constexpr int kMost = 4;
  std::vector<std::string> paths;
  if (parts.has_query) paths.push_back(parts.path + parts.query);
  add(paths, parts.path);
  std::size_t end = 0;
  for (int i = 0; i < kMost && end != std::string::npos; ++i) {
    add(paths, std::string_view(parts.path).substr(0, end + 1));
    end = parts.path.find('/', end + 1);
  }
  return paths;
}

}  // namespace

std::vector<std::string> url_expressions(std::string_view url) {
  const auto parts = take_apart(url);
  if (!parts) return {};
  std::vector<std::string> expressions;
  const std::vector<std::string> paths = paths_of(*parts);
  for (const std::string& host : hosts_of(*parts)) {
    for (const std::string& path : paths) expressions.push_back(host + path);
  }
  return expressions;
}

std::string expression_of(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::Domain:
      return wire_name(entry.value).value_or("") + "/";
    case EntryKind::Address: {
      const bool v6 = entry.value.find(':') != std::string::npos;
      return v6 ? fmt::format("[{}]/", entry.value) : entry.value + "/";
    }
    case EntryKind::Url: {
      if (entry.value.find("://") == std::string::npos) return {};
      const auto parts = take_apart(entry.value);
      return parts ? parts->host + parts->path + parts->query : std::string();
    }
    default:
      return {};
  }
}

std::optional<PlainUrl> plain_url(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  constexpr std::size_t kLongest = 250;  // of one content
  if (!text.starts_with(kScheme)) return {};
  text.remove_prefix(kScheme.size());
  const std::string_view authority = text.substr(0, text.find_first_of("/?"));
  PlainUrl url;
  url.path = text.substr(authority.size());
  if (!url.path.starts_with('/')) url.path.insert(0, "/");
  const auto colon = port_at(authority);
  const std::string_view host = authority.substr(0, colon);
  const auto address = net::Address::parse(host);
  const auto name = wire_name(host);
  if (!(address && address->is_v4()) && !name) return {};
  url.host = name ? *name : address->to_string();
  if (colon < authority.size()) {
    const char* const end = authority.data() + authority.size();
    const auto [last, failure] = std::from_chars(authority.data() + colon + 1, end, url.port);
    if (failure != std::errc() || last != end || url.port == 0) return {};
  }
  const bool printable =
      std::all_of(url.path.begin(), url.path.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!printable || url.path.size() > kLongest) return {};
  return url;
}

}  // namespace noroshi::share
