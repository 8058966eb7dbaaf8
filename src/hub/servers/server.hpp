// Server: one C&C server as a list shows it, in plain values.
//
// `Facts` are what a Finding says; they never change and are shared by everybody who sees the same
// text.  `Server` adds what the caller's own sight and the moment add: it is made for one answer,
// and holds nothing that this caller may not see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "hub/servers/standing.hpp"
#include "intel/places/places.hpp"
#include "model/finding.hpp"

namespace noroshi::servers {

struct Facts {
  std::string id;      ///< of the indicator
  std::string author;  ///< id of the identity that the text names; empty: none
  std::string name;    ///< "203.0.113.7:6667/tcp"
  model::Endpoint subject;
  double probability = 0;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  std::uint64_t clients = 0;
  std::uint64_t contacts = 0;
  std::string method;
  std::string reason;         ///< the heaviest evidence for it, a sentence; empty: none
  std::string reason_name;    ///< its name
  std::string evidence;       ///< names of all lines, a blank before and behind each
  std::string innocent;       ///< the nearest innocent explanation
  std::string suppressed_by;  ///< the list that keeps it back; empty: none
};

/// What a row shows of a Finding.
Facts facts_of(std::string_view id, const model::Finding& finding);

/// Numbers of clients below it are said to the Finding's own organisation only (k-anonymity).
inline constexpr std::uint64_t kFewestClients = 3;

struct Server {
  const Facts* facts = nullptr;
  Standing status = Standing::Steady;
  double score = 0;                        ///< 0–100, as of now
  std::optional<std::uint64_t> clients{};  ///< nothing: not said to this caller
  base::Micros added = 0;
  std::uint64_t sources = 0;
  bool watched = false;
  places::Place place{};
  std::string_view judged{};  ///< the reason of the own organisation's word
};

}  // namespace noroshi::servers
