// Resolver: which line an operator lent an address and port to, at one instant.
//
// Runs at the operator alone: what it answers is personal data and leaves nowhere (act/notify
// passes on a case id and a state).  It asks, in this order, the sources that the operator
// configured (docs/operations/subscriber.md):
//
//   static ranges            one line a prefix
//   MAP-E (RFC 7597)         computed: address + port set id → delegated prefix → line
//   deterministic NAT        computed: address + port → inside address → lease (RFC 7422)
//   CGN log                  address + port + protocol at a time → inside address → lease
//   leases                   DHCP, DHCPv6-PD and PPPoE intervals
//
// The rule of the house: a line is named only if every instant and port that the sighting allows
// (its clock error and the operator's own) gives the same one.  Everything else is Ambiguous or
// Unknown, with a reason, and nobody is notified.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/infected_host.hpp"

namespace noroshi::subscriber {

enum class Outcome : std::uint8_t {
  Found,
  Ambiguous,  ///< several lines are possible
  Unknown,    ///< no source knows the address at that time
};

/// Why there is no single line; and by which source there is one.  Stable words, for counting.
enum class Reason : std::uint8_t {
  None,
  NoSourcePort,       ///< the address is shared, and the sighting has no port
  ClockSkew,          ///< within the clocks' error the address changed hands
  OverlappingLeases,  ///< the operator's own log gives it to two at once
  NotCovered,         ///< no configured source covers the address
  NoRecord,           ///< a source covers it, and knows nobody at that time
  PortNotAssigned,    ///< the rule gives that port to nobody (RFC 7597, section 5.1: A > 0)
  UnknownLine,        ///< computed inside address or prefix, of no known line
  LogRetired,         ///< older than the log is kept
};

struct Resolution {
  Outcome outcome = Outcome::Unknown;
  Reason reason = Reason::NotCovered;
  std::string line;    ///< the operator's name for the subscriber line; empty unless Found
  std::string source;  ///< "static", "map-e", "deterministic-nat", "cgn-log", "lease"
  std::string
      device;  ///< what the lease says of the device at the line (client id, MAC), keyed hash
};

std::string_view to_string(Outcome outcome);
std::string_view to_string(Reason reason);

/// Any number of threads may ask.
class Resolver {
 public:
  virtual ~Resolver() = default;
  [[nodiscard]] virtual Resolution resolve(const model::Sighting& sighting) const = 0;
};

}  // namespace noroshi::subscriber
