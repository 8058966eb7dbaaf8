#include "telescope_month.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "change_finder.hpp"
#include "detect/scan/novelty.hpp"

namespace noroshi::bench {
namespace {

using base::kDay;
using base::kHour;
using base::Micros;
using darknet::Role;

constexpr std::uint64_t kVisible = 5;  // packets of an address in a day

// Who was behind one address on one day.
struct Behind {
  std::uint64_t infected_packets = 0;
  std::set<std::uint64_t> hosts;   // infected ones
  std::set<std::uint64_t> others;  // of any other role
  std::string family;
  std::string network;
  std::set<Role> roles;
  std::set<std::string> activities;
};

using Truth = std::map<net::Address, Behind>;

Truth truth_of(const darknet::Watched& watched) {
  Truth truth;
  for (const darknet::Seen& seen : watched.seen) {
    const darknet::Actor& actor = watched.actors[seen.actor];
    Behind& behind = truth[seen.address];
    behind.roles.insert(actor.role);
    if (!actor.activity.empty()) behind.activities.insert(actor.activity);
    if (actor.role != Role::Infected) {
      behind.others.insert(actor.host);
      if (behind.network.empty()) behind.network = actor.network;
      continue;
    }
    behind.infected_packets += seen.packets;
    behind.hosts.insert(actor.host);
    behind.family = actor.activity;
    behind.network = actor.network;
  }
  return truth;
}

std::string family_group(const std::string& family) {
  return family.starts_with("surge") ? "surge-…" : family;
}

// Infected addresses: reported against true.
void score_infected(const scan::Day& day, const Truth& truth, MonthScore& score) {
  std::set<net::Address> reported;
  for (const net::Address& address : scan::infected_addresses(day)) {
    reported.insert(address);
    const Behind& behind = truth.at(address);
    if (behind.infected_packets > 0) {
      ++score.infected.right;
    } else if (behind.roles.contains(Role::Scanner)) {
      ++score.infected.neither;  // an ordinary machine that scans: whose it is, nobody knows
    } else {
      ++score.infected.wrong;
      ++score.wrong_roles[std::string(to_string(*behind.roles.begin()))];
    }
  }
  for (const auto& [address, behind] : truth) {
    if (behind.infected_packets == 0) continue;
    const bool found = reported.contains(address);
    for (Strength& strength : score.strengths) {
      if (behind.infected_packets < strength.least) continue;
      ++strength.seen;
      strength.reported += found ? 1 : 0;
    }
    if (behind.infected_packets < kVisible) continue;
    score.infected.missed += found ? 0 : 1;
    Tally& family = score.families[family_group(behind.family)];
    ++(found ? family.right : family.missed);
  }
}

using NetworkOf = std::function<std::string(const net::Address&)>;

void score_networks(const darknet::Cast& cast, std::uint32_t number, const scan::Day& day,
                    const Truth& truth, const NetworkOf& network_of, MonthScore& score) {
  std::map<std::string, NetworkDay> networks;
  std::map<std::string, std::set<std::uint64_t>> behind_reports;
  std::map<std::string, std::set<std::uint64_t>> visible;
  for (const scan::HostCount& count : day.hosts) {
    NetworkDay& network = networks[count.network];
    network.addresses += static_cast<double>(count.addresses);
    network.estimate += count.hosts;
    network.low += count.low;
    network.high += count.high;
  }
  for (const net::Address& address : scan::infected_addresses(day)) {
    // Whether they were called infected rightly is another question (score_infected).
    const Behind& behind = truth.at(address);
    const auto& hosts = behind.hosts.empty() ? behind.others : behind.hosts;
    behind_reports[network_of(address)].insert(hosts.begin(), hosts.end());
  }
  for (const auto& [address, behind] : truth) {
    if (behind.infected_packets < kVisible) continue;
    visible[behind.network].insert(behind.hosts.begin(), behind.hosts.end());
  }
  for (const darknet::Network& network : cast.networks) {
    const auto found = networks.find(network.name);
    if (found == networks.end()) continue;
    NetworkDay entry = found->second;
    entry.day = number;
    entry.network = network.name;
    entry.lease = network.hosting ? "rented" : std::string(to_string(network.lease));
    entry.hosts = static_cast<double>(behind_reports[network.name].size());
    entry.all_hosts = static_cast<double>(visible[network.name].size());
    score.networks.push_back(std::move(entry));
  }
}

// What most sources of a campaign have in common in truth, and their share.
std::pair<std::string, double> main_activity(const scan::Campaign& campaign, const Truth& truth) {
  std::map<std::string, std::size_t> activities;
  for (const net::Address& source : campaign.sources) {
    for (const std::string& activity : truth.at(source).activities) ++activities[activity];
  }
  const auto most = std::max_element(activities.begin(), activities.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  if (most == activities.end()) return {"", 0};
  const auto sources = static_cast<double>(campaign.sources.size());
  return {most->first, static_cast<double>(most->second) / sources};
}

// A campaign is right when four fifths of its sources do one thing together; a true group is found
// when one right campaign has half of those members that were heard.
void score_campaigns(const darknet::Cast& cast, const scan::Day& day, const Truth& truth,
                     MonthScore& score) {
  std::map<std::string, std::size_t> members;
  for (const auto& [address, behind] : truth) {
    for (const std::string& activity : behind.activities) ++members[activity];
  }
  std::set<std::string> together;
  std::set<std::string> any;
  for (const scan::Campaign& campaign : day.campaigns) {
    const auto [activity, share] = main_activity(campaign, truth);
    const bool right = share >= 0.8;
    if (!campaign.synchronised) ++score.crowds;
    if (campaign.synchronised) ++(right ? score.campaigns.neither : score.campaigns.wrong);
    const auto theirs = share * static_cast<double>(campaign.sources.size());
    if (!right || 2 * theirs < static_cast<double>(members[activity])) continue;
    any.insert(activity);
    if (campaign.synchronised) together.insert(activity);
  }
  for (const darknet::Group& group : cast.groups) {
    if (members[group.name] < 5) continue;
    ++(together.contains(group.name) ? score.campaigns.right : score.campaigns.missed);
    ++(any.contains(group.name) ? score.grouped.right : score.grouped.missed);
  }
}

// Is there a reason for an alarm on that service in that day?
bool has_reason(const darknet::Cast& cast, const darknet::Asked& asked, Micros end) {
  const auto recent = [&](Micros begin) { return begin < end && begin > end - 5 * kDay; };
  for (const auto& surge : cast.surges) {
    if (surge.asked == asked && recent(surge.begin)) return true;
  }
  for (const auto& novelty : cast.novelties) {
    if (novelty.asked == asked && recent(novelty.begin)) return true;
  }
  for (const auto& group : cast.groups) {
    if (std::find(group.services.begin(), group.services.end(), asked) == group.services.end())
      continue;
    for (const auto& session : group.sessions) {
      if (recent(session.begin)) return true;
    }
  }
  return false;
}

// Alarms of one method over a month, against the surges of the cast.
class Watcher {
 public:
  Watcher(const darknet::Cast& cast, Warnings& warnings) : cast_(cast), warnings_(warnings) {
    found_.resize(cast.surges.size());
  }

  void day() { ++warnings_.days; }

  void alarm(const scan::Service& service, Micros day_end) {
    const darknet::Asked asked{service.port, service.protocol};
    ++warnings_.alarms;
    warnings_.explained += has_reason(cast_, asked, day_end) ? 1 : 0;
    for (std::size_t i = 0; i < cast_.surges.size(); ++i) {
      const auto& surge = cast_.surges[i];
      const bool its = surge.asked == asked && day_end > surge.begin &&
                       day_end <= surge.begin + surge.ramp + 3 * kDay;
      if (!its || found_[i]) continue;
      found_[i] = true;
      warnings_.delays.push_back(static_cast<double>(day_end - surge.begin) / kHour);
    }
  }

  // Surges that began too late to be named within the month do not count.
  void finish() {
    const Micros end = cast_.scenario.start + cast_.scenario.days * kDay;
    for (std::size_t i = 0; i < cast_.surges.size(); ++i) {
      const auto& surge = cast_.surges[i];
      if (surge.begin + surge.ramp / 2 > end - kDay) continue;
      const bool update = surge.shape == darknet::Shape::Update;
      ++(update ? warnings_.updates : warnings_.surges);
      (update ? warnings_.updates_found : warnings_.found) += found_[i] ? 1 : 0;
    }
  }

 private:
  const darknet::Cast& cast_;
  Warnings& warnings_;
  std::vector<bool> found_;
};

// ChangeFinder over the same hourly hosts, with the same budget and rest.
class Baseline {
 public:
  Baseline(const darknet::Cast& cast, Warnings& warnings, double threshold, std::uint32_t budget)
      : watcher_(cast, warnings), threshold_(threshold), budget_(budget) {}

  /// `scores`: the highest of each service in the day.
  void day(const scan::Day& day, const std::map<std::uint32_t, double>& scores) {
    std::vector<std::pair<double, std::uint32_t>> alarms;
    for (const auto& [service, score] : scores) {
      if (score >= threshold_ && rest_[service] <= day.begin) alarms.emplace_back(score, service);
    }
    std::sort(alarms.rbegin(), alarms.rend());
    alarms.resize(std::min<std::size_t>(alarms.size(), budget_));
    watcher_.day();
    for (const auto& [score, service] : alarms) {
      watcher_.alarm(scan::service_of(service), day.end);
      rest_[service] = day.end + 2 * kDay;
    }
  }

  void finish() { watcher_.finish(); }

 private:
  Watcher watcher_;
  double threshold_;
  std::uint32_t budget_;
  std::map<std::uint32_t, Micros> rest_;
};

// One ChangeFinder a service; none is judged before its fourth day.
class Finders {
 public:
  std::map<std::uint32_t, double> scores(const scan::Day& day) {
    std::map<std::uint32_t, double> scores;
    for (const auto& [service, series] : day.after.series) {
      auto& [finder, days] = finders_[service];
      double best = -1e9;
      const std::size_t begin = series.hosts.size() > 24 ? series.hosts.size() - 24 : 0;
      const std::size_t offset = day.after.heard.size() - series.hosts.size();
      for (std::size_t hour = begin; hour < series.hosts.size(); ++hour) {
        if (day.after.heard[offset + hour] < 0.25F) continue;  // it is not told what was not heard
        best = std::max(best, finder.add(series.hosts[hour]));
      }
      if (++days > 3) scores[service] = best;
    }
    return scores;
  }

 private:
  std::map<std::uint32_t, std::pair<ChangeFinder, int>> finders_;
};

class Month {
 public:
  Month(const darknet::Scenario& scenario, const std::vector<double>& thresholds)
      : cast_(scenario), ours_(cast_, score_.ours) {
    for (const double threshold : thresholds) {
      baselines_.emplace_back(cast_, score_.baselines[threshold], threshold,
                              settings_.alarms_a_day);
    }
  }

  MonthScore run() {
    for (std::uint32_t day = 0; day < cast_.scenario.days; ++day) run_day(day);
    ours_.finish();
    for (Baseline& baseline : baselines_) baseline.finish();
    score_novelties();
    score_.history_octets = scan::to_text(history_).size();
    return std::move(score_);
  }

 private:
  [[nodiscard]] scan::Pool pool_of(const net::Address& address) const {
    for (const auto& network : cast_.networks) {
      for (const auto& pool : network.pools) {
        if (pool.contains(address)) return {pool.to_string(), network.name};
      }
    }
    return {};
  }

  void run_day(std::uint32_t number) {
    const auto watched = darknet::watch(cast_, darknet::play(cast_, number));
    const scan::DayInput input{
        .begin = watched.span.begin,
        .end = watched.span.end,
        .events = watched.events,
        .victims = watched.victims,
        .hours = watched.hours,
        .pool_of = [this](const net::Address& address) { return pool_of(address); },
        .sensor = "generated"};
    scan::Day day = scan::analyse(input, history_, settings_);
    const Truth truth = truth_of(watched);
    score_.events += watched.events.size();
    score_infected(day, truth, score_);
    score_networks(
        cast_, number, day, truth,
        [this](const net::Address& address) { return pool_of(address).network; }, score_);
    score_campaigns(cast_, day, truth, score_);
    score_research(day, truth);
    ours_.day();
    for (const scan::Surge& surge : day.surges) ours_.alarm(surge.service, day.end);
    const auto scores = finders_.scores(day);
    for (Baseline& baseline : baselines_) baseline.day(day, scores);
    for (const scan::Novelty& novelty : day.novelties) novelties_.push_back(novelty);
    history_ = std::move(day.after);
  }

  void score_research(const scan::Day& day, const Truth& truth) {
    std::set<net::Address> named;
    for (const auto& researcher : day.researchers) {
      named.insert(researcher.address);
      const auto& roles = truth.at(researcher.address).roles;
      const bool wrong = !roles.contains(Role::Research) && !roles.contains(Role::Tool);
      ++(wrong ? score_.research.wrong : score_.research.right);
    }
    for (const auto& [address, behind] : truth) {
      if (!behind.roles.contains(Role::Research)) continue;
      score_.research.missed += named.contains(address) ? 0 : 1;
    }
  }

  // Payloads: new ones of the cast that were named.  A novelty of a service without payload is
  // neither: whether a rare port is new depends on what was heard before.
  void score_novelties() {
    std::set<std::string> told;
    for (const scan::Novelty& novelty : novelties_) {
      if (novelty.payload_hash == 0) {
        ++score_.novelties.neither;
        continue;
      }
      const bool right =
          std::any_of(cast_.novelties.begin(), cast_.novelties.end(),
                      [&](const auto& known) { return known.payload == novelty.payload; });
      if (right) told.insert(novelty.payload);
      if (!right) ++score_.novelties.neither;  // of an old service, but heard for the first time
    }
    for (const auto& known : cast_.novelties) {
      const Micros end = cast_.scenario.start + cast_.scenario.days * kDay;
      if (known.begin > end - kDay) continue;
      ++(told.contains(known.payload) ? score_.novelties.right : score_.novelties.missed);
    }
  }

  darknet::Cast cast_;
  scan::Settings settings_;
  scan::History history_;
  MonthScore score_;
  Watcher ours_;
  Finders finders_;
  std::vector<Baseline> baselines_;
  std::vector<scan::Novelty> novelties_;
};

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  right += other.right;
  wrong += other.wrong;
  neither += other.neither;
  missed += other.missed;
  return *this;
}

MonthScore run_month(const darknet::Scenario& scenario, const std::vector<double>& thresholds) {
  return Month(scenario, thresholds).run();
}

}  // namespace noroshi::bench
