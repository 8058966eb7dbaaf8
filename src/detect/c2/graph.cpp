#include "detect/c2/graph.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "detect/c2/attack_onsets.hpp"
#include "detect/c2/audience.hpp"
#include "detect/c2/command.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/scan_groups.hpp"
#include "detect/c2/surprise.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewestAttackers = 3;  // that obey

enum Mark : std::uint8_t { kAttacks = 1, kInfected = 2, kScans = 4 };

// A host and one of the groups that it belongs to.
struct Membership {
  std::uint32_t host = 0;
  std::uint32_t group = 0;
  auto operator<=>(const Membership&) const = default;
};

// That a victim was attacked, and when.
struct Strike {
  std::uint32_t victim = 0;
  base::Micros at = 0;
};

// What is known of the hosts before servers are compared.
struct Field {
  explicit Field(const GraphInput& input);

  [[nodiscard]] std::span<const Strike> strikes_at(std::uint32_t victim) const {
    const auto first = std::ranges::lower_bound(strikes, victim, {}, &Strike::victim);
    const auto last = std::ranges::upper_bound(strikes, victim, {}, &Strike::victim);
    return {first, last};
  }

  std::vector<std::uint8_t> marks;  // by host
  std::uint32_t attackers = 0;      // watched hosts with the mark
  std::uint32_t infected = 0;
  std::vector<Onset> onsets;
  std::vector<Strike> strikes;  // the same by victim
  std::vector<bool> joined;     // by host: an attack
  std::vector<ScanGroup> groups;
  std::vector<Membership> memberships;  // in order
  Span watched;
  std::size_t clients = 0;

 private:
  void join_attacks();
  void join_groups();
  void mark_hosts(const GraphInput& input);
};

Field::Field(const GraphInput& input)
    : marks(input.hosts.size()),
      onsets(attack_onsets(input.partitions, input.surroundings, input.hosts, input.threads)),
      joined(input.hosts.size()),
      groups(scan_groups(input.partitions, input.surroundings, input.threads)),
      watched{input.surroundings.first_seen(), input.surroundings.last_seen()},
      clients(input.surroundings.clients()) {
  join_attacks();
  join_groups();
  mark_hosts(input);
}

void Field::join_attacks() {
  for (const Onset& onset : onsets) {
    strikes.push_back({onset.victim, onset.at});
    for (const std::uint32_t host : onset.attackers) {
      joined[host] = true;
      if (onset.in_vain) marks[host] |= kAttacks;
    }
  }
  std::ranges::stable_sort(strikes, {}, &Strike::victim);
}

void Field::join_groups() {
  for (std::uint32_t group = 0; group < groups.size(); ++group) {
    for (const std::uint32_t host : groups[group].members) {
      memberships.push_back({host, group});
      marks[host] |= kScans;
    }
  }
  std::ranges::sort(memberships);
}

void Field::mark_hosts(const GraphInput& input) {
  std::vector<net::Address> known(input.infected.begin(), input.infected.end());
  std::ranges::sort(known);
  for (std::uint32_t host = 0; host < marks.size(); ++host) {
    const ClientHistory history = input.surroundings.history(host);
    if (history.servers == 0 || !input.surroundings.is_watched(host)) {
      marks[host] = 0;
      continue;
    }
    if (history.attacks) marks[host] |= kAttacks;
    if ((marks[host] & kAttacks) != 0) ++attackers;
    if (std::ranges::binary_search(known, input.hosts.address(host))) {
      marks[host] |= kInfected, ++infected;
    }
  }
}

// Whether a client was seen at the victim other than while that was under attack.
bool came_in_peace(ClientContacts contacts, std::span<const Strike> strikes) {
  return std::ranges::any_of(contacts, [&](const Contact& contact) {
    return std::ranges::none_of(strikes, [&](const Strike& strike) {
      return contact.start >= strike.at - kBurstLead && contact.start <= strike.at + kAttackLasts;
    });
  });
}

std::vector<ClientContacts> peaceful_audience(const Server& server, std::span<const Strike> strikes,
                                              const Surroundings& surroundings) {
  auto visitors = audience(server, surroundings);
  if (strikes.empty()) return visitors;
  std::erase_if(visitors,
                [&](ClientContacts contacts) { return !came_in_peace(contacts, strikes); });
  return visitors;
}

Overlap overlap_with(Mark mark, std::uint32_t marked, const std::vector<ClientContacts>& visitors,
                     const Field& field) {
  std::vector<ClientContacts> seen;
  std::ranges::copy_if(visitors, std::back_inserter(seen), [&](ClientContacts contacts) {
    return (field.marks[contacts.front().client] & mark) != 0;
  });
  return overlap(std::move(seen), visitors.size(), marked, field.clients);
}

// The group whose share among the visitors surprises most; having tried all of them is paid for.
void compare_groups(Standing& standing, const std::vector<ClientContacts>& visitors,
                    const Field& field) {
  std::vector<std::pair<std::uint32_t, ClientContacts>> seen;  // by group
  for (const ClientContacts contacts : visitors) {
    const Membership first{contacts.front().client, 0};
    auto one = std::ranges::lower_bound(field.memberships, first);
    for (; one != field.memberships.end() && one->host == first.host; ++one) {
      seen.emplace_back(one->group, contacts);
    }
  }
  std::ranges::stable_sort(seen, {}, [](const auto& one) { return one.first; });
  standing.groups = static_cast<std::uint32_t>(field.groups.size());
  for (std::size_t begin = 0, end = 0; begin < seen.size(); begin = end) {
    std::vector<ClientContacts> members;
    while (end < seen.size() && seen[end].first == seen[begin].first) {
      members.push_back(seen[end++].second);
    }
    const ScanGroup& group = field.groups[seen[begin].first];
    Overlap one = overlap(std::move(members), visitors.size(), group.members.size(), field.clients);
    one.orders = std::max(0.0, one.orders - std::log10(standing.groups));
    if (one.seen < kFewestSeen || one.orders <= standing.group.orders) continue;
    standing.group = one;
    standing.scanned = port_of(group.ports.front());
    standing.ports = static_cast<std::uint32_t>(group.ports.size());
  }
}

struct Marked {
  std::size_t any = 0;
  std::size_t joined = 0;
};

Marked marked_among(const Server& server, const Field& field) {
  Marked marked;
  for (const ClientContacts contacts : server.clients) {
    const std::uint32_t client = contacts.front().client;
    if (field.marks[client] != 0) ++marked.any;
    if (field.joined[client]) ++marked.joined;
  }
  return marked;
}

std::uint32_t struck_by(const Server& server, std::span<const Strike> strikes) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      server.clients, [&](ClientContacts contacts) { return !came_in_peace(contacts, strikes); }));
}

// Judges the servers of one partition; counts the tests.
class Comparison {
 public:
  Comparison(const CandidatePartition& partition, const Field& field,
             const Surroundings& surroundings)
      : partition_(partition), field_(field), surroundings_(surroundings) {}

  void run() {
    for (std::uint32_t i = 0; i < partition_.candidates.size(); ++i) {
      const Server server = partition_.server(partition_.candidates[i]);
      if (server.clients.size() >= kFewestVisitors) compare(server, i);
    }
  }

  std::vector<Standing> standings;
  std::size_t tests = 0;
  std::size_t commands = 0;

 private:
  void compare(const Server& server, std::uint32_t candidate) {
    ++tests;
    const Marked marked = marked_among(server, field_);
    if (marked.any < kFewestSeen && marked.joined < kFewestSeen) return;
    const std::uint32_t host = partition_.candidates[candidate].host;
    const auto strikes = field_.strikes_at(host);
    const auto visitors = peaceful_audience(server, strikes, surroundings_);
    Standing standing{.candidate = candidate,
                      .attackers = overlap_with(kAttacks, field_.attackers, visitors, field_),
                      .infected = overlap_with(kInfected, field_.infected, visitors, field_)};
    compare_groups(standing, visitors, field_);
    if (!strikes.empty()) {
      standing.struck_by = struck_by(server, strikes);
    } else if (marked.joined >= kFewestAttackers && !surroundings_.is_inside_host(host)) {
      standing.command =
          heard_before(partition_, candidate, field_.onsets, field_.joined, field_.watched);
      if (standing.command.attacks > 0) ++commands;
    }
    standings.push_back(standing);
  }

  const CandidatePartition& partition_;
  const Field& field_;
  const Surroundings& surroundings_;
};

}  // namespace

Graph::Graph(const GraphInput& input) : standings_(input.partitions.size()) {
  const Field field(input);
  std::atomic<std::size_t> tests{0};
  std::atomic<std::size_t> commands{0};
  in_parallel(input.partitions.size(), input.threads, [&](std::size_t part) {
    Comparison comparison(input.partitions[part], field, input.surroundings);
    comparison.run();
    standings_[part] = std::move(comparison.standings);
    tests.fetch_add(comparison.tests, std::memory_order_relaxed);
    commands.fetch_add(comparison.commands, std::memory_order_relaxed);
  });
  // Those that were pruned count among the tests: they could have surprised as well.
  if (const Overview* all = input.surroundings.overview(); all != nullptr) {
    tests = std::max(tests.load(), all->servers().shared);
  }
  discover(standings_, &Standing::attackers, tests);
  discover(standings_, &Standing::infected, tests);
  discover(standings_, &Standing::group, tests);
  discover(standings_, &Standing::command, commands);
}

const Standing& Graph::of(std::size_t partition, std::size_t candidate) const {
  static const Standing kNone;
  const auto& part = standings_[partition];
  const auto found = std::ranges::lower_bound(part, candidate, {}, &Standing::candidate);
  return found == part.end() || found->candidate != candidate ? kNone : *found;
}

}  // namespace noroshi::c2
