// The hunt: a table of flows → ranked Findings of C&C servers, each with its reasons.
//
// Pure: no clock, no file, no global; the same table gives the same bytes on any number of threads.
// Every server endpoint is weighed on independent lines of evidence (lines.cpp), whose weights add
// up to log-odds (coefficients.hpp).  The prior falls with the number of servers in the input: the
// more there are, the more of them look odd by chance.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"
#include "detect/c2/ages.hpp"
#include "detect/c2/coefficients.hpp"
#include "detect/c2/flow_table.hpp"
#include "detect/c2/input.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/platforms.hpp"
#include "detect/c2/schedule.hpp"
#include "detect/c2/suppression.hpp"
#include "model/finding.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {

/// Findings at or above are for a person to act on.
inline constexpr double kDefaultThreshold = 0.7;

struct HuntOptions {
  std::uint32_t sampling = 0;  ///< one of N packets was seen; 0: what the records state, else 1
  unsigned threads = 0;        ///< 0: as many as the machine has
  double threshold = kDefaultThreshold;   ///< least probability that is reported
  bool all = false;                       ///< report every candidate, whatever its probability
  std::vector<model::Endpoint> always{};  ///< servers reported whatever their probability
  std::vector<net::Prefix> inside{};      ///< the watched network; empty: private addresses
  std::vector<Platform> platforms = known_platforms();
  std::vector<FirstSeen> ages{};  ///< since when servers are known, beyond this input
  Coefficients coefficients = built_in_coefficients();
  std::vector<SuppressionList> suppressions{};  ///< services that are not reported
  /// What is known of the window whose pairs the table holds in part (prune.hpp).
  std::shared_ptr<const Overview> overview{};
  std::vector<net::Address> infected{};  ///< hosts known to be infected; see known_infected
};

/// What was looked at, for the line under the table.
struct HuntSummary {
  std::uint64_t records = 0;   ///< read
  std::uint64_t ignored = 0;   ///< of these, not TCP, UDP or SCTP between two hosts
  std::uint64_t contacts = 0;  ///< after stitching
  std::size_t servers = 0;     ///< service endpoints, all of them weighed
  std::size_t clients = 0;
  std::size_t hosts = 0;       ///< distinct addresses
  std::uint32_t sampling = 1;  ///< the interval that was used
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
};

struct HuntResult {
  std::vector<model::Finding> findings;  ///< likeliest first; ties by address and port
  /// What would stand among `findings` but for a list, in the same order; each names its list.
  std::vector<model::Finding> suppressed{};
  HuntSummary summary;
};

HuntResult hunt(FlowTable table, const HuntOptions& options);

/// A server as the model sees it: what training and yard-sticks start from.
struct Weighed {
  model::Endpoint endpoint;
  double prior = 0;       ///< log-odds before bias and evidence
  Strengths strengths{};  ///< what its lines saw
  std::uint32_t clients = 0;
  std::uint32_t contacts = 0;
};

/// Every server of the table, by endpoint.  The strength of shared_suspicion follows from a first
/// judging by the coefficients of `options`; all others are what the lines saw.  `summary`, if
/// given, is filled as in a HuntResult.
std::vector<Weighed> weigh(FlowTable table, const HuntOptions& options,
                           HuntSummary* summary = nullptr);

/// One endpoint told in full.  Clients are numbered by their first contact, from 0.
struct Story {
  model::Finding finding;
  HuntSummary summary;
  std::optional<Schedule> schedule;
  std::vector<std::vector<base::Micros>> visits;  ///< start times by client, the busiest first
  std::vector<double> intervals;                  ///< seconds between visits, over all clients
  double prior = 0;                               ///< log-odds before any evidence
};

/// NotFound if nobody talked to `server` in this input.
Result<Story> explain(FlowTable table, const HuntOptions& options, const model::Endpoint& server);

/// The commonest innocent explanation of what the evidence shows, in a sentence.
std::string innocent_explanation(const model::Finding& finding, base::Language language);

}  // namespace noroshi::c2
