// Fields of text flow logs, read exactly.
//
// Every function reads the whole text or gives nothing: "80x", "", " 80" and "70000" are no ports.
// Times and durations become whole microseconds by decimal arithmetic, never through a double,
// which cannot hold the microseconds of today's epoch seconds in every case.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::flow {

/// Decimal digits only, up to 2^64 − 1.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// Decimal digits only, 0–65535.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// "0x1f", 0–65535, as Argus writes ports that are none.
std::optional<std::uint16_t> parse_hex_port(std::string_view text);

/// Seconds as a decimal number, a sign, fraction and exponent allowed ("1545403816.962094",
/// "1.2e-05"), rounded to the nearest microsecond; at most 12 digits of whole seconds.
std::optional<base::Micros> parse_seconds(std::string_view text);

/// A date and time of day without a zone, taken as UTC: "2019/04/04 16:23:00.325010", with '-'
/// for '/' or 'T' for the space, with or without a fraction.
std::optional<base::Micros> parse_date_time(std::string_view text);

/// Either of the two above.
std::optional<base::Micros> parse_time(std::string_view text);

std::optional<net::Address> parse_address(std::string_view text);

/// A protocol by its number or by any name that a supported tool gives it, in any case: "TCP",
/// "ICMP6", "ipv6-icmp", "gre", …
std::optional<std::uint8_t> parse_protocol_field(std::string_view text);

/// `text` without the spaces around it.
std::string_view trimmed(std::string_view text);

}  // namespace noroshi::flow
