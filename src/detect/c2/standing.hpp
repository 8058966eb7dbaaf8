// Standing: what comparing all servers with one another found out about one of them.
//
// Most servers have none of it: nobody among their clients is marked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace noroshi::c2 {

/// How many of a server's visitors belong to a marked set, and how surprising that is.
struct Overlap {
  std::uint32_t seen = 0;      ///< of its visitors, marked
  std::uint32_t visitors = 0;  ///< watched hosts that visit it (audience.hpp)
  std::uint32_t marked = 0;    ///< watched hosts in all that are marked
  double orders = 0;           ///< −log10 of the chance (chance.hpp)
  double discovery = 0;        ///< −log10 q over all servers of the run
};

struct Standing {
  std::uint32_t candidate = 0;  ///< in its partition
  Overlap attackers;            ///< hosts that scan or flood
  Overlap infected;             ///< hosts that the caller knows to be infected
};

}  // namespace noroshi::c2
