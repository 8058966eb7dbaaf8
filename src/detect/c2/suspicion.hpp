// Suspicion: what the first judging of all servers says about their clients, and so about others.
//
// A client is suspicious if it visits servers that are likely masters: 1 − Π (1 − damping × p).
// A server whose few visitors are mostly such, more than chance allows, is suspicious in turn,
// whatever it shows by itself.  A server never supports itself: its own part is taken out of its
// visitors' suspicion first.  This is one step and there is no second: bots use CDNs as all do, and
// step by step everything that bots use would become suspicious.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/c2/candidates.hpp"
#include "detect/c2/standing.hpp"
#include "detect/c2/surroundings.hpp"

namespace noroshi::c2 {

/// A server of lower probability leaves no trace on its clients.
inline constexpr float kLeavesTrace = 0.2F;

/// A server's overlap with the suspicious clients of other servers.
struct Suspect {
  std::uint32_t candidate = 0;  ///< in its partition
  Overlap company;
};

/// By partition and candidate, those of servers with such visitors.  `probabilities`, by partition
/// and candidate, are of the first judging; memory goes with the clients of likely servers only.
std::vector<std::vector<Suspect>> shared_suspects(std::span<const CandidatePartition> partitions,
                                                  std::span<const std::vector<float>> probabilities,
                                                  const Surroundings& surroundings,
                                                  unsigned threads);

}  // namespace noroshi::c2
