#include "intel/feeds/where.hpp"

#include <algorithm>

#include "intel/feeds/text.hpp"

namespace noroshi::feeds {
namespace {

std::optional<std::uint16_t> port_of_scheme(std::string_view scheme) {
  if (scheme == "http") return 80;
  if (scheme == "https") return 443;
  if (scheme == "ftp") return 21;
  return std::nullopt;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace

std::string refanged(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  if (text.starts_with("hxxp")) {
    result = "http";
    text.remove_prefix(4);
  }
  while (!text.empty()) {
    const bool bracketed = text.starts_with("[.]") || text.starts_with("[:]");
    result += text[bracketed ? 1 : 0];
    text.remove_prefix(bracketed ? 3 : 1);
  }
  return result;
}

std::optional<Where> parse_where(std::string_view text) {
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  std::string_view host = text;
  std::optional<std::uint16_t> port;
  if (bracketed || (colon != std::string_view::npos && text.find(':') == colon)) {
    const auto end = bracketed ? text.find(']') : colon;
    if (end == std::string_view::npos) return std::nullopt;
    host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    std::string_view rest = text.substr(end + (bracketed ? 1 : 0));
    if (!rest.empty()) {
      if (!rest.starts_with(':')) return std::nullopt;
      port = whole_number<std::uint16_t>(rest.substr(1));
      if (!port) return std::nullopt;
    }
  }
  const auto ip = net::Address::parse(host);
  if (!ip.has_value()) return std::nullopt;
  return Where{*ip, port};
}

// RFC 3986, section 3: scheme "://" [userinfo "@"] host [":" port] [path] …
UrlHost parse_url_host(std::string_view url) {
  const auto separator = url.find("://");
  if (separator == std::string_view::npos) return {};
  const std::string_view scheme = url.substr(0, separator);
  if (!is_scheme(scheme)) return {};
  std::string_view authority = url.substr(separator + 3);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  if (authority.empty()) return {};
  auto where = parse_where(authority);
  if (where && !where->port) where->port = port_of_scheme(scheme);
  return {true, where};
}

}  // namespace noroshi::feeds
