// Truth: who the C2 servers of a generated data set are, and what else must be known to score it.
//
// Written as the one-entry array that docs/formats/truth.md describes.  `c2` holds what a detector
// can be asked to find by endpoint.  What it cannot (a CDN address that innocents share) or should
// not (peers, victims) stands in `other_endpoints` with its kind.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/finding.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::traffic {

/// A server switched off long ago, to which innocent devices retry.
inline constexpr std::string_view kAbandonedService = "abandoned-service";

struct TruthEndpoint {
  model::Endpoint endpoint;
  std::string kind;           ///< "c2", "c2-fronted", "c2-p2p", "abandoned-service", "graft-other"
  std::string family;         ///< as `families` names it; empty if innocent
  std::uint32_t clients = 0;  ///< subscribers that contacted it, seen or not
  std::uint64_t records = 0;  ///< records with it in the output
  base::Micros first_seen = 0;  ///< of those records; 0 if there are none
  base::Micros last_seen = 0;
};

/// A command to attack, carried out.
struct Attack {
  base::Micros commanded = 0;  ///< when the C2 server spoke
  std::string family;
  model::Endpoint c2;
  model::Endpoint victim;
  std::uint32_t bots = 0;
};

struct Truth {
  std::string file;                    ///< of the data; the caller's to fill
  std::string format;                  ///< of the data, as truth.md names it; the caller's to fill
  std::vector<net::Address> infected;  ///< sorted, without doubles
  std::vector<TruthEndpoint> c2;
  std::vector<TruthEndpoint> others;
  std::vector<Attack> attacks;
  std::map<std::string, std::uint64_t> counts;  ///< records by cause
  std::uint64_t records = 0;
  std::vector<std::string> notes;
  Scenario scenario;  ///< what was asked for; its grafts without their flows
};

/// The file's text, ending in a line feed; the same truth always gives the same bytes.
std::string truth_json(const Truth& truth);

/// What a truth file says about one capture: whose flows to graft and what is to be found.
struct CaptureKey {
  std::string family;
  std::vector<std::string> infected;
  std::vector<model::Endpoint> c2;
};

/// Finds the entry whose `file` is `name` or ends in "/name"; an Error says what is wrong.
Result<CaptureKey> capture_key(std::string_view json, std::string_view name);

}  // namespace noroshi::traffic
