// The questions behind `c2 life`: what was seen of some servers by the hour, and who visited them.
//
// The dialect and its rules are those of request.hpp.  Answers hold at most one row a server and
// hour, or one a server and client; where clients are rows, the caller has written down why.
// Servers are few (findings), so they stand in the text, at most kMostServersAsked at a time; as
// they are looked up by address and by port, answers may hold further services of those addresses
// and ports, which the caller passes over.
#pragma once

#include <span>
#include <string>

#include "model/finding.hpp"
#include "store/query/request.hpp"

namespace noroshi::query {

inline constexpr std::size_t kMostServersAsked = 500;

/// server, port, proto, k_hour; n_packets, n_rev_packets, n_flows, n_rev_flows, n_failed,
/// n_sampling, n_first, n_last, n_answer (the latest end of a row with an answer).
std::string hours_of(std::span<const model::Endpoint> servers, const Window& window);

/// k_hour, n_flows: of all servers, to tell hours in which nothing at all was stored.
std::string flows_by_hour(const Window& window);

/// pane, exporter, domain, unit, received, lost, records.
std::string exposures(const Window& window);

/// server, port, proto, client; n_first, n_last, n_panes (5-minute panes).
std::string visits_of(std::span<const model::Endpoint> servers, const Window& window);

/// The same, of those clients only that `of` has.
std::string visits_of(std::span<const model::Endpoint> servers, const model::Endpoint& of,
                      const Window& window);

/// Services that clients of `of` were seen at in `since`, those that most of them share first, and
/// how many of those clients; n_spoke leaves out clients that only ever sent SYNs, as scanners do:
/// server, port, proto, n_shared, n_spoke.
std::string shared_with(const model::Endpoint& of, const Window& window, const Window& since);

/// server, port, proto, n_clients, n_first: of anybody.
std::string popularity_of(std::span<const model::Endpoint> servers, const Window& window);

/// One row: n_clients, n_tokens (those of them that are subscribers' pseudonyms).
std::string population(const Window& window);

}  // namespace noroshi::query
