// Prefixes that nest → disjoint stretches of addresses, each with its narrowest prefix.
//
//   10.0.0.0/8   ├──────────────────────────┤
//   10.64.0.0/16        ├──────┤
//   spans        ├─ 0 ──┼─ 1 ──┼──── 0 ─────┤
//
// Prefixes nest or are disjoint, so one pass with a stack does it; look-up is a binary search.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::registry {

struct Span {
  net::Address first;
  net::Address last;        ///< included
  std::uint32_t index = 0;  ///< of the prefix
};

/// Sorted and disjoint.  Of equal prefixes the one that stands last counts.
std::vector<Span> spans_of(const std::vector<net::Prefix>& prefixes);

/// The index of the narrowest prefix that holds `address`.
std::optional<std::uint32_t> find_span(const std::vector<Span>& spans, const net::Address& address);

/// No prefix of length 0, and none of IPv6 so wide that it holds all of IPv4 (::ffff:0:0/96).
bool is_somebodys(const net::Prefix& prefix);

/// By first address, and of those that begin together the widest first.
bool wider_first(const net::Prefix& a, const net::Prefix& b);

}  // namespace noroshi::registry
