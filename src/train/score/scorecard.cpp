#include "train/score/scorecard.hpp"

#include <algorithm>
#include <set>

#include "train/score/ranking.hpp"

namespace noroshi::score {
namespace {

std::optional<double> ratio(std::size_t part, std::size_t of) {
  if (of == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(of);
}

std::vector<ServerResult> unfound(const TruthEntry& truth) {
  std::vector<ServerResult> servers;
  std::set<model::Endpoint> seen;
  for (const TrueServer& server : truth.servers) {
    if (seen.insert(server.endpoint).second) servers.push_back({.server = server});
  }
  return servers;
}

/// Takes the endpoints that are neither right nor wrong out of `ranking`; returns how many.
std::size_t drop_neutral(const TruthEntry& truth, std::vector<model::Finding>& ranking) {
  if (truth.innocent()) return 0;
  std::set<model::Endpoint> neutral(truth.others.begin(), truth.others.end());
  for (const TrueServer& server : truth.servers) neutral.erase(server.endpoint);
  return std::erase_if(ranking,
                       [&](const auto& finding) { return neutral.contains(finding.subject); });
}

base::Micros span_of(const std::vector<model::Finding>& findings) {
  if (findings.empty()) return 0;
  base::Micros first = findings.front().first_seen;
  base::Micros last = findings.front().last_seen;
  for (const model::Finding& finding : findings) {
    first = std::min(first, finding.first_seen);
    last = std::max(last, finding.last_seen);
  }
  return last - first;
}

/// The mean, over the true servers, of the precision at the rank of each; 0 for those not ranked.
/// That is the area under the precision-recall curve as a sum of steps.
std::optional<double> average_precision(const std::vector<ServerResult>& servers) {
  if (servers.empty()) return std::nullopt;
  std::vector<std::size_t> ranks;
  for (const ServerResult& result : servers) {
    if (result.rank > 0) ranks.push_back(result.rank);
  }
  std::sort(ranks.begin(), ranks.end());
  double sum = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    sum += static_cast<double>(i + 1) / static_cast<double>(ranks[i]);
  }
  return sum / static_cast<double>(servers.size());
}

std::vector<Cut> cuts_of(const ScoreOptions& options, std::size_t candidates,
                         const std::vector<ServerResult>& servers) {
  std::vector<Cut> cuts;
  for (const std::size_t k : options.cuts) {
    if (k == 0) continue;
    const auto within = [k](const ServerResult& result) {
      return result.rank > 0 && result.rank <= k;
    };
    const auto hits = std::count_if(servers.begin(), servers.end(), within);
    cuts.push_back({k, std::min(k, candidates), static_cast<std::size_t>(hits)});
  }
  return cuts;
}

}  // namespace

std::optional<double> Cut::precision() const { return ratio(hits, considered); }

std::size_t Scorecard::found() const {
  return static_cast<std::size_t>(std::count_if(
      servers.begin(), servers.end(), [](const ServerResult& result) { return result.reported; }));
}

std::size_t Scorecard::reported() const { return found() + false_reports.size(); }

std::vector<ServerResult> Scorecard::missed() const {
  std::vector<ServerResult> missed;
  std::copy_if(servers.begin(), servers.end(), std::back_inserter(missed),
               [](const ServerResult& result) { return !result.reported; });
  return missed;
}

std::optional<double> Scorecard::precision() const { return ratio(found(), reported()); }

std::optional<double> Scorecard::recall() const { return ratio(found(), servers.size()); }

std::optional<double> Scorecard::false_reports_per_host_day() const {
  const double host_days = static_cast<double>(hosts) * static_cast<double>(duration) / base::kDay;
  if (!(host_days > 0)) return std::nullopt;
  return static_cast<double>(false_reports.size()) / host_days;
}

Scorecard score(const TruthEntry& truth, const std::vector<model::Finding>& findings,
                const ScoreOptions& options) {
  Scorecard card;
  card.file = truth.file;
  card.kind = truth.kind;
  card.family = truth.family;
  card.threshold = options.threshold;
  card.hosts = options.hosts != 0 ? options.hosts : truth.hosts;
  card.duration = options.duration != 0 ? options.duration : truth.duration;
  if (card.duration == 0) card.duration = span_of(findings);
  card.servers = unfound(truth);

  std::vector<model::Finding> ranking = ranked(findings);
  card.neutral = drop_neutral(truth, ranking);
  card.candidates = ranking.size();
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    const model::Finding& finding = ranking[i];
    const bool reported = finding.probability >= options.threshold;
    const auto server = std::find_if(
        card.servers.begin(), card.servers.end(),
        [&](const ServerResult& result) { return result.server.endpoint == finding.subject; });
    if (server != card.servers.end()) {
      server->rank = i + 1;
      server->probability = finding.probability;
      server->reported = reported;
    } else if (reported) {
      card.false_reports.push_back({finding.subject, finding.probability, i + 1});
    }
  }
  card.cuts = cuts_of(options, card.candidates, card.servers);
  card.average_precision = average_precision(card.servers);
  return card;
}

}  // namespace noroshi::score
