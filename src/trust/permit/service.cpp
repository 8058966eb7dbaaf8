#include "trust/permit/service.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "base/assert.hpp"

namespace noroshi::permit {
namespace {

struct Protocol {
  std::string_view name;
  std::uint8_t number;
  bool has_types;  // of ICMP
};
constexpr std::array<Protocol, 4> kProtocols{
    {{"tcp", kTcp, false}, {"udp", kUdp, false}, {"icmp", kIcmp, true}, {"icmpv6", kIcmpV6, true}}};

Error wrong(std::string_view text) {
  return {Errc::InvalidInput,
          fmt::format("\"{}\" is no service: write \"tcp/23\", \"tcp/8000-8080\", \"udp/161\", "
                      "\"icmp/8\" or \"icmpv6/128\"",
                      text.substr(0, 64))};
}

std::optional<std::uint16_t> number_of(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  if (error != std::errc{} || end != text.data() + text.size() || leading_zero) return std::nullopt;
  return number;
}

}  // namespace

Result<Service> Service::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong(text);
  const auto found = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol& known) {
    return known.name == text.substr(0, slash);
  });
  if (found == kProtocols.end()) return wrong(text);
  const auto ports = text.substr(slash + 1);
  if (found->has_types) {
    const auto type = number_of(ports);
    if (!type || *type > 255) return wrong(text);
    const auto place = static_cast<std::uint16_t>(*type << 8);
    return Service{found->number, place, place};
  }
  const auto dash = ports.find('-');
  const auto first = number_of(ports.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number_of(ports.substr(dash + 1));
  // Port 0 stands for "no ports" in headers, and no service is there.
  if (!first || !last || *first == 0 || *last < *first) return wrong(text);
  return Service{found->number, *first, *last};
}

std::string Service::to_string() const {
  const auto found = std::find_if(kProtocols.begin(), kProtocols.end(),
                                  [&](const Protocol& known) { return known.number == protocol; });
  NOROSHI_ASSERT(found != kProtocols.end());
  if (found->has_types) return fmt::format("{}/{}", found->name, first >> 8);
  if (first == last) return fmt::format("{}/{}", found->name, first);
  return fmt::format("{}/{}-{}", found->name, first, last);
}

}  // namespace noroshi::permit
