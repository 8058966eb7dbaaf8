// Attack onsets: moments at which several hosts begin to wear down the same victim.
//
// A blow is what one host sends one way at another: SYNs or datagrams that nothing comes back for,
// or requests faster than anybody reads.  A burst of blows is an onset of that host; four hosts or
// more with an onset at the same victim within fifteen seconds were told to.  Victims are hosts,
// not ports: floods often pick ports at random.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "detect/c2/candidates.hpp"
#include "detect/c2/surroundings.hpp"

namespace noroshi::c2 {

struct Onset {
  base::Micros at = 0;       ///< when most of the attackers begin
  std::uint32_t victim = 0;  ///< host
  bool in_vain = false;      ///< the victim answered nothing, so no reader is among them
  std::vector<std::uint32_t> attackers;  ///< watched hosts, in order
};

/// How long before an onset its first blows may fall, as an onset is where they are thickest.
inline constexpr base::Micros kBurstLead = 15 * base::kSecond;

/// How long after an onset its blows are still expected; floods are ordered for minutes.
inline constexpr base::Micros kAttackLasts = 15 * base::kMinute;

/// By time, then by the victim's address.
std::vector<Onset> attack_onsets(std::span<const CandidatePartition> partitions,
                                 const Surroundings& surroundings, const HostIndex& hosts,
                                 unsigned threads);

}  // namespace noroshi::c2
