#include "reliability.hpp"

#include <algorithm>
#include <set>

namespace noroshi::bench {

double Reliability::Bin::mean_predicted() const {
  return servers == 0 ? 0 : predicted / static_cast<double>(servers);
}

double Reliability::Bin::share_true() const {
  return servers == 0 ? 0 : static_cast<double>(true_servers) / static_cast<double>(servers);
}

void Reliability::add(const score::TruthEntry& truth, const std::vector<model::Finding>& findings) {
  std::set<model::Endpoint> right;
  for (const score::TrueServer& server : truth.servers) right.insert(server.endpoint);
  const std::set<model::Endpoint> neutral(truth.others.begin(), truth.others.end());
  for (const model::Finding& finding : findings) {
    const bool is_c2 = right.contains(finding.subject);
    if (!is_c2 && !truth.innocent() && neutral.contains(finding.subject)) continue;
    const auto above = std::ranges::upper_bound(kEdges, finding.probability);
    Bin& bin = bins_[static_cast<std::size_t>(above - kEdges.begin()) - 1];
    ++bin.servers;
    bin.true_servers += is_c2 ? 1 : 0;
    bin.predicted += finding.probability;
    const double miss = finding.probability - (is_c2 ? 1.0 : 0.0);
    squares_ += miss * miss;
  }
}

Reliability::Bin Reliability::total() const {
  Bin total;
  for (const Bin& bin : bins_) {
    total.servers += bin.servers;
    total.true_servers += bin.true_servers;
    total.predicted += bin.predicted;
  }
  return total;
}

double Reliability::brier() const {
  const Bin all = total();
  return all.servers == 0 ? 0 : squares_ / static_cast<double>(all.servers);
}

double Reliability::brier_of_ignorance() const {
  const double share = total().share_true();
  return share * (1 - share);
}

}  // namespace noroshi::bench
