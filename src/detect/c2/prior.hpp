// The prior: log-odds of a server before anything is known of it.
//
// How many of the servers that could be C2 are expected to be: one in an input that somebody
// thought worth a look, and more with the number of clients, but not in step with it, because
// infections share their masters (as texts share their words: Heaps' law).  Some servers were not
// seen.
#pragma once

#include <cmath>

namespace noroshi::c2 {

inline double expected_c2_servers(double clients) {
  constexpr double kClients = 1'000;
  return 1.0 + std::sqrt(clients / kClients);
}

inline double prior_log_odds(double clients, double outside_servers) {
  constexpr double kUnseenServers = 60;
  return std::log(expected_c2_servers(clients) / (kUnseenServers + outside_servers));
}

}  // namespace noroshi::c2
