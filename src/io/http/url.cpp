#include "io/http/url.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "net/address.hpp"

namespace noroshi::http {
namespace {

Error wrong(std::string_view text, std::string_view what) {
  return {Errc::InvalidInput, fmt::format("URL \"{}\": {}; it looks like http://host:8123/path",
                                          text.substr(0, 200), what)};
}

bool is_visible(char c) { return c > ' ' && c < 0x7F; }

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

/// Takes the host off the front of `rest`: a bracketed IPv6 address, or up to ':' or the end.
Result<std::string> take_host(std::string_view& rest, std::string_view text) {
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return wrong(text, "no ']' after the IPv6 address");
    std::string host(rest.substr(1, end - 1));
    const auto address = net::Address::parse(host);
    if (!address || host.find(':') == std::string::npos) {
      return wrong(text, "no IPv6 address between '[' and ']'");
    }
    rest.remove_prefix(end + 1);
    return host;
  }
  std::string host(rest.substr(0, rest.find(':')));
  if (host.empty()) return wrong(text, "no host");
  if (!std::ranges::all_of(host, is_name_char))
    return wrong(text, "a strange character in the host");
  rest.remove_prefix(host.size());
  return host;
}

Result<std::uint16_t> port_of(std::string_view rest, bool tls, std::string_view text) {
  if (rest.empty()) return std::uint16_t{tls ? std::uint16_t{443} : std::uint16_t{80}};
  rest.remove_prefix(1);
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (failure != std::errc{} || end != rest.data() + rest.size() || port == 0) {
    return wrong(text, "the port is no number from 1 to 65535");
  }
  return port;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (!std::ranges::all_of(text, is_visible)) {
    return wrong(text, "a blank or an unprintable character; write it as %XX");
  }
  if (text.find('#') != std::string_view::npos)
    return wrong(text, "a fragment (#) means nothing here");
  const auto colon = text.find("://");
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (scheme != "http" && scheme != "https")
    return wrong(text, "it must begin with http:// or https://");

  std::string_view rest = text.substr(colon + 3);
  const auto path = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, path);
  rest = path == std::string_view::npos ? std::string_view() : rest.substr(path);
  if (authority.find('@') != std::string_view::npos) {
    return wrong(text, "no user or password belongs here; they have keys of their own");
  }
  Url url;
  url.scheme = scheme;
  url.host = NOROSHI_TRY(take_host(authority, text));
  if (!authority.empty() && authority.front() != ':') return wrong(text, "text after the host");
  url.port = NOROSHI_TRY(port_of(authority, scheme == "https", text));
  url.path = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  return url;
}

std::string Url::authority() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

std::string Url::to_string() const { return fmt::format("{}://{}{}", scheme, authority(), path); }

std::string percent_encoded(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (is_name_char(c) || c == '~') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace noroshi::http
