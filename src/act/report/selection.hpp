// Selection: what one report may say.
//
// There is one for the whole (whoever runs the telescope) and one for each operator.  Everything
// that would name somebody else's address is left out here, once, so that no form can give it away:
// a Selection for an operator holds addresses of its own ranges only, and the forms see nothing but
// a Selection.  The telescope's own dark addresses are in none: whoever knows them can avoid them.
//
// Plain values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "act/report/shares.hpp"
#include "detect/scan/scan.hpp"
#include "intel/places/places.hpp"
#include "intel/registry/registry.hpp"

namespace noroshi::report {

/// What is known of where an address belongs.
struct Spot {
  std::string operator_id;  ///< empty: nobody registered
  std::uint32_t asn = 0;    ///< 0: not known
  std::string country;      ///< two capitals; empty: not known
};

/// The registry first, then the tables of places.  Both may be missing, and must outlive it.
class Atlas {
 public:
  explicit Atlas(const registry::Registry* registry, const places::Places* places = nullptr)
      : registry_(registry), places_(places) {}

  [[nodiscard]] Spot spot_of(const net::Address& address) const;
  [[nodiscard]] const registry::Operator* operator_of(std::string_view id) const {
    return registry_ == nullptr ? nullptr : registry_->operator_of(id);
  }

  /// For scan::analyse: the registered range as the pool in which subscribers change addresses.
  [[nodiscard]] scan::PoolOf pools() const;

 private:
  const registry::Registry* registry_;
  const places::Places* places_;
};

struct Infected {
  model::InfectedHost host;  ///< without destinations
  Spot spot;
};

struct Victim {
  model::DosVictim victim;
  Spot spot;
};

/// Addresses by how they relate to the days before.
struct Standings {
  std::uint64_t fresh = 0;  ///< "new"
  std::uint64_t persistent = 0;
  std::uint64_t returned = 0;
  std::uint64_t cleared = 0;

  void add(model::Standing standing);
  [[nodiscard]] std::uint64_t infected() const { return fresh + persistent + returned; }
  friend bool operator==(const Standings&, const Standings&) = default;
};

struct Network {
  std::string id;  ///< of the operator; empty: addresses that nobody registered
  std::string name;
  std::string name_ja;
  Standings standings;
  std::uint64_t victims = 0;
};

/// A campaign without its sources: how many of them are the reader's own.
struct CampaignLine {
  std::string id;
  std::string tool;
  std::string profile;
  std::vector<scan::Service> services;
  std::uint64_t own_sources = 0;
  std::uint64_t sources = 0;
  std::uint64_t packets = 0;
  base::Micros first = 0;
  base::Micros last = 0;
  bool synchronised = false;
  double chance = 1;
};

struct Selection {
  base::Micros begin = 0;
  base::Micros end = 0;
  std::string sensor;
  Network reader;                      ///< whose report it is; without an id: the whole
  std::vector<Network> networks;       ///< in the whole: each operator, most infected first
  std::vector<Infected> infected;      ///< by address; cleared ones among them
  std::vector<Victim> victims;         ///< most replies first
  std::vector<scan::HostCount> hosts;  ///< of the reader's networks
  std::vector<scan::Surge> surges;     ///< of everybody: ports, no addresses
  double surge_threshold = 0;
  std::vector<scan::Novelty> novelties;
  std::vector<CampaignLine> campaigns;  ///< with at least one of the reader's sources; no research
  std::vector<scan::Researcher> researchers;
  std::uint64_t all_researchers = 0;
  std::vector<scan::ServiceCount> services;  ///< in the whole: of all scanning sources
  std::vector<model::TelescopeHour> hours;
  std::vector<base::Micros> missing_hours;  ///< hours of the day of which nothing is known

  [[nodiscard]] bool whole() const { return reader.id.empty(); }
};

/// Everything.
Selection select_all(const scan::Day& day, const Atlas& atlas, std::string_view sensor);

/// What `id` may know.  `shares` are of the same day and atlas.
Selection select_for(std::string_view id, const scan::Day& day, const Shares& shares,
                     const Atlas& atlas, std::string_view sensor);

}  // namespace noroshi::report
