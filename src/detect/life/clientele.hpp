// Clientele: who visited a server, from when to when.
//
// Clients are pseudonyms (model/token.hpp) that change with their epoch.  They serve to compare
// two servers' clients and leave this leaf as counts only.
#pragma once

#include <cstdint>
#include <vector>

#include "model/finding.hpp"
#include "model/pane.hpp"

namespace noroshi::life {

/// Fewer clients than this are neither linked nor counted out: the rule of all findings (k = 3).
inline constexpr std::uint64_t kFewestClients = 3;

struct Visits {
  net::Address client;
  base::Micros first = 0;  ///< of all visits
  base::Micros last = 0;
  std::uint64_t panes = 0;  ///< 5-minute panes in which it was seen there: records come in clumps
};

struct Clientele {
  model::Endpoint server;
  std::vector<Visits> visits;   ///< ascending by client, each once
  std::uint64_t clients = 0;    ///< distinct ones in all; more than `visits` if only some are here
  base::Micros first_seen = 0;  ///< by any client
};

/// Rows of panes, summed up by server and client; servers in ascending order.
std::vector<Clientele> clienteles(const model::PairBatch& batch);

/// Sorts by client and puts the doubles together.
void settle(std::vector<Visits>& visits);

}  // namespace noroshi::life
