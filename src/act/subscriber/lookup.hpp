// Lookup: the Resolver over tables in memory.  See resolver.hpp for what it promises.
#pragma once

#include <vector>

#include "act/subscriber/cgn_log.hpp"
#include "act/subscriber/deterministic_nat.hpp"
#include "act/subscriber/lease_book.hpp"
#include "act/subscriber/log_files.hpp"
#include "act/subscriber/map_rule.hpp"
#include "act/subscriber/name_pool.hpp"
#include "act/subscriber/resolver.hpp"

namespace noroshi::subscriber {

/// Of which time a log tells all, and how far its clock may be off.
struct Term {
  base::Micros kept_from = 0;
  base::Micros complete_until = 0;
  base::Micros clock_error = 0;
};

/// All that is asked; each table settled.
struct Tables {
  NamePool lines;
  StaticTable fixed;
  std::vector<MapRule> rules;
  PrefixTable<std::uint32_t> rule_of;
  std::vector<DeterministicNat> nats;
  CgnLog cgn;
  net::PrefixSet cgn_covers;
  Term cgn_term;
  LeaseBook leases;
  net::PrefixSet leases_cover;
  Term lease_term;
};

class Lookup : public Resolver {
 public:
  explicit Lookup(Tables tables) : tables_(std::move(tables)) {}

  [[nodiscard]] Resolution resolve(const model::Sighting& sighting) const override;

 private:
  [[nodiscard]] std::optional<Resolution> by_static(const net::Prefix& prefix) const;
  [[nodiscard]] std::optional<Resolution> by_rule(const model::Sighting& sighting) const;
  [[nodiscard]] std::optional<Resolution> by_nat(const model::Sighting& sighting) const;
  [[nodiscard]] Resolution by_cgn_log(const model::Sighting& sighting) const;
  [[nodiscard]] Resolution by_lease(const net::Prefix& prefix,
                                    const model::Sighting& sighting) const;
  [[nodiscard]] Resolution by_computed(const std::vector<net::Prefix>& prefixes,
                                       std::string_view source,
                                       const model::Sighting& sighting) const;

  Tables tables_;
};

}  // namespace noroshi::subscriber
