#include "detect/c2/graph.hpp"

#include <algorithm>
#include <atomic>

#include "detect/c2/audience.hpp"
#include "detect/c2/chance.hpp"

namespace noroshi::c2 {
namespace {

// Two clients are the fewest that can have something in common.
constexpr std::size_t kFewestVisitors = 2;
constexpr std::uint32_t kFewestSeen = 2;

enum Mark : std::uint8_t { kAttacks = 1, kInfected = 2 };

// What is known of each host, and how many watched ones each mark has.
struct Marks {
  std::vector<std::uint8_t> of;
  std::uint32_t attackers = 0;
  std::uint32_t infected = 0;
};

Marks mark_hosts(const GraphInput& input) {
  std::vector<net::Address> infected(input.infected.begin(), input.infected.end());
  std::ranges::sort(infected);
  Marks marks;
  marks.of.resize(input.hosts.size());
  for (std::uint32_t host = 0; host < marks.of.size(); ++host) {
    const ClientHistory history = input.surroundings.history(host);
    if (history.servers == 0 || !input.surroundings.is_watched(host)) continue;
    if (history.attacks) marks.of[host] |= kAttacks, ++marks.attackers;
    if (std::ranges::binary_search(infected, input.hosts.address(host))) {
      marks.of[host] |= kInfected, ++marks.infected;
    }
  }
  return marks;
}

bool any_marked(const Server& server, const Marks& marks) {
  std::uint32_t marked = 0;
  for (const ClientContacts contacts : server.clients) {
    if (marks.of[contacts.front().client] != 0 && ++marked >= kFewestSeen) return true;
  }
  return false;
}

Overlap overlap(const std::vector<ClientContacts>& visitors, const Marks& marks, Mark mark,
                std::uint32_t marked, std::size_t watched) {
  std::vector<ClientContacts> seen;
  std::ranges::copy_if(visitors, std::back_inserter(seen), [&](ClientContacts contacts) {
    return (marks.of[contacts.front().client] & mark) != 0;
  });
  if (seen.size() >= kFewestSeen) seen = regulars(std::move(seen));
  Overlap one{.seen = static_cast<std::uint32_t>(seen.size()),
              .visitors = static_cast<std::uint32_t>(visitors.size()),
              .marked = marked};
  if (one.seen >= kFewestSeen) one.orders = tail_orders(watched, marked, one.visitors, one.seen);
  return one;
}

// Fills in the q of one Overlap of all standings.
void discover(std::vector<std::vector<Standing>>& standings, Overlap Standing::*which,
              std::size_t tests) {
  std::vector<double> orders;
  for (const auto& part : standings) {
    for (const Standing& one : part) orders.push_back((one.*which).orders);
  }
  const std::vector<double> discovery = discovery_orders(orders, tests);
  std::size_t next = 0;
  for (auto& part : standings) {
    for (Standing& one : part) (one.*which).discovery = discovery[next++];
  }
}

}  // namespace

Graph::Graph(const GraphInput& input) : standings_(input.partitions.size()) {
  const Surroundings& surroundings = input.surroundings;
  const Marks marks = mark_hosts(input);
  std::atomic<std::size_t> tests{0};
  in_parallel(input.partitions.size(), input.threads, [&](std::size_t part) {
    const CandidatePartition& partition = input.partitions[part];
    for (std::uint32_t i = 0; i < partition.candidates.size(); ++i) {
      const Server server = partition.server(partition.candidates[i]);
      if (server.clients.size() < kFewestVisitors) continue;
      tests.fetch_add(1, std::memory_order_relaxed);
      if (!any_marked(server, marks)) continue;
      const auto visitors = audience(server, surroundings);
      const std::size_t watched = surroundings.clients();
      Standing standing{.candidate = i,
                        .attackers = overlap(visitors, marks, kAttacks, marks.attackers, watched),
                        .infected = overlap(visitors, marks, kInfected, marks.infected, watched)};
      standings_[part].push_back(standing);
    }
  });
  discover(standings_, &Standing::attackers, tests);
  discover(standings_, &Standing::infected, tests);
}

const Standing& Graph::of(std::size_t partition, std::size_t candidate) const {
  static const Standing kNone;
  const auto& part = standings_[partition];
  const auto found = std::ranges::lower_bound(part, candidate, {}, &Standing::candidate);
  return found == part.end() || found->candidate != candidate ? kNone : *found;
}

}  // namespace noroshi::c2
