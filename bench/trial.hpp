// Trial: one input through Noroshi and through the RITA formulas, judged by the same truth.
//
// Both methods see the same records in one pass and end in a list of findings, best first, so that
// one scorecard measures both.  RITA knows no ports: it is right about a server if the address is
// right.  What a list says of an endpoint that the truth calls neither right nor wrong counts for
// no one; ranks are those of the list as an analyst sees it, such endpoints included.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/c2/hunt.hpp"
#include "rita_baseline.hpp"
#include "train/score/scorecard.hpp"

namespace noroshi::bench {

/// RITA v5 calls a beacon of this score "high" and more.
inline constexpr double kRitaThreshold = 0.7;

/// What became of one method's list.
struct Showing {
  std::vector<model::Finding> findings;  ///< likeliest first
  score::Scorecard card;
  std::vector<std::size_t> ranks;  ///< of card.servers in the list as it is, from 1; 0: not in it

  /// The best of the true servers: its place in card.servers, or nothing if none is in the list.
  [[nodiscard]] std::optional<std::size_t> best() const;
  [[nodiscard]] std::size_t best_rank() const;  ///< 0: none is in the list
};

struct Verdict {
  score::TruthEntry truth;
  c2::HuntSummary summary;
  std::uint64_t contacts = 0;  ///< with the true servers, after stitching
  Showing noroshi;
  Showing rita;
};

class Trial {
 public:
  /// `inside`: the watched networks besides the private ones, which RITA must be told of.
  explicit Trial(const std::vector<net::Prefix>& inside = {});

  void add(const model::FlowBatch& batch);

  /// Hunts in all that was added, with default options and every candidate listed.
  Verdict judge(const score::TruthEntry& truth) &&;

 private:
  c2::FlowTable table_;
  rita::Baseline baseline_;
};

/// RITA's servers as findings: the true (else the neutral) endpoint at the same address where there
/// is one, else the address with port 0.  The score stands as probability.
std::vector<model::Finding> as_findings(const std::vector<rita::ServerScore>& servers,
                                        const score::TruthEntry& truth);

}  // namespace noroshi::bench
