#include "trial.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace noroshi::bench {
namespace {

Showing show(const score::TruthEntry& truth, std::vector<model::Finding> findings,
             double threshold) {
  Showing showing{.findings = std::move(findings), .card = {}, .ranks = {}};
  showing.card = score::score(truth, showing.findings, {.threshold = threshold});
  for (const score::ServerResult& result : showing.card.servers) {
    const auto found = std::ranges::find(showing.findings, result.server.endpoint,
                                         [](const model::Finding& one) { return one.subject; });
    const bool listed = found != showing.findings.end();
    showing.ranks.push_back(listed ? static_cast<std::size_t>(found - showing.findings.begin()) + 1
                                   : 0);
  }
  return showing;
}

std::uint64_t contacts_with(const Showing& showing) {
  std::uint64_t contacts = 0;
  for (const std::size_t rank : showing.ranks) {
    if (rank > 0) contacts += showing.findings[rank - 1].contacts;
  }
  return contacts;
}

}  // namespace

std::optional<std::size_t> Showing::best() const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] > 0 && (!best || ranks[i] < ranks[*best])) best = i;
  }
  return best;
}

std::size_t Showing::best_rank() const {
  const auto place = best();
  return place ? ranks[*place] : 0;
}

Trial::Trial(const std::vector<net::Prefix>& inside)
    : baseline_(rita::Baseline::default_internal(inside)) {}

void Trial::add(const model::FlowBatch& batch) {
  table_.add(batch);
  baseline_.add(batch);
}

Verdict Trial::judge(const score::TruthEntry& truth) && {
  c2::HuntResult hunted = c2::hunt(std::move(table_), {.all = true});
  Verdict verdict{
      .truth = truth, .summary = hunted.summary, .contacts = 0, .noroshi = {}, .rita = {}};
  verdict.noroshi = show(truth, std::move(hunted.findings), c2::kDefaultThreshold);
  verdict.rita = show(truth, as_findings(baseline_.servers(), truth), kRitaThreshold);
  verdict.contacts = contacts_with(verdict.noroshi);
  return verdict;
}

std::vector<model::Finding> as_findings(const std::vector<rita::ServerScore>& servers,
                                        const score::TruthEntry& truth) {
  std::unordered_map<net::Address, model::Endpoint> known;
  for (const score::TrueServer& server : truth.servers) {
    known.try_emplace(server.endpoint.ip, server.endpoint);
  }
  for (const model::Endpoint& other : truth.others) known.try_emplace(other.ip, other);
  std::vector<model::Finding> findings;
  for (const rita::ServerScore& server : servers) {
    const auto place = known.find(server.server);
    findings.push_back(
        {.kind = "beacon",
         .subject = place != known.end() ? place->second : model::Endpoint{.ip = server.server},
         .probability = server.score,
         .clients = server.clients,
         .contacts = server.connections,
         .evidence = {},
         .method = "rita.v5",
         .version = "1"});
  }
  return findings;
}

}  // namespace noroshi::bench
