// Scorecard: how good a list of findings is, measured against the truth.
//
// Pure functions of their arguments.  Two views of the same list: what is *reported* (probability
// at or above the threshold) gives precision, recall and false reports; the *ranking* of all
// candidates gives precision at k, average precision and the rank of each true server.  Endpoints
// that the truth calls neither right nor wrong are taken out of both first.
//
// Precision and PR-AUC, not accuracy or ROC: servers that are no C2 outnumber the others a million
// to one, and a thousandth of them wrong is a list that nobody reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/finding.hpp"
#include "train/score/truth.hpp"

namespace noroshi::score {

struct ScoreOptions {
  double threshold = 0.5;                           ///< a finding at or above it is reported
  std::vector<std::size_t> cuts = {1, 3, 10, 100};  ///< k of precision at k; zero is ignored
  std::uint64_t hosts = 0;                          ///< hosts watched; 0: as the truth says
  base::Micros duration = 0;  ///< of the data; 0: as the truth says, else from
                              ///< the first to the last finding
};

/// Precision among the first k of the ranking, or among all if there are fewer.
struct Cut {
  std::size_t k = 0;
  std::size_t considered = 0;  ///< min(k, candidates)
  std::size_t hits = 0;

  [[nodiscard]] std::optional<double> precision() const;
};

/// What became of one true server.
struct ServerResult {
  TrueServer server;
  std::size_t rank = 0;    ///< from 1; 0: not among the candidates
  double probability = 0;  ///< 0 if not among them
  bool reported = false;

  /// No record of it is in the data, by the truth's own count.
  [[nodiscard]] bool unseen() const { return server.flows == std::uint64_t{0}; }
};

/// A report of a server that is no C2.
struct FalseReport {
  model::Endpoint endpoint;
  double probability = 0;
  std::size_t rank = 0;
};

struct Scorecard {
  std::string file;
  std::string kind;
  std::string family;
  double threshold = 0;
  std::size_t candidates = 0;              ///< in the ranking, without the neutral ones
  std::size_t neutral = 0;                 ///< neither right nor wrong, at any probability
  std::vector<ServerResult> servers;       ///< in the order of the truth
  std::vector<FalseReport> false_reports;  ///< in the order of the ranking
  std::vector<Cut> cuts;
  std::optional<double> average_precision;  ///< area under the precision-recall curve
  std::uint64_t hosts = 0;
  base::Micros duration = 0;

  [[nodiscard]] std::size_t found() const;     ///< true servers reported
  [[nodiscard]] std::size_t reported() const;  ///< found() and false reports
  [[nodiscard]] std::vector<ServerResult> missed() const;

  [[nodiscard]] std::optional<double> precision() const;  ///< nothing if nothing was reported
  [[nodiscard]] std::optional<double> recall() const;     ///< nothing if there is no true server
  /// Nothing if the number of hosts or the duration is unknown.
  [[nodiscard]] std::optional<double> false_reports_per_host_day() const;
};

Scorecard score(const TruthEntry& truth, const std::vector<model::Finding>& findings,
                const ScoreOptions& options = {});

/// One JSON object in one line (docs/formats/scorecard.md); figures that do not exist are null.
std::string to_json(const Scorecard& card);

}  // namespace noroshi::score
