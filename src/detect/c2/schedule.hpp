// Schedules: do these clients call at a steady pace, and which?
//
// The model is a thinned renewal process (research: "stage 3"): calls come every T seconds with
// relative jitter σ, but each is seen only with probability p, so that the observed interval is a
// whole number m of periods with P(m) = p(1−p)^(m−1):
//
//   f(Δ) = 0.9 · Σ_m p(1−p)^(m−1) · N(Δ; mT, m(σT)²)  +  0.1 · f0(Δ)
//
// p needs no sampling rate: it follows from the observed rate λ, p = Tλ (kept within 1/2000–0.95).
// The rival f0, fitted to each client, is the better of two ways to call without a schedule:
// exponential intervals (independent calls, and what heavy sampling makes of anything) and
// log-uniform ones (bursts, sessions and pauses: intervals of every scale).  The figure of a period
// is the sum over clients of the log-likelihood ratio; clients that do not follow it can lower the
// sum by little (a server may have visitors of other kinds).  The best of all periods tried pays
// for the choice with the logarithm of how many there were.
//
// Pure; costs O(intervals × periods), both bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "detect/c2/contact.hpp"

namespace noroshi::c2 {

struct Schedule {
  double period = 0;       ///< T, seconds
  double jitter = 0;       ///< σ, as a share of T
  double likelihood = 0;   ///< log-likelihood ratio after the price of the choice (natural log)
  double on_schedule = 0;  ///< share of all intervals that fit the period (or a multiple of it)
  double missed = 0;       ///< share of the calls that were not seen (1 − p, over all clients)
  std::size_t intervals = 0;
  std::size_t clients = 0;     ///< clients that follow the period
  std::size_t of_clients = 0;  ///< clients with at least two intervals
};

/// Start times of the visits of one client: contacts that begin within kBurst of one another are
/// one visit (a page, a retry).  Ordered.
std::vector<base::Micros> visits(ClientContacts contacts);

inline constexpr base::Micros kBurst = base::kSecond;

/// The best period from 1.5 s to half of the longest client's span; nothing if there are fewer
/// than three intervals or no period fits better than chance.
std::optional<Schedule> find_schedule(std::span<const std::vector<base::Micros>> clients);

}  // namespace noroshi::c2
