// The single tests of a filter: "dst port 23", "packets > 3", "start > -1h".
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

#include "base/duration.hpp"
#include "base/nearest.hpp"
#include "model/finding.hpp"
#include "store/query/parser.hpp"
#include "store/query/values.hpp"

namespace noroshi::query {
namespace {

constexpr std::uint64_t kMostPort = 65535;
constexpr std::uint64_t kMostProtocol = 255;
constexpr std::uint64_t kMostExporter = 0xFFFF'FFFF;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

struct NamedProtocol {
  std::string_view name;
  std::uint8_t number;  // IANA
};

constexpr std::array<NamedProtocol, 9> kProtocols{{{"tcp", 6},
                                                   {"udp", 17},
                                                   {"icmp", 1},
                                                   {"icmp6", 58},
                                                   {"gre", 47},
                                                   {"esp", 50},
                                                   {"sctp", 132},
                                                   {"dccp", 33},
                                                   {"igmp", 2}}};

Compare compare_of(std::string_view sign) {
  if (sign == "<") return Compare::Less;
  if (sign == "<=") return Compare::LessEqual;
  if (sign == ">") return Compare::Greater;
  if (sign == ">=") return Compare::GreaterEqual;
  return Compare::Equal;
}

std::vector<Range> all_but(std::vector<Range> ranges, std::uint64_t most) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> rest;
  std::uint64_t next = 0;
  for (const auto& range : ranges) {
    if (range.first > next) rest.push_back({next, range.first - 1});
    if (range.last >= most) return rest;
    next = std::max(next, range.last + 1);
  }
  rest.push_back({next, most});
  return rest;
}

}  // namespace

// Tests that may name an end of the flow before them.
Result<Test> Parser::sided_test() {
  const auto at = token_.at;
  const auto which = NOROSHI_TRY(side());
  const bool sided = token_.at != at;
  if (take_any({"ip", "host"})) return address_test(which, false);
  if (take("net")) return address_test(which, true);
  if (take("port")) return port_test(which);
  if (sided) return expected("ip, host, net or port");
  return unsided_test();
}

Result<Side> Parser::side() {
  if (take("client")) return Side::Client;
  if (take("server")) return Side::Server;
  const bool source = take_any({"src", "source"});
  const bool destination = !source && take_any({"dst", "destination"});
  if (!source && !destination) return Side::Either;
  const bool both = take("and");
  if (!both && !take("or")) return source ? Side::Source : Side::Destination;
  const bool other = source ? take_any({"dst", "destination"}) : take_any({"src", "source"});
  if (!other) return expected(source ? "dst" : "src");
  return both ? Side::Both : Side::Either;
}

Result<Test> Parser::unsided_test() {
  if (take_any({"ipv4", "inet"})) return Test{FamilyTest{false}};
  if (take_any({"ipv6", "inet6"})) return Test{FamilyTest{true}};
  if (take("proto")) return protocol_test();
  for (const auto& [name, number] : kProtocols) {
    if (take(name)) return Test{NumberTest{Field::Protocol, {{number, number}}}};
  }
  if (take("exporter")) return exporter_test();
  if (take_any({"start", "first"})) return instant_test(false);
  if (take_any({"end", "last"})) return instant_test(true);
  if (take("sampling")) return number_test(Field::Sampling);
  if (take("flows")) return number_test(Field::Flows);
  if (take("bps")) return ratio_test(Ratio::BitsPerSecond);
  if (take("pps")) return ratio_test(Ratio::PacketsPerSecond);
  if (take("bpp")) return ratio_test(Ratio::OctetsPerPacket);
  if (take("duration")) return ratio_test(Ratio::Duration);
  return reversible_test();
}

// Tests of one direction: source → destination, or with "rev" the other.
Result<Test> Parser::reversible_test() {
  const bool reverse = take_any({"rev", "reverse"});
  if (take("flags")) return flags_test(reverse);
  if (take("packets")) return number_test(reverse ? Field::ReversePackets : Field::Packets);
  if (take_any({"octets", "bytes"})) {
    return number_test(reverse ? Field::ReverseOctets : Field::Octets);
  }
  return expected(reverse ? "flags, packets, octets or bytes" : "a test such as dst port 23");
}

template <class One>
Status Parser::list_or_one(One one) {
  if (!take("in")) {
    NOROSHI_CHECK(one());
    return advance();
  }
  if (!take("[")) return expected("[");
  do {
    NOROSHI_CHECK(one());
    NOROSHI_CHECK(advance());
    take(",");
  } while (!take("]"));
  return {};
}

Result<AddressRange> Parser::address(bool network) const {
  const bool prefix = is_word() && token_.text.find('/') != std::string_view::npos;
  if (prefix && !network) return here("a prefix follows net, not ip or host");
  auto range = parse_network(is_word() ? token_.text : "");
  if (range.has_value()) return range;
  if (prefix) return here(range.error().message);
  return expected(network ? "a prefix such as 192.0.2.0/24" : "an address such as 192.0.2.7");
}

Result<Test> Parser::address_test(Side side, bool network) {
  AddressTest test{side, {}};
  take_any({"=", "=="});
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    test.any_of.push_back(NOROSHI_TRY(address(network)));
    return {};
  }));
  return Test{std::move(test)};
}

std::string_view Parser::sign() {
  for (const auto& [written, meant] : kSigns) {
    if (take(written)) return meant;
  }
  return "=";
}

std::string_view Parser::equality() {
  for (const auto& [written, meant] : kSigns) {
    if ((meant == "=" || meant == "!=") && take(written)) return meant;
  }
  return "=";
}

Result<Range> Parser::port() const {
  const auto range = is_word() ? parse_range(token_.text, kMostPort) : std::nullopt;
  if (!range) return expected("a port from 0 to 65535, or a range such as 8000-8080");
  return *range;
}

Result<Test> Parser::port_test(Side side) {
  PortTest test{side, {}};
  const auto at = token_.at;
  const auto compare = sign();
  if (token_.at == at) {
    NOROSHI_CHECK(list_or_one([&]() -> Status {
      test.any_of.push_back(NOROSHI_TRY(port()));
      return {};
    }));
    return Test{std::move(test)};
  }
  const auto value = NOROSHI_TRY(port());
  if (value.first != value.last) return expected("one port after a comparison");
  test.any_of = ranges_of(compare, value.first, kMostPort);
  // "port != 80": neither of the two is 80.
  if (compare == "!=" && side == Side::Either) test.side = Side::Both;
  NOROSHI_CHECK(advance());
  return Test{std::move(test)};
}

Result<Test> Parser::number_test(Field field) {
  const auto compare = sign();
  const auto value = is_word() ? parse_amount(token_.text) : std::nullopt;
  if (!value) return expected("a number such as 1500, 10k or 1.5M");
  NOROSHI_CHECK(advance());
  return Test{NumberTest{field, ranges_of(compare, *value, kMost)}};
}

Result<Test> Parser::ratio_test(Ratio ratio) {
  const auto at = token_.at;
  const auto compare = sign();
  if (compare == "!=" || token_.at == at) return expected("<, <=, =, >= or >");
  if (ratio != Ratio::Duration) {
    const auto value = is_word() ? parse_amount(token_.text) : std::nullopt;
    if (!value) return expected("a number such as 1500, 10k or 1.5M");
    NOROSHI_CHECK(advance());
    return Test{RatioTest{ratio, compare_of(compare), *value}};
  }
  const auto zero = is_word() && token_.text == "0";
  const auto length = base::parse_duration(is_word() && !zero ? token_.text : "1us");
  if (!is_word() || !length.has_value()) return expected("a duration such as 500ms, 30s or 5min");
  NOROSHI_CHECK(advance());
  const auto micros = zero ? 0 : static_cast<std::uint64_t>(*length);
  return Test{RatioTest{ratio, compare_of(compare), micros}};
}

Result<Test> Parser::instant_test(bool end) {
  const auto compare = sign();
  if (compare == "=" || compare == "!=") return expected("<, <=, >= or >");
  const auto moment = is_word() ? parse_moment(token_.text, meaning_.now) : std::nullopt;
  if (!moment) return expected("a time such as 2026-01-02T03:04:05Z, 2026-01-02, -1h or now");
  InstantTest test{end, -kFarthest, kFarthest};
  if (compare == "<") test.last = *moment - 1;
  if (compare == "<=") test.last = *moment;
  if (compare == ">") test.first = *moment + 1;
  if (compare == ">=") test.first = *moment;
  NOROSHI_CHECK(advance());
  return Test{test};
}

Result<Test> Parser::flags_test(bool reverse) {
  FlagsTest test{reverse, take_any({"=", "=="}), 0};
  const auto flags = is_word() ? parse_flags(token_.text) : std::nullopt;
  if (!flags) return expected("flags, letters of CEUAPRSF such as S or SA");
  test.flags = *flags;
  NOROSHI_CHECK(advance());
  return Test{test};
}

Result<Range> Parser::protocol() {
  for (const auto& [name, number] : kProtocols) {
    if (is_word() && token_.text == name) return Range{number, number};
    wanted_.push_back(name);
  }
  const auto number = is_word() ? parse_range(token_.text, kMostProtocol) : std::nullopt;
  if (!number) return expected("a protocol: tcp, udp, icmp, … or a number to 255");
  return *number;
}

Result<Test> Parser::protocol_test() {
  NumberTest test{Field::Protocol, {}};
  const bool unequal = equality() == "!=";
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    test.any_of.push_back(NOROSHI_TRY(protocol()));
    return {};
  }));
  if (unequal) test.any_of = all_but(std::move(test.any_of), kMostProtocol);
  return Test{std::move(test)};
}

Result<Range> Parser::exporter() {
  for (const auto& [name, number] : meaning_.exporters) {
    if (is_word() && token_.text == name) return Range{number, number};
    wanted_.push_back(name);
  }
  const auto number = is_word() ? parse_range(token_.text, kMostExporter) : std::nullopt;
  if (number) return *number;
  return expected(meaning_.exporters.empty()
                      ? "the number of an exporter (names are those of a configuration)"
                      : "the name or the number of an exporter");
}

Result<Test> Parser::exporter_test() {
  NumberTest test{Field::Exporter, {}};
  const bool unequal = equality() == "!=";
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    test.any_of.push_back(NOROSHI_TRY(exporter()));
    return {};
  }));
  if (unequal) test.any_of = all_but(std::move(test.any_of), kMostExporter);
  return Test{std::move(test)};
}

}  // namespace noroshi::query
