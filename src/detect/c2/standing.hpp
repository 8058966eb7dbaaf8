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

/// How much its clients had to do with a server just before they attacked together.
struct Command {
  std::uint32_t attacks = 0;    ///< that at least three of its clients took part in
  std::uint32_t attackers = 0;  ///< of these attacks, all together
  std::uint32_t heard = 0;      ///< of them, in touch with the server just before the onset
  double expected = 0;          ///< of them, by what the same clients do at other times
  double likelihood = 0;        ///< log-likelihood ratio, summed over the attacks
  double orders = 0;            ///< −log10 of the chance
  double discovery = 0;         ///< −log10 q over all servers of attackers
};

struct Standing {
  std::uint32_t candidate = 0;  ///< in its partition
  Overlap attackers{};          ///< hosts that scan or flood
  Overlap infected{};           ///< hosts that the caller knows to be infected
  Overlap group{};              ///< hosts that scan the same ports: the group that surprises most
  std::uint32_t groups = 0;     ///< that were tried; the chance pays for the choice
  std::uint16_t scanned = 0;    ///< the first of the ports of that group,
  std::uint32_t ports = 0;      ///< and how many there are
  std::uint32_t struck_by = 0;  ///< clients that joined an attack on its address
  Command command{};
  Overlap suspicious{};  ///< clients that other likely servers make suspicious; second judging only
};

}  // namespace noroshi::c2
