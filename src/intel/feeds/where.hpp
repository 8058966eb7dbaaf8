// Where a feed says that something is: text → address, port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/address.hpp"

namespace noroshi::feeds {

struct Where {
  net::Address ip;
  std::optional<std::uint16_t> port;

  friend bool operator==(const Where&, const Where&) = default;
};

/// "192[.]0[.]2[.]7", "hxxp://…": as people write what nobody shall click on by accident; undone.
std::string refanged(std::string_view text);

/// "192.0.2.7", "192.0.2.7:443", "2001:db8::1", "[2001:db8::1]:443".  Nothing if it is a name or
/// broken.
std::optional<Where> parse_where(std::string_view text);

/// The host of a URL, if it is an address, with the port of the URL or of its scheme (http, https,
/// ftp).  `is_url` says whether it is a URL at all.
struct UrlHost {
  bool is_url = false;
  std::optional<Where> where;
};
UrlHost parse_url_host(std::string_view url);

}  // namespace noroshi::feeds
