// Command: whether attackers hear from a server just before they attack.
//
// For every onset (attack_onsets.hpp) and every server that at least three of its attackers use:
// how many of them have anything to do with it in the ten seconds before, against what the same
// hosts do at other times within an hour of it.  Ten seconds: bots obey within a few, and a longer
// window fills with keep-alives, which come each minute; a record that began before the command,
// because the router had not closed it yet, is missed.
//
// The null is drawn: the same onsets shifted by random times.  It also says how unevenly contacts
// come (devices on the same clock call together), so that the tail beyond the draws can be that of
// a negative binomial with their mean and variance.  Pure; the draws follow from the endpoint.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/c2/attack_onsets.hpp"
#include "detect/c2/candidates.hpp"
#include "detect/c2/standing.hpp"

namespace noroshi::c2 {

inline constexpr base::Micros kCommandWindow = 10 * base::kSecond;

/// What there is to watch: from the first to the last moment of the input.
struct Span {
  base::Micros first = 0;
  base::Micros last = 0;
};

/// Attackers in touch, over all attacks, below which nothing is concluded.
inline constexpr std::uint32_t kFewestHeard = 3;

/// The test of one server; `discovery` is left to the caller, and no attacks mean no test.
/// `joined` says of each host whether it is an attacker at all.
Command heard_before(const CandidatePartition& partition, std::uint32_t candidate,
                     std::span<const Onset> onsets, const std::vector<bool>& joined, Span watched);

}  // namespace noroshi::c2
