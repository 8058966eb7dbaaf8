#include "observe/flow/field.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace noroshi::flow {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr unsigned digit(char c) { return static_cast<unsigned>(c - '0'); }

constexpr std::array<std::uint64_t, 20> kPowersOfTen = [] {
  std::array<std::uint64_t, 20> powers{};
  std::uint64_t power = 1;
  for (auto& slot : powers) {
    slot = power;
    power *= 10;
  }
  return powers;
}();

constexpr std::uint64_t kMostMicros = 1'000'000'000'000'000'000;  // 12 digits of whole seconds
constexpr int kMicroDigits = 6;

// A decimal number taken apart: significand × 10^exponent.
struct Decimal {
  std::uint64_t significand = 0;
  int exponent = 0;
  bool negative = false;
};

// Takes digits, at most `room` of them into the significand: more are only counted where they
// scale the number (before the point) and forgotten behind it.
std::size_t take_digits(std::string_view& text, Decimal& decimal, int& room, bool after_point) {
  std::size_t taken = 0;
  for (; taken < text.size() && is_digit(text[taken]); ++taken) {
    if (room > 0) {
      decimal.significand = decimal.significand * 10 + digit(text[taken]);
      if (decimal.significand != 0) --room;
      decimal.exponent -= after_point ? 1 : 0;
    } else {
      decimal.exponent += after_point ? 0 : 1;
    }
  }
  text.remove_prefix(taken);
  return taken;
}

bool take_exponent(std::string_view& text, Decimal& decimal) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return true;
  text.remove_prefix(1);
  if (text.starts_with("+-")) return false;
  if (text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc{} || exponent > 1000 || exponent < -1000) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  decimal.exponent += exponent;
  return true;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  constexpr int kSignificant = 18;  // digits that a std::uint64_t holds with room to round
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  int room = kSignificant;
  std::size_t digits = take_digits(text, decimal, room, false);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += take_digits(text, decimal, room, true);
  }
  if (digits == 0 || !take_exponent(text, decimal) || !text.empty()) return std::nullopt;
  return decimal;
}

// significand × 10^exponent, rounded to the nearest whole number.
std::optional<std::uint64_t> rounded(std::uint64_t significand, int exponent) {
  if (significand == 0 || exponent < -18) return 0;
  if (exponent < 0) {
    const std::uint64_t power = kPowersOfTen[static_cast<std::size_t>(-exponent)];
    return significand / power + (significand % power >= power - power / 2 ? 1 : 0);
  }
  if (exponent > 18) return std::nullopt;
  const std::uint64_t power = kPowersOfTen[static_cast<std::size_t>(exponent)];
  if (significand > std::numeric_limits<std::uint64_t>::max() / power) return std::nullopt;
  return significand * power;
}

// The common form, "1545403816.962094" or "3.139211": up to 12 digits, a point, up to 6 digits.
std::optional<base::Micros> parse_plain_seconds(std::string_view text) {
  std::uint64_t micros = 0;
  std::size_t at = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) micros = micros * 10 + digit(text[at]);
  if (at == 0 || at > 12 || at == text.size() || text[at] != '.') return std::nullopt;
  const std::size_t fraction = text.size() - at - 1;
  if (fraction == 0 || fraction > kMicroDigits) return std::nullopt;
  for (++at; at < text.size(); ++at) {
    if (!is_digit(text[at])) return std::nullopt;
    micros = micros * 10 + digit(text[at]);
  }
  return static_cast<base::Micros>(micros * kPowersOfTen[kMicroDigits - fraction]);
}

struct NamedProtocol {
  std::string_view name;
  std::uint8_t number;
};

// IANA protocol numbers by the names that Zeek, Argus, nfdump and Suricata write.  Argus calls UDP
// that it has recognised rtp, rtcp or udt.
constexpr std::array kProtocols{
    NamedProtocol{"tcp", 6},    NamedProtocol{"udp", 17},        NamedProtocol{"icmp", 1},
    NamedProtocol{"icmp6", 58}, NamedProtocol{"ipv6-icmp", 58},  NamedProtocol{"icmpv6", 58},
    NamedProtocol{"igmp", 2},   NamedProtocol{"ipip", 4},        NamedProtocol{"ip-in-ip", 4},
    NamedProtocol{"egp", 8},    NamedProtocol{"igp", 9},         NamedProtocol{"rtp", 17},
    NamedProtocol{"rtcp", 17},  NamedProtocol{"udt", 17},        NamedProtocol{"dccp", 33},
    NamedProtocol{"ipv6", 41},  NamedProtocol{"ipv6-route", 43}, NamedProtocol{"ipv6-frag", 44},
    NamedProtocol{"rsvp", 46},  NamedProtocol{"gre", 47},        NamedProtocol{"esp", 50},
    NamedProtocol{"ah", 51},    NamedProtocol{"ipv6-no", 59},    NamedProtocol{"ipv6-opts", 60},
    NamedProtocol{"eigrp", 88}, NamedProtocol{"ospf", 89},       NamedProtocol{"ospfigp", 89},
    NamedProtocol{"pim", 103},  NamedProtocol{"vrrp", 112},      NamedProtocol{"l2tp", 115},
    NamedProtocol{"sctp", 132}, NamedProtocol{"udplite", 136},   NamedProtocol{"hopopt", 0},
    NamedProtocol{"ipencap", 4}};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
  if (text.empty() || text.size() > 20) return std::nullopt;
  std::uint64_t count = 0;
  for (const char c : text.substr(0, 19)) {  // 19 nines fit into 64 bits
    if (!is_digit(c)) return std::nullopt;
    count = count * 10 + digit(c);
  }
  if (text.size() < 20) return count;
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (!is_digit(text[19]) || count > most / 10) return std::nullopt;
  if (count == most / 10 && digit(text[19]) > most % 10) return std::nullopt;
  return count * 10 + digit(text[19]);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  unsigned port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    port = port * 10 + digit(c);
  }
  if (port > 0xFFFF) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

std::optional<std::uint16_t> parse_hex_port(std::string_view text) {
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  text.remove_prefix(2);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<base::Micros> parse_seconds(std::string_view text) {
  if (const auto plain = parse_plain_seconds(text)) return plain;
  const auto decimal = parse_decimal(text);
  if (!decimal) return std::nullopt;
  const auto micros = rounded(decimal->significand, decimal->exponent + kMicroDigits);
  if (!micros || *micros >= kMostMicros) return std::nullopt;
  const auto value = static_cast<base::Micros>(*micros);
  return decimal->negative ? -value : value;
}

std::optional<base::Micros> parse_date_time(std::string_view text) {
  std::array<char, 40> zoned{};  // RFC 3339: the same with a zone
  if (text.size() < 19 || text.size() >= zoned.size()) return std::nullopt;
  text.copy(zoned.data(), text.size());
  for (const std::size_t at : {4UL, 7UL}) {
    if (zoned[at] == '/') zoned[at] = '-';
  }
  zoned[text.size()] = 'Z';
  return base::parse_rfc3339({zoned.data(), text.size() + 1});
}

std::optional<base::Micros> parse_time(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_date_time(text);
  return parse_seconds(text);
}

std::optional<net::Address> parse_address(std::string_view text) {
  auto address = net::Address::parse(text);
  if (!address.has_value()) return std::nullopt;
  return *address;
}

std::optional<std::uint8_t> parse_protocol_field(std::string_view text) {
  if (!text.empty() && text.size() <= 3 && is_digit(text.front())) {
    const auto number = parse_count(text);
    if (!number || *number > 0xFF) return std::nullopt;
    return static_cast<std::uint8_t>(*number);
  }
  for (const auto& [name, number] : kProtocols) {
    const bool same = std::equal(name.begin(), name.end(), text.begin(), text.end(),
                                 [](char ours, char theirs) { return ours == lower(theirs); });
    if (same) return number;
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace noroshi::flow
