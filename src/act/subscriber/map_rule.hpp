// MapRule: addresses and ports of MAP-E (RFC 7597), both ways, by computation alone.
//
//   port (16 bits)               |  A (a bits)  |  PSID (k bits)  |  j (m bits)  |   a + k + m = 16
//   end-user IPv6 prefix         |  rule IPv6 prefix (n)  |  EA bits (o)  |        n + o bits long
//   EA bits (o), r = rule IPv4 prefix length
//     o > 32 − r   |  IPv4 suffix (32 − r)  |  PSID (k = o − (32 − r))  |   a shared address
//     o = 32 − r   |  IPv4 suffix  |                                       a whole address
//     o < 32 − r   |  IPv4 prefix bits  |                                  a prefix of r + o bits
//     o = 0        one customer; its PSID, if any, is provisioned beside the rule (appendix A,
//                  example 5)
//
// Where a > 0, ports with A = 0 belong to nobody: they hold the well-known ones (section 5.1).
// Where a = 0 there is no A, and the ports of a customer are one block, well-known ones included.
// ICMP queries are mapped by their identifier, which stands for the port (section 8).
//
// Which rule is in use only the operator knows; values here are plain, functions pure.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/prefix.hpp"

namespace noroshi::subscriber {

struct MapRule {
  net::Prefix v6;
  net::Prefix v4;
  int ea_bits = 0;
  int psid_offset = 6;     ///< a; 6 unless said otherwise (section 5.1)
  int psid_bits = 0;       ///< k
  std::uint16_t psid = 0;  ///< only where ea_bits is 0: of the one customer

  /// The rule, its k worked out; an Error says which of the lengths do not go together.
  /// `psid_bits` and `psid` are for rules without EA bits; elsewhere they may repeat what follows.
  static Result<MapRule> make(const net::Prefix& v6, const net::Prefix& v4, int ea_bits,
                              int psid_offset, std::optional<int> psid_bits = std::nullopt,
                              std::optional<std::uint16_t> psid = std::nullopt);

  [[nodiscard]] bool shared() const { return psid_bits > 0; }

  /// Length of the prefixes that customers have.
  [[nodiscard]] int end_user_length() const { return v6.length + ea_bits; }

  /// PSID of a port; nothing for a port of nobody.
  [[nodiscard]] std::optional<std::uint16_t> psid_of(std::uint16_t port) const;

  /// The end-user IPv6 prefix of whoever has `address` with PSID `psid` (0 where not shared).
  /// Nothing: the rule has no such customer.  `address` must lie in `v4`.
  [[nodiscard]] std::optional<net::Prefix> end_user_prefix(const net::Address& address,
                                                           std::uint16_t of_psid) const;
};

/// What one customer has, worked out from the end-user prefix.
struct MapCustomer {
  net::Prefix v4;                     ///< a /32 where an address is given, shared or not
  std::optional<std::uint16_t> psid;  ///< where it is shared
  net::Address tunnel_end;            ///< the IPv6 address of its router (section 6)

  /// First and last port of each block, in order; one block of all where not shared.
  std::vector<std::pair<std::uint16_t, std::uint16_t>> ports;
};

/// The customer with that prefix; an Error if it is none of the rule's.
Result<MapCustomer> map_customer(const MapRule& rule, const net::Prefix& end_user);

}  // namespace noroshi::subscriber
