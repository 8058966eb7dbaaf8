#include "observe/collect/listen.hpp"

#include <charconv>
#include <fmt/format.h>

namespace noroshi::collect {
namespace {

Error wrong(std::string_view text) {
  return {Errc::InvalidInput,
          fmt::format("\"{}\" is no place to listen; write udp://[::]:2055, tcp://0.0.0.0:4739 "
                      "or tls://[::]:4740",
                      text)};
}

}  // namespace

std::string_view name_of(Listen::Kind kind) {
  switch (kind) {
    case Listen::Kind::Udp:
      return "udp";
    case Listen::Kind::Tcp:
      return "tcp";
    case Listen::Kind::Tls:
      return "tls";
  }
  return "";
}

std::string to_string(const net::Address& address, std::uint16_t port) {
  if (address.is_v4()) return fmt::format("{}:{}", address.to_string(), port);
  return fmt::format("[{}]:{}", address.to_string(), port);
}

std::string Listen::to_string() const {
  return fmt::format("{}://{}", name_of(kind), collect::to_string(address, port));
}

Result<HostPort> parse_host_port(std::string_view text) {
  const auto fail = [&] {
    return Error{Errc::InvalidInput,
                 fmt::format("\"{}\" is no address with a port; write 127.0.0.1:9095 or "
                             "[::1]:9095",
                             text)};
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return fail();
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = net::Address::parse(host);
  if (!address.has_value()) return fail();
  // "2001:db8::1:2055" could be an address without a port: only brackets make it clear.
  if (bracketed == (host.find(':') == std::string_view::npos)) return fail();
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return fail();
  return HostPort{*address, port};
}

Result<Listen> parse_listen(std::string_view text) {
  for (const auto kind : {Listen::Kind::Udp, Listen::Kind::Tcp, Listen::Kind::Tls}) {
    const auto scheme = fmt::format("{}://", name_of(kind));
    if (!text.starts_with(scheme)) continue;
    const auto where = parse_host_port(text.substr(scheme.size()));
    if (!where.has_value()) return wrong(text);
    return Listen{kind, where->address, where->port};
  }
  return wrong(text);
}

}  // namespace noroshi::collect
