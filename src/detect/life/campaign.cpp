#include "detect/life/campaign.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "detect/life/hypergeometric.hpp"

namespace noroshi::life {
namespace {

constexpr double kChance = -6.9077552789821368;  // ln 0.001
constexpr double kOverlap = 0.25;
constexpr double kOverlapAgreeing = 0.1;
constexpr double kOverlapOfGroups = 0.1;
constexpr double kSamePeriod = 0.05;
constexpr double kSameHours = 0.5;
constexpr std::size_t kBusy = 64;  // servers of one client

using Pair = std::pair<std::uint32_t, std::uint32_t>;
using Clients = std::vector<net::Address>;  // ascending

struct Edge {
  Pair pair;
  CampaignLink link;
};

double overlap_of(double shared, double a, double b) {
  return a > 0 && b > 0 ? shared / std::sqrt(a * b) : 0.0;
}

bool same_period(const Member& a, const Member& b) {
  if (a.period_s <= 0 || b.period_s <= 0) return false;
  return std::abs(a.period_s - b.period_s) <= kSamePeriod * std::max(a.period_s, b.period_s);
}

// Hours with records of both, of those with records of either.
bool same_hours(const Life& a, const Life& b) {
  std::set<base::Micros> of_a;
  std::uint64_t both = 0;
  std::uint64_t of_b = 0;
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    if (a.records[i] > 0) of_a.insert(a.begin + static_cast<base::Micros>(i) * base::kHour);
  }
  for (std::size_t i = 0; i < b.records.size(); ++i) {
    if (b.records[i] == 0) continue;
    ++of_b;
    both += of_a.count(b.begin + static_cast<base::Micros>(i) * base::kHour);
  }
  const auto either = static_cast<double>(of_a.size() + of_b - both);
  // One hour in common is no rhythm.
  return both >= 3 && static_cast<double>(both) >= kSameHours * either;
}

class Grouping {
 public:
  Grouping(std::vector<Member> members, std::uint64_t population, const CampaignOptions& options)
      : members_(std::move(members)), population_(population), options_(options) {
    group_.resize(members_.size());
    std::iota(group_.begin(), group_.end(), 0U);
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      place_.emplace(members_[i].life->server, i);
      groups_.push_back({{i}, clients_of(members_[i])});
    }
  }

  void link(std::span<const Migration> migrations);
  void merge();
  [[nodiscard]] std::vector<Campaign> found() const;
  [[nodiscard]] std::uint64_t busy() const { return busy_; }

 private:
  struct Group {
    std::vector<std::uint32_t> members;
    Clients clients;
  };

  static Clients clients_of(const Member& member) {
    Clients clients;
    for (const Visits& one : member.clientele->visits) clients.push_back(one.client);
    return clients;
  }

  [[nodiscard]] std::map<Pair, std::uint64_t> shared();
  [[nodiscard]] std::set<Pair> moved(std::span<const Migration> migrations) const;
  void consider(const Pair& pair, std::uint64_t shared, bool moved);
  [[nodiscard]] Campaign campaign_of(const Group& group) const;

  std::vector<Member> members_;
  std::uint64_t population_;
  const CampaignOptions& options_;
  std::map<model::Endpoint, std::uint32_t> place_;
  std::vector<std::uint32_t> group_;  // by member
  std::vector<Group> groups_;
  std::vector<Edge> edges_;
  std::uint64_t busy_ = 0;
};

std::map<Pair, std::uint64_t> Grouping::shared() {
  std::unordered_map<net::Address, std::vector<std::uint32_t>> servers;
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    for (const Visits& one : members_[i].clientele->visits) servers[one.client].push_back(i);
  }
  std::map<Pair, std::uint64_t> counts;
  for (const auto& [client, known] : servers) {
    if (known.size() > kBusy) {
      ++busy_;
      continue;
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
      for (std::size_t j = i + 1; j < known.size(); ++j) ++counts[{known[i], known[j]}];
    }
  }
  return counts;
}

std::set<Pair> Grouping::moved(std::span<const Migration> migrations) const {
  std::set<Pair> pairs;
  for (const Migration& migration : migrations) {
    for (const Move& move : migration.moves) {
      const auto from = place_.find(move.from);
      const auto to = place_.find(move.to);
      if (from == place_.end() || to == place_.end()) continue;
      pairs.insert(std::minmax(from->second, to->second));
    }
  }
  return pairs;
}

void Grouping::consider(const Pair& pair, std::uint64_t shared, bool moved) {
  if (shared < options_.least) return;
  const Member& a = members_[pair.first];
  const Member& b = members_[pair.second];
  const auto of_a = a.clientele->visits.size();
  const auto of_b = b.clientele->visits.size();
  CampaignLink link{a.life->server, b.life->server, shared, 0, 0, false, false, false, moved};
  link.overlap =
      overlap_of(static_cast<double>(shared), static_cast<double>(of_a), static_cast<double>(of_b));
  link.same_port = link.a.port == link.b.port && link.a.proto == link.b.proto;
  link.same_period = same_period(a, b);
  link.same_hours = same_hours(*a.life, *b.life);
  const bool agree = link.same_port || link.same_period || link.same_hours || moved;
  const double needed = agree ? kOverlapAgreeing : kOverlap;
  if (link.overlap < needed) return;
  const auto count = static_cast<double>(members_.size());
  link.log_p = log_shared_by_chance(population_, of_a, of_b, shared) +
               std::log(std::max(count * (count - 1) / 2, 1.0));
  if (link.log_p <= kChance) edges_.push_back({pair, link});
}

void Grouping::link(std::span<const Migration> migrations) {
  const auto moves = moved(migrations);
  for (const auto& [pair, count] : shared()) consider(pair, count, moves.count(pair) > 0);
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    if (a.link.log_p != b.link.log_p) return a.link.log_p < b.link.log_p;
    return a.pair < b.pair;
  });
}

void Grouping::merge() {
  for (const Edge& edge : edges_) {
    const std::uint32_t into = group_[edge.pair.first];
    const std::uint32_t from = group_[edge.pair.second];
    if (into == from) continue;
    Clients common;
    Clients all;
    Group& a = groups_[into];
    Group& b = groups_[from];
    std::set_intersection(a.clients.begin(), a.clients.end(), b.clients.begin(), b.clients.end(),
                          std::back_inserter(common));
    const double overlap =
        overlap_of(static_cast<double>(common.size()), static_cast<double>(a.clients.size()),
                   static_cast<double>(b.clients.size()));
    if (overlap < kOverlapOfGroups) continue;
    std::set_union(a.clients.begin(), a.clients.end(), b.clients.begin(), b.clients.end(),
                   std::back_inserter(all));
    for (const std::uint32_t member : b.members) group_[member] = into;
    a.members.insert(a.members.end(), b.members.begin(), b.members.end());
    a.clients = std::move(all);
    b = {};
  }
}

Campaign Grouping::campaign_of(const Group& group) const {
  Campaign campaign;
  campaign.clients = group.clients.size();
  for (const std::uint32_t member : group.members) {
    const Life& life = *members_[member].life;
    if (campaign.servers.empty()) campaign.first_seen = life.first_seen;
    campaign.servers.push_back(life.server);
    campaign.first_seen = std::min(campaign.first_seen, life.first_seen);
    campaign.last_seen = std::max(campaign.last_seen, life.last_seen);
  }
  std::sort(campaign.servers.begin(), campaign.servers.end());
  for (const Edge& edge : edges_) {
    if (group_[edge.pair.first] == group_[group.members.front()] &&
        group_[edge.pair.second] == group_[group.members.front()]) {
      campaign.links.push_back(edge.link);
    }
  }
  return campaign;
}

std::vector<Campaign> Grouping::found() const {
  std::vector<Campaign> campaigns;
  for (const Group& group : groups_) {
    if (group.members.size() > 1) campaigns.push_back(campaign_of(group));
  }
  std::sort(campaigns.begin(), campaigns.end(), [](const Campaign& a, const Campaign& b) {
    return a.clients != b.clients ? a.clients > b.clients : a.servers < b.servers;
  });
  return campaigns;
}

}  // namespace

Campaigns campaigns_of(std::vector<Member> members, std::span<const Migration> migrations,
                       std::uint64_t population, const CampaignOptions& options) {
  std::sort(members.begin(), members.end(),
            [](const Member& a, const Member& b) { return a.life->server < b.life->server; });
  Campaigns result;
  if (members.size() > options.most_servers) {
    result.left_out = members.size() - options.most_servers;
    members.resize(options.most_servers);
  }
  Grouping grouping(std::move(members), population, options);
  grouping.link(migrations);
  grouping.merge();
  result.found = grouping.found();
  result.busy_clients = grouping.busy();
  return result;
}

}  // namespace noroshi::life
