// Addresses that no permit opens by naming a range alone: special, private, or meant for books.
//
// After the IANA registries of special-purpose addresses (RFC 6890 and its successors).  In IPv6
// everything outside 2000::/3 counts, and so do the ways in which an IPv4 address hides in an IPv6
// one (6to4, Teredo): exclusions would not see it.
#pragma once

#include "net/prefix.hpp"

namespace noroshi::permit {

/// Not to be sent to unless a permit names it among its test networks.
bool is_reserved(const net::Address& address);

/// Multicast, broadcast, "this host": stands for no single host, and no permit opens it.
bool is_no_host(const net::Address& address);

/// All of it reserved, none of it without a host.
bool may_be_test_network(const net::Prefix& network);

}  // namespace noroshi::permit
