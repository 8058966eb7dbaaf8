// The values of a filter: numbers with suffixes, ranges of ports, addresses, times.
//
// Each reads one word and says what it should have been.  Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "store/query/filter.hpp"

namespace noroshi::query {

/// An instant so far away that everything lies before it, with room to add and subtract.
inline constexpr base::Micros kFarthest = base::Micros{1} << 62;

/// Signs as they are written, the words that nfdump has for some of them too, and which is meant.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSigns{
    {{"=", "="},
     {"!=", "!="},
     {"<", "<"},
     {"<=", "<="},
     {">", ">"},
     {">=", ">="},
     {"==", "="},
     {"<>", "!="},
     {"eq", "="},
     {"lt", "<"},
     {"gt", ">"},
     {"ne", "!="}}};

/// "1500", "10k", "1.5M", "64Ki": k, M, G, T are powers of 1000 and Ki, Mi, Gi, Ti of 1024.
std::optional<std::uint64_t> parse_amount(std::string_view word);

/// "23" or "8000-8080", at most `most`.
std::optional<Range> parse_range(std::string_view word, std::uint64_t most);

/// "192.0.2.7", "2001:db8::7", "token:0123456789abcdef".
std::optional<net::Address> parse_host(std::string_view word);

/// A host, or a prefix.  The Error says what is wrong with a prefix ("bits set after the length").
Result<AddressRange> parse_network(std::string_view word);

/// RFC 3339, a date alone (midnight UTC), "now", or "-1h" counted back from `now`.
std::optional<base::Micros> parse_moment(std::string_view word, base::Micros now);

/// "S", "SA": letters of C E U A P R S F in any order and case.
std::optional<std::uint8_t> parse_flags(std::string_view word);

/// What a comparison with `value` leaves of the whole numbers up to `most`: no range, one or two.
std::vector<Range> ranges_of(std::string_view sign, std::uint64_t value, std::uint64_t most);

}  // namespace noroshi::query
