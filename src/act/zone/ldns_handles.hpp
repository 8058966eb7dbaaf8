// What ldns allocates, with an owner.  Private to act/zone.
#pragma once

#include <cstdlib>
#include <ldns/ldns.h>
#include <memory>

// ldns defines them for compilers without; the standard library compares with `false`, not with 0.
#undef bool
#undef true
#undef false

namespace noroshi::zone {

struct LdnsFree {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
  void operator()(ldns_rr* record) const { ldns_rr_free(record); }
  void operator()(ldns_rdf* field) const { ldns_rdf_deep_free(field); }
  void operator()(std::uint8_t* octets) const { std::free(octets); }
};

using Packet = std::unique_ptr<ldns_pkt, LdnsFree>;
using Record = std::unique_ptr<ldns_rr, LdnsFree>;
using Field = std::unique_ptr<ldns_rdf, LdnsFree>;
using Octets = std::unique_ptr<std::uint8_t, LdnsFree>;

}  // namespace noroshi::zone
