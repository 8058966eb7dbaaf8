#include "detect/scan/campaigns.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "detect/scan/chernoff.hpp"
#include "detect/scan/lone_packets.hpp"
#include "detect/scan/service_mix.hpp"
#include "detect/scan/stable_hash.hpp"
#include "detect/scan/synchrony.hpp"

namespace noroshi::scan {
namespace {

using Members = std::vector<std::uint32_t>;  // indices of profiles, sorted

// Fewer sources than this agree by chance, or are one operator's few servers.
constexpr std::size_t kFewest = 5;

// Of the group's tries, or of its sources: a service that holds less is somebody's slip.
constexpr double kPartOfList = 0.02;

// Of wrong campaigns among all groups of a day that were tried (Bonferroni).
constexpr double kLevel = 0.01;

// Services that the author of a list may have chosen from, for the correction of what fits by
// chance.
constexpr double kChoices = 64;
constexpr std::size_t kMostInLists = 32;

// Groups split off from one because they begin or end together.
constexpr int kMostSplits = 8;

// A gap in the paces, sorted, of a factor e² parts two ways of scanning.
constexpr double kPaceGap = 2;

struct Candidate {
  Signature signature;
  Members members;
  std::vector<Service> services;
  std::optional<base::Micros> together_at;
  double chance = 1;
};

bool is_stack(const Signature& signature) {
  return signature.maker == Maker::Linux || signature.maker == Maker::Windows ||
         signature.maker == Maker::Echo || signature.maker == Maker::Other;
}

// Windows that fewer than kFewest sources share were drawn by each source for itself: those
// sources stay together under "changes".
void pool_rare_windows(std::vector<std::optional<Signature>>& tools) {
  std::map<Signature, std::size_t> users;
  for (const auto& tool : tools) {
    if (tool && tool->maker == Maker::Crafted) ++users[*tool];
  }
  for (auto& tool : tools) {
    if (!tool || tool->maker != Maker::Crafted || users[*tool] >= kFewest) continue;
    tool->window = 0;
    tool->window_varies = true;
  }
}

std::map<Signature, Members> by_tool(const std::vector<std::optional<Signature>>& tools) {
  std::map<Signature, Members> groups;
  for (std::uint32_t i = 0; i < tools.size(); ++i) {
    if (tools[i]) groups[*tools[i]].push_back(i);
  }
  return groups;
}

std::vector<Members> by_services(const Sources& sources, const Members& members) {
  std::vector<std::span<const ServiceUse>> services;
  services.reserve(members.size());
  for (const std::uint32_t member : members) {
    services.push_back(sources.services(sources.profiles()[member]));
  }
  std::map<std::uint32_t, Members> groups;
  const auto hats = hats_of(services);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (hats[i] != kNoHat) groups[hats[i]].push_back(members[i]);
  }
  std::vector<Members> all;
  for (auto& [hat, group] : groups) {
    if (group.size() >= kFewest) all.push_back(std::move(group));
  }
  return all;
}

// Where the sorted paces fall apart; sources whose pace nobody knows stay with the larger part.
std::vector<Members> by_pace(const Sources& sources, Members members) {
  std::vector<double> paces;
  for (const std::uint32_t member : members) {
    const double pace = sources.profiles()[member].pace;
    if (pace > 0) paces.push_back(std::log(pace));
  }
  std::sort(paces.begin(), paces.end());
  for (std::size_t i = kFewest; i + kFewest <= paces.size(); ++i) {
    if (paces[i] - paces[i - 1] < kPaceGap) continue;
    const double border = (paces[i] + paces[i - 1]) / 2;
    const bool unknown_is_slow = 2 * i >= paces.size();
    Members slow;
    Members fast;
    for (const std::uint32_t member : members) {
      const double pace = sources.profiles()[member].pace;
      const bool is_slow = pace > 0 ? std::log(pace) < border : unknown_is_slow;
      (is_slow ? slow : fast).push_back(member);
    }
    auto parts = by_pace(sources, std::move(fast));
    parts.insert(parts.begin(), std::move(slow));
    return parts;
  }
  return {std::move(members)};
}

std::vector<Service> list_of(const Sources& sources, const Members& members) {
  struct Sum {
    double tries = 0;
    double users = 0;
  };
  std::map<Service, Sum> sums;
  double total = 0;
  for (const std::uint32_t member : members) {
    for (const ServiceUse& use : sources.services(sources.profiles()[member])) {
      // A heavy source has one vote too: its shares, not its tries.
      const double share = static_cast<double>(use.tries) /
                           std::max(1.0, static_cast<double>(sources.profiles()[member].targets));
      sums[use.service].tries += share;
      sums[use.service].users += 1;
      total += share;
    }
  }
  std::vector<Service> services;
  for (const auto& [service, sum] : sums) {
    const bool usual = sum.tries >= kPartOfList * total ||
                       sum.users >= 2 * kPartOfList * static_cast<double>(members.size());
    if (usual && (sum.users >= 2 || sums.size() == 1)) services.push_back(service);
  }
  return services;
}

// Everybody of the day, to compare a group with.
class Crowd {
 public:
  Crowd(const Sources& sources, const std::map<Signature, Members>& tools) : sources_(sources) {
    for (const auto& source : sources.profiles()) {
      const auto services = sources.services(source);
      ++users_[main_service(services)];
      if (services.size() > kMostInLists) continue;
      for (const ServiceUse& use : services) ++wishes_[use.service];
      all_wishes_ += static_cast<double>(services.size());
    }
    for (const auto& source : sources.profiles()) {
      lifetimes_.push_back({source.first, source.last, source.silence});
    }
    for (const auto& [signature, members] : tools) {
      auto& sizes = tool_users_[signature];
      for (const std::uint32_t member : members) {
        ++sizes.all;
        ++sizes.with[sources.services(sources.profiles()[member]).size()];
      }
    }
  }

  // Logarithm of Chernoff's bound on the chance that so many of those who ask for these services
  // use this tool; 0 where there is nobody else to compare with.
  [[nodiscard]] double log_chance(const Candidate& candidate) const {
    const auto everybody = static_cast<double>(sources_.profiles().size());
    const auto users = static_cast<double>(tool_users_.at(candidate.signature).all);
    double askers = 0;
    for (const Service& service : candidate.services) {
      const auto found = users_.find(service);
      if (found != users_.end()) askers += static_cast<double>(found->second);
    }
    const auto members = static_cast<double>(candidate.members.size());
    askers = std::max(askers, members);
    return log_tail(members, askers, users / everybody);
  }

  // The same for how many ask for two services and more, all of one list, if each of the tool's
  // users chose every service for himself, by what others ask for.  Lists were chosen to fit: each
  // of their entries costs the choice among so many.
  [[nodiscard]] double log_chance_of_list(const Candidate& candidate) const {
    std::map<Service, double> own;
    double own_wishes = 0;
    double agreeing = 0;
    for (const std::uint32_t member : candidate.members) {
      const auto services = sources_.services(sources_.profiles()[member]);
      const auto listed = std::count_if(services.begin(), services.end(), [&](const auto& use) {
        return std::binary_search(candidate.services.begin(), candidate.services.end(),
                                  use.service);
      });
      for (const ServiceUse& use : services) ++own[use.service];
      own_wishes += static_cast<double>(services.size());
      if (services.size() >= 2 && static_cast<std::size_t>(listed) == services.size()) ++agreeing;
    }
    double others = 1;  // nobody is never
    for (const Service& service : candidate.services) {
      const auto found = wishes_.find(service);
      if (found != wishes_.end()) others += static_cast<double>(found->second) - own[service];
    }
    const double share = std::min(1.0, others / std::max(1.0, all_wishes_ - own_wishes));
    double expected = 0;
    for (const auto& [count, users] : tool_users_.at(candidate.signature).with) {
      if (count < 2) continue;
      expected += static_cast<double>(users) * std::pow(share, static_cast<double>(count));
    }
    const double choices = static_cast<double>(candidate.services.size()) * std::log(kChoices);
    if (agreeing <= expected) return 0;
    return agreeing - expected - agreeing * std::log(agreeing / expected) + choices;
  }

  // Nobody else was seen: then there is no independence to test.
  [[nodiscard]] bool alone(const Candidate& candidate) const {
    return sources_.profiles().size() < tool_users_.at(candidate.signature).all + kFewest;
  }

  [[nodiscard]] std::vector<Lifetime> lifetimes(const Members& members) const {
    std::vector<Lifetime> some;
    some.reserve(members.size());
    for (const std::uint32_t member : members) some.push_back(lifetimes_[member]);
    return some;
  }

  [[nodiscard]] std::span<const Lifetime> lifetimes() const { return lifetimes_; }

 private:
  const Sources& sources_;
  struct Users {
    std::size_t all = 0;
    std::map<std::size_t, std::size_t> with;  // number of services → sources
  };

  std::map<Service, std::size_t> users_;   // by the service that each asks for most
  std::map<Service, std::size_t> wishes_;  // by every service, of sources that do not sweep
  double all_wishes_ = 0;
  std::map<Signature, Users> tool_users_;
  std::vector<Lifetime> lifetimes_;
};

void keep_others(Members& members, const std::vector<std::uint32_t>& leaving) {
  Members kept;
  auto next = leaving.begin();
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (next != leaving.end() && *next == i) {
      ++next;
    } else {
      kept.push_back(members[i]);
    }
  }
  members = std::move(kept);
}

// Most of a group that agrees is the group.
constexpr double kTheWhole = 0.8;

// Splits off what begins or ends together, most surprising part first.
std::vector<Candidate> by_time(Candidate whole, const Crowd& crowd, const Rhythm& rhythm,
                               double groups) {
  std::vector<Candidate> parts;
  for (int split = 0; split < kMostSplits; ++split) {
    auto together = rhythm.together(crowd.lifetimes(whole.members));
    if (!together || together->chance * groups > kLevel) break;
    const auto agreeing = static_cast<double>(together->members.size());
    const bool all = agreeing >= kTheWhole * static_cast<double>(whole.members.size());
    Candidate& part = all ? whole : parts.emplace_back();
    part.chance = together->chance * groups;
    part.together_at = together->at;
    if (all) break;
    part.signature = whole.signature;
    for (const std::uint32_t index : together->members) {
      part.members.push_back(whole.members[index]);
    }
    keep_others(whole.members, together->members);
  }
  if (whole.members.size() >= kFewest) parts.push_back(std::move(whole));
  return parts;
}

std::string id_of(const Candidate& candidate) {
  StableHash hash;
  hash.add(tool_name(candidate.signature));
  for (const Service& service : candidate.services) hash.add(" " + to_string(service));
  if (candidate.together_at) hash.add(static_cast<std::uint64_t>(*candidate.together_at));
  return fmt::format("campaign-{:08x}", hash.value() >> 32);
}

Campaign campaign_of(const Candidate& candidate, const Sources& sources) {
  const auto profiles = sources.profiles();
  const SourceProfile& any = profiles[candidate.members.front()];
  Campaign campaign{.id = id_of(candidate),
                    .tool = tool_name(candidate.signature),
                    .services = candidate.services,
                    .sources = {},
                    .first = any.first,
                    .last = any.last,
                    .profile = profile_in_words(candidate.signature),
                    .synchronised = candidate.together_at.has_value(),
                    .chance = candidate.chance};
  for (const std::uint32_t member : candidate.members) {
    const SourceProfile& source = profiles[member];
    campaign.sources.push_back(source.address);
    campaign.first = std::min(campaign.first, source.first);
    campaign.last = std::max(campaign.last, source.last);
    campaign.packets += source.packets;
    campaign.targets += source.targets;
  }
  return campaign;
}

std::vector<Candidate> groups_of(const Sources& sources,
                                 const std::map<Signature, Members>& tools) {
  std::vector<Candidate> groups;
  for (const auto& [signature, users] : tools) {
    if (users.size() < kFewest) continue;
    for (auto& alike : by_services(sources, users)) {
      for (auto& members : by_pace(sources, std::move(alike))) {
        groups.push_back({.signature = signature,
                          .members = std::move(members),
                          .services = {},
                          .together_at = {}});
      }
    }
  }
  return groups;
}

// Datagrams of which most senders know one target each: clients of a service that was there once.
bool are_clients(const Candidate& candidate, const Sources& sources) {
  if (candidate.signature.maker != Maker::Datagram) return false;
  const auto faithful = std::count_if(candidate.members.begin(), candidate.members.end(),
                                      [&sources](std::uint32_t member) {
                                        const SourceProfile& source = sources.profiles()[member];
                                        return source.reach <= 1 && source.packets > 1;
                                      });
  return 2 * static_cast<std::size_t>(faithful) > candidate.members.size();
}

bool worth_telling(const Candidate& candidate, const Crowd& crowd, double groups) {
  if (candidate.together_at) return true;
  const Signature& tool = candidate.signature;
  if (!is_stack(tool) && !tool.window_varies) return true;
  const double enough = std::log(kLevel / groups);
  return crowd.alone(candidate) || crowd.log_chance(candidate) <= enough ||
         crowd.log_chance_of_list(candidate) <= enough;
}

}  // namespace

Grouped group(const Sources& sources, base::Micros begin, base::Micros end,
              std::size_t most_campaigns) {
  Grouped result;
  for (const SourceProfile& source : sources.profiles()) {
    result.tools.push_back(signature_of(source, sources.main_event(source)));
  }
  adopt_lone_packets(sources, result.tools);
  auto tools = result.tools;
  pool_rare_windows(tools);
  const auto users = by_tool(tools);
  const Crowd crowd(sources, users);
  const Rhythm rhythm(crowd.lifetimes(), begin, end);
  auto groups = groups_of(sources, users);
  const auto tried = static_cast<double>(std::max<std::size_t>(1, groups.size()));
  std::vector<Candidate> campaigns;
  for (Candidate& whole : groups) {
    for (Candidate& part : by_time(std::move(whole), crowd, rhythm, tried)) {
      part.services = list_of(sources, part.members);
      if (!part.services.empty() && !are_clients(part, sources) &&
          worth_telling(part, crowd, tried)) {
        campaigns.push_back(std::move(part));
      }
    }
  }
  std::stable_sort(campaigns.begin(), campaigns.end(), [](const Candidate& a, const Candidate& b) {
    return a.members.size() > b.members.size();
  });
  if (campaigns.size() > most_campaigns) campaigns.resize(most_campaigns);
  result.campaign_of.assign(sources.profiles().size(), kNoCampaign);
  for (std::uint32_t i = 0; i < campaigns.size(); ++i) {
    result.campaigns.push_back(campaign_of(campaigns[i], sources));
    for (const std::uint32_t member : campaigns[i].members) result.campaign_of[member] = i;
  }
  return result;
}

}  // namespace noroshi::scan
