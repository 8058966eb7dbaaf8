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
// for the choice with the logarithm of how many there were, and what chance does in the same place
// is drawn, not assumed (schedule_chance.cpp): many clients with a few calls each always agree on
// some period.
//
// Where packets were sampled another figure is used, which needs no rate (schedule_phase.cpp).
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
  double chance = 1;  ///< that calls without a beat fit some period as well (schedule_chance.cpp)
  std::size_t intervals = 0;
  std::size_t clients = 0;     ///< clients that follow the period
  std::size_t against = 0;     ///< clients that clearly do not; the others show too little
  std::size_t of_clients = 0;  ///< clients with at least two intervals

  /// 0–1: how far chance is ruled out; nothing above one in ten, all of it below one in 10⁴.
  [[nodiscard]] double certainty() const;
};

/// What the search must know of how the calls were seen.
struct Watching {
  bool sampled = false;  ///< packets were sampled: most calls are missing
};

/// Start times of the visits of one client: contacts that begin within kBurst of one another are
/// one visit (a page, a retry), and so are the pieces that an exporter's timeout made of a contact
/// (each begins where one that lasted for a timeout ended, and no SYN says that it is new).
/// Ordered.
std::vector<base::Micros> visits(ClientContacts contacts);

inline constexpr base::Micros kBurst = base::kSecond;

/// The best period from 1.5 s to half of the longest client's span; nothing if there are fewer
/// than three intervals or no period fits better than none.
std::optional<Schedule> find_schedule(std::span<const std::vector<base::Micros>> clients,
                                      Watching watching = {});

/// The same without Schedule::chance: over whole intervals, or over their phases.
std::optional<Schedule> best_schedule(std::span<const std::vector<base::Micros>> clients,
                                      Watching watching);

std::optional<Schedule> best_by_phase(std::span<const std::vector<base::Micros>> clients);

/// The probability that clients with the same habits but without a beat reach the likelihood of
/// `schedule` by their best period.
double chance_of(const Schedule& schedule, std::span<const std::vector<base::Micros>> clients,
                 Watching watching);

}  // namespace noroshi::c2
