// Addresses and networks as ISSUBSET and ISSUPERSET read them, in patterns and in observables.
#pragma once

#include <optional>
#include <string_view>

#include "net/prefix.hpp"

namespace noroshi::pattern {

/// "192.0.2.7/24", "2001:db8::/32" or a lone address.  Bits after the length do not count, as in
/// the standard's own examples; nothing if it is neither.
std::optional<net::Prefix> parse_network(std::string_view text);

/// Every address of `inner` is in `outer`.
bool is_subset(const net::Prefix& inner, const net::Prefix& outer);

}  // namespace noroshi::pattern
