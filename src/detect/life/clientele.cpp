#include "detect/life/clientele.hpp"

#include <algorithm>
#include <map>

namespace noroshi::life {

void settle(std::vector<Visits>& visits) {
  std::sort(visits.begin(), visits.end(),
            [](const Visits& a, const Visits& b) { return a.client < b.client; });
  std::size_t kept = 0;
  for (const Visits& one : visits) {
    if (kept == 0 || visits[kept - 1].client != one.client) {
      visits[kept++] = one;
      continue;
    }
    auto& same = visits[kept - 1];
    same.first = std::min(same.first, one.first);
    same.last = std::max(same.last, one.last);
    same.panes += one.panes;
  }
  visits.resize(kept);
}

std::vector<Clientele> clienteles(const model::PairBatch& batch) {
  std::map<model::Endpoint, std::vector<Visits>> servers;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    servers[{batch.server[row], batch.port[row], batch.proto[row]}].push_back(
        {batch.client[row], batch.first[row], batch.last[row], 1});
  }
  std::vector<Clientele> all;
  for (auto& [server, visits] : servers) {
    settle(visits);
    auto& one = all.emplace_back(Clientele{server, std::move(visits), 0, 0});
    one.clients = one.visits.size();
    one.first_seen = one.visits.front().first;
    for (const Visits& visit : one.visits) one.first_seen = std::min(one.first_seen, visit.first);
  }
  return all;
}

}  // namespace noroshi::life
