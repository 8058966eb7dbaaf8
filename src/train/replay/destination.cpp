#include "train/replay/destination.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace noroshi::replay {
namespace {

struct Written {
  std::string_view address;
  std::string_view port;  // empty: none
};

// Parts "[::1]:2055", "192.0.2.7:2055" and both without a port.
Written split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return {text, {}};
    const auto rest = text.substr(end + 1);
    return {text.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : std::string_view{}};
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(':') != colon) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

Error not_loopback(const net::Address& address) {
  return {Errc::InvalidUsage,
          fmt::format("{} is not on this machine. Noroshi sends to strangers only with a permit, "
                      "and replayed records are no truth about anybody's network; give a loopback "
                      "address (127.0.0.1, ::1)",
                      address.to_string())};
}

}  // namespace

bool is_loopback(const net::Address& address) {
  if (address.is_v4()) return address.v4_bits() >> 24 == 127;
  return address == net::Address::v6(0, 1);
}

Result<Destination> Destination::of(const net::Address& address, std::uint16_t port) {
  if (!is_loopback(address)) return not_loopback(address);
  if (port == 0) return Error{Errc::InvalidUsage, "a destination needs a port from 1 to 65535"};
  return Destination(address, port);
}

Result<Destination> Destination::parse(std::string_view text) {
  const auto written = split(text);
  const auto address = net::Address::parse(written.address);
  const auto port = port_of(written.port);
  if (!address || !port) {
    return Error{Errc::InvalidUsage,
                 fmt::format("\"{}\" is no address and port, such as 127.0.0.1:2055", text)};
  }
  return of(*address, *port);
}

std::string Destination::to_string() const {
  return address_.is_v4() ? fmt::format("{}:{}", address_.to_string(), port_)
                          : fmt::format("[{}]:{}", address_.to_string(), port_);
}

Result<Source> Source::parse(std::string_view text) {
  const auto written = split(text);
  const auto address = net::Address::parse(written.address);
  const auto port = port_of(written.port.empty() ? "0" : written.port);
  if (!address || !port) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("\"{}\" is no address to send from, such as 127.0.0.7 or 127.0.0.7:4000",
                    text)};
  }
  if (!is_loopback(*address)) return not_loopback(*address);
  return Source{*address, *port};
}

}  // namespace noroshi::replay
