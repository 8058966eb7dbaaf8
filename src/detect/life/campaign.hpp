// Campaigns: servers that belong together, because the same clients obey them.
//
// Two servers are linked when they share at least three clients, by chance with p ≤ 0.001 times all
// pairs compared (hypergeometric against both popularities), and the shared ones are a good part of
// both (Ochiai, x ÷ √(n·m) ≥ 0.25; 0.1 suffices where the port, the period of contact or the hours
// of activity agree too).  Agreement alone links nothing: half the world beacons to 443.
//
// Connected components would let one popular server, wrongly suspected, glue botnets together.  So
// links are taken strongest first, and two groups merge only if their *joint* clienteles overlap
// by 0.1 too.  Clients that know more than 64 of the servers (scanners,
// researchers) are left out and counted.  The order of the input does not matter.  Pure; memory
// grows with Σ (servers a client)², at most 64 of them each.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "detect/life/clientele.hpp"
#include "detect/life/liveness.hpp"
#include "detect/life/migration.hpp"

namespace noroshi::life {

struct Member {
  const Life* life = nullptr;
  const Clientele* clientele = nullptr;
  double period_s = 0;  ///< of contact, if its finding says; 0: unknown
};

struct CampaignLink {
  model::Endpoint a, b;      ///< a < b
  std::uint64_t shared = 0;  ///< clients
  double overlap = 0;        ///< Ochiai
  double log_p = 0;          ///< corrected for all pairs
  bool same_port = false;
  bool same_period = false;  ///< within 5 %
  bool same_hours = false;   ///< active in the same hours, Jaccard ≥ ½
  bool moved = false;        ///< clients moved from one to the other
};

struct Campaign {
  std::vector<model::Endpoint> servers;  ///< ascending, at least two
  std::uint64_t clients = 0;             ///< of all together
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  std::vector<CampaignLink> links;  ///< between its servers, the surest first
};

struct Campaigns {
  std::vector<Campaign> found;     ///< by clients, most first
  std::uint64_t busy_clients = 0;  ///< left out: they know too many of the servers
  std::uint64_t left_out = 0;      ///< servers beyond the bound
};

struct CampaignOptions {
  std::uint64_t least = kFewestClients;
  std::size_t most_servers = 10'000;  ///< in ascending order of their endpoints
};

Campaigns campaigns_of(std::vector<Member> members, std::span<const Migration> migrations,
                       std::uint64_t population, const CampaignOptions& options = {});

}  // namespace noroshi::life
