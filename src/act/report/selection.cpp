#include "act/report/selection.hpp"

#include <algorithm>
#include <charconv>

#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

// The number at the front of a network's name: "AS64500 Example Net" → 64500.
std::uint32_t asn_in(std::string_view network) {
  std::uint32_t asn = 0;
  if (network.starts_with("AS")) {
    std::from_chars(network.data() + 2, network.data() + network.size(), asn);
  }
  return asn;
}

// Hours of the day that no record of the sensor touches.
std::vector<base::Micros> missing_hours(const scan::Day& day) {
  std::vector<base::Micros> missing;
  for (base::Micros hour = day.begin; hour < day.end; hour += base::kHour) {
    const auto covers = [&](const model::TelescopeHour& one) {
      return one.begin < hour + base::kHour && one.end > hour;
    };
    if (std::none_of(day.hours.begin(), day.hours.end(), covers)) missing.push_back(hour);
  }
  return missing;
}

class Selecting {
 public:
  /// `share`: of the reader; null: the whole.
  Selecting(const scan::Day& day, const Atlas& atlas, std::string_view reader, const Share* share)
      : day_(day), atlas_(atlas), reader_(reader), share_(share) {}

  Selection run(std::string_view sensor) {
    out_.begin = day_.begin;
    out_.end = day_.end;
    out_.sensor = told(sensor);
    out_.reader = named(reader_);
    take_infected();
    take_victims();
    take_hosts();
    take_campaigns();
    take_researchers();
    take_what_names_nobody();
    if (reader_.empty()) list_networks();
    return std::move(out_);
  }

 private:
  /// Calls `visit` with those of `list` that are the reader's.
  template <class List, class Visit>
  void each_own(const List& list, std::vector<std::uint32_t> Share::*own, Visit visit) const {
    if (share_ == nullptr) {
      for (const auto& one : list) visit(one);
    } else {
      for (const std::uint32_t place : share_->*own) visit(list[place]);
    }
  }
  [[nodiscard]] bool is_readers(const net::Address& address) const {
    return reader_.empty() || atlas_.spot_of(address).operator_id == reader_;
  }

  // Texts of detectors hold counts; should one ever hold an address, it must be the reader's.
  [[nodiscard]] std::string told(std::string_view text) const {
    auto sound = clean(text);
    if (reader_.empty()) return sound;
    return without_addresses(sound, [this](const net::Address& one) { return is_readers(one); });
  }

  [[nodiscard]] Network named(std::string_view id) const {
    Network out;
    out.id = id;
    if (const auto* who = atlas_.operator_of(id)) {
      out.name = clean(who->name);
      out.name_ja = clean(who->name_ja.empty() ? who->name : who->name_ja);
    }
    return out;
  }

  Network& network_of(const std::string& id) {
    const auto [at, is_new] = networks_.emplace(id, Network{});
    if (is_new) at->second = named(id);
    return at->second;
  }

  void take_infected() {
    each_own(day_.infected, &Share::infected, [this](const model::InfectedHost& host) {
      auto spot = atlas_.spot_of(host.address);
      out_.reader.standings.add(host.standing);
      network_of(spot.operator_id).standings.add(host.standing);
      out_.infected.push_back({.host = redacted(host), .spot = std::move(spot)});
    });
  }

  [[nodiscard]] model::InfectedHost redacted(const model::InfectedHost& host) const {
    auto out = host;
    out.family = told(host.family);
    out.sensor = told(host.sensor);
    for (auto& port : out.ports) port = clean(port);
    for (auto& one : out.evidence) {
      one.name = clean(one.name);
      one.unit = clean(one.unit);
      one.text = told(one.text);
      for (auto& [name, value] : one.counts) name = told(name);
    }
    // A sighting is of the host itself; its destination is one of the telescope's addresses.
    for (auto& sighting : out.sightings) {
      sighting.source = host.address;
      sighting.destination = {};
    }
    return out;
  }

  void take_victims() {
    each_own(day_.victims, &Share::victims, [this](const model::DosVictim& victim) {
      auto spot = atlas_.spot_of(victim.victim);
      ++out_.reader.victims;
      ++network_of(spot.operator_id).victims;
      out_.victims.push_back({.victim = victim, .spot = std::move(spot)});
    });
    std::stable_sort(
        out_.victims.begin(), out_.victims.end(),
        [](const Victim& a, const Victim& b) { return a.victim.packets > b.victim.packets; });
  }

  void take_hosts() {
    each_own(day_.hosts, &Share::hosts, [this](const scan::HostCount& count) {
      auto one = count;
      one.family = told(count.family);
      out_.hosts.push_back(std::move(one));
    });
  }

  void take_campaigns() {
    if (share_ == nullptr) {
      for (const auto& campaign : day_.campaigns) take(campaign, campaign.sources.size());
    } else {
      for (const auto& [place, own] : share_->campaigns) take(day_.campaigns[place], own);
    }
  }

  void take(const scan::Campaign& campaign, std::uint64_t own) {
    if (campaign.research || own == 0) return;
    out_.campaigns.push_back({.id = told(campaign.id),
                              .tool = told(campaign.tool),
                              .profile = told(campaign.profile),
                              .services = campaign.services,
                              .own_sources = own,
                              .sources = campaign.sources.size(),
                              .packets = campaign.packets,
                              .first = campaign.first,
                              .last = campaign.last,
                              .synchronised = campaign.synchronised,
                              .chance = campaign.chance});
  }

  void take_researchers() {
    out_.all_researchers = day_.researchers.size();
    each_own(day_.researchers, &Share::researchers, [this](const scan::Researcher& one) {
      auto kept = one;
      kept.list = told(one.list);
      kept.reason = told(one.reason);
      out_.researchers.push_back(std::move(kept));
    });
    std::stable_sort(out_.researchers.begin(), out_.researchers.end(),
                     [](const auto& a, const auto& b) { return a.packets > b.packets; });
  }

  void take_what_names_nobody() {
    out_.surges = day_.surges;
    out_.surge_threshold = day_.surge_threshold;
    out_.novelties = day_.novelties;
    for (auto& one : out_.novelties) one.payload = told(printable(one.payload));
    out_.hours = day_.hours;
    for (auto& hour : out_.hours) hour.sensor = told(hour.sensor);
    out_.missing_hours = missing_hours(day_);
    if (reader_.empty()) out_.services = day_.services;
  }

  void list_networks() {
    for (auto& [id, network] : networks_) out_.networks.push_back(std::move(network));
    std::stable_sort(out_.networks.begin(), out_.networks.end(),
                     [](const Network& a, const Network& b) {
                       return a.standings.infected() > b.standings.infected();
                     });
  }

  const scan::Day& day_;
  const Atlas& atlas_;
  std::string reader_;
  const Share* share_;
  Selection out_;
  std::map<std::string, Network> networks_;
};

}  // namespace

Spot Atlas::spot_of(const net::Address& address) const {
  Spot out;
  if (registry_ != nullptr) {
    if (const auto answer = registry_->find(address)) {
      out.operator_id = answer->who->id;
      out.asn = answer->asn;
      out.country = answer->country;
    }
  }
  if (places_ == nullptr) return out;
  const auto place = places_->find(address);
  if (out.country.empty()) out.country = place.country;
  if (out.asn == 0) out.asn = asn_in(place.network);
  return out;
}

scan::PoolOf Atlas::pools() const {
  return [registry = registry_](const net::Address& address) -> scan::Pool {
    const auto answer = registry == nullptr ? std::nullopt : registry->find(address);
    if (!answer) return {};
    return {.pool = answer->prefix.to_string(), .network = answer->who->id};
  };
}

void Standings::add(model::Standing standing) {
  switch (standing) {
    case model::Standing::New:
      ++fresh;
      break;
    case model::Standing::Persistent:
      ++persistent;
      break;
    case model::Standing::Returned:
      ++returned;
      break;
    case model::Standing::Cleared:
      ++cleared;
      break;
  }
}

Selection select_all(const scan::Day& day, const Atlas& atlas, std::string_view sensor) {
  return Selecting(day, atlas, "", nullptr).run(sensor);
}

Selection select_for(std::string_view id, const scan::Day& day, const Shares& shares,
                     const Atlas& atlas, std::string_view sensor) {
  static const Share kNothing;
  const auto own = shares.find(id);
  return Selecting(day, atlas, id, own == shares.end() ? &kNothing : &own->second).run(sensor);
}

}  // namespace noroshi::report
