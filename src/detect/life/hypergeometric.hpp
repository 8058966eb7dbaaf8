// The hypergeometric tail: how likely so many shared clients are by chance.
//
// Of `population` clients `marked` know one server; `drawn` clients, those of another, are taken
// without looking.  Popularity needs no further discount: a server that everybody knows shares
// clients with everyone.  Exact (base/chance.hpp), pure.
#pragma once

#include <cstdint>

namespace noroshi::life {

/// ln P[X ≥ at_least]; a population smaller than its parts is taken as large as they are.
double log_shared_by_chance(std::uint64_t population, std::uint64_t marked, std::uint64_t drawn,
                            std::uint64_t at_least);

/// ln P[Bin(n, ½) ≥ at_least].
double log_heads_by_chance(std::uint64_t n, std::uint64_t at_least);

}  // namespace noroshi::life
