// Migration: where the clients of a server went when they left it.
//
// Of the n clients that stopped with server A, x began with B afterwards and within the window.
// Two things must hold at once:
//   overlap   P[Hyp(population, clients of B, n) ≥ x] × services tested ≤ 0.001: B's own popularity
//             explains the overlap of a CDN, a resolver or a time server.  And B must be theirs:
//             x ÷ √(n · clients of B) ≥ 0.2 (Ochiai), which a service of thousands cannot reach.
//   order     four of five that know both came to B only after A.  A service that they used all
//             along comes first as often as last (sign test, p ≤ 0.05; p ≤ 0.125, three of three,
//             if nobody was seen at B before A fell silent).
// Who moves, stays: at the new place the clients are seen over an hour or more, which the victim of
// an attack and the target of a scan are not.  Where they came to C only after they had left B, C
// is B's next server and not A's.
//
// A client has stopped when A has stopped answering, or when it was silent for a day by itself,
// with p ≤ 0.05.  What it does after A's last answer are retries, and do not count as staying.
//
// Where a verdict cannot be had, it says why: too few clients, a sampling so thin that fewer than
// three, or than a fifth, would have been seen again had all moved, or pseudonyms that changed in
// between.  How often a client is seen is reckoned with those in mind that nobody saw.  Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "detect/life/clientele.hpp"
#include "detect/life/liveness.hpp"

namespace noroshi::life {

struct MigrationOptions {
  base::Micros window = 2 * base::kDay;  ///< between the last visit to A and the first to B
  std::uint64_t least = kFewestClients;  ///< clients that stopped, and that moved
  /// Instants at which pseudonyms change, ascending.
  std::vector<base::Micros> epochs;
};

enum class Whereabouts : std::uint8_t {
  Moved,
  NotSeenElsewhere,  ///< enough clients, and nothing that most of them turned to
  StillThere,        ///< too few have stopped to speak of leaving
  TooFewClients,
  TooThin,        ///< sampling: had they all moved, too few would have been seen again
  NewPseudonyms,  ///< the same, because the epoch ended
};
std::string_view name_of(Whereabouts whereabouts);  ///< "moved", "not-seen-elsewhere", …

struct Move {
  model::Endpoint from;
  model::Endpoint to;
  std::uint64_t left = 0;        ///< clients that stopped with `from`
  std::uint64_t came = 0;        ///< of those, that began with `to` afterwards
  std::uint64_t clients_to = 0;  ///< all clients of `to`
  double containment = 0;        ///< came ÷ left
  double jaccard = 0;            ///< came ÷ (left + clients_to − came)
  double log_p = 0;              ///< ln of the hypergeometric p, corrected for services tested
  double order_log_p = 0;        ///< ln of the sign test's p
  base::Micros last_visit = 0;   ///< to `from`, the middle one of those that came
  base::Micros first_visit = 0;  ///< to `to`
  base::Micros last_there = 0;   ///< to `to`
};

struct Migration {
  model::Endpoint from;
  Whereabouts whereabouts = Whereabouts::StillThere;
  std::uint64_t left = 0;     ///< clients that stopped
  double expected_again = 0;  ///< of them, that would be seen again within the window
  std::vector<Move> moves;    ///< the surest first
};

/// What all migrations of one store and window share.
struct Surroundings {
  std::uint64_t population = 0;  ///< distinct clients of anything
  /// Services that clients of A were seen at: how often chance could have struck.
  std::uint64_t tested = 1;
  Hours hours;
};

/// `candidates` need not hold their whole clientele, only what they share with A; A itself among
/// them is passed over.
Migration migration_of(const Life& from, const Clientele& clients,
                       std::span<const Clientele> candidates, const Surroundings& surroundings,
                       const MigrationOptions& options = {});

}  // namespace noroshi::life
