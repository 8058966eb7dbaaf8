#include "intel/mapping/telescope_objects.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "intel/mapping/stix_json.hpp"
#include "intel/mapping/term.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

// The most that sightings and observations may count (STIX 2.1, sections 5.2 and 4.14).
constexpr std::uint64_t kMostCounted = 999'999'999;

std::uint64_t counted(std::uint64_t number) {
  return std::clamp<std::uint64_t>(number, 1, kMostCounted);
}

Frame standing_frame(std::string author) {
  return {.author = std::move(author),
          .marking = {},
          .created = kStanding,
          .modified = kStanding,
          .grain = base::kMillisecond};
}

Json revised(Json object, const Frame& frame) {
  revise(object, frame);
  return object;
}

// One thing that was seen over a stretch of time: observables, an observation, a sighting of
// `what`.
struct Seen {
  std::string name;  ///< of the ids
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t count = 0;
  double confidence = 0;  ///< 0–1
  std::string description;
  std::vector<Json> observables;
  std::string what;  ///< id of the malware or attack pattern
};

class Bundle {
 public:
  explicit Bundle(std::string_view organisation) {
    if (organisation.empty()) {
      author_ = text_of(own_identity(), "id");
    } else {
      author_ = stix::own_id("identity", fmt::format("organisation/{}", organisation));
      objects_.add(identity(author_, organisation, "organization"));
    }
    objects_.add(own_identity());
  }

  void add(const model::InfectedHost& host) {
    add({.name = fmt::format("infected-host/{}/{}/{}/{}", host.address.to_string(), host.family,
                             host.method, author_),
         .first = host.first_seen,
         .last = std::max(host.first_seen, host.last_seen),
         .count = host.packets,
         .confidence = host.probability,
         .description = description(host),
         .observables = observables(host),
         .what = malware(host.family)});
  }

  void add(const model::DosVictim& victim) {
    add({.name =
             fmt::format("dos-victim/{}/{}/{}", victim.victim.to_string(), victim.first, author_),
         .first = victim.first,
         .last = std::max(victim.first, victim.last),
         .count = victim.packets,
         .confidence = 1,
         .description = fmt::format("Replies to forged sources reached {} unused addresses, at "
                                    "most {} packets in a minute",
                                    victim.targets, victim.most_in_minute),
         .observables = {address(victim.victim)},
         .what = denial_of_service()});
  }

  [[nodiscard]] std::string text() && {
    std::string list;
    for (const auto& one : objects_.take()) list.append(list.empty() ? "" : ",\n").append(one);
    const auto id = stix::own_id("bundle", list);
    return fmt::format("{{\"type\":\"bundle\",\"id\":\"{}\",\"objects\":[\n{}\n]}}\n", id, list);
  }

 private:
  static Json address(const net::Address& ip) {
    return service_term(ip, std::nullopt, std::nullopt).observables.front();
  }

  static std::string description(const model::InfectedHost& host) {
    std::string ports;
    for (const auto& port : host.ports) ports.append(ports.empty() ? "" : ", ").append(port);
    return fmt::format("{}; {} unused addresses probed on {}; seen on {} days",
                       to_string(host.standing), host.targets, ports.empty() ? "no port" : ports,
                       host.days);
  }

  // The address, and each sighting as traffic from it: instant and source port find the line
  // behind a shared address.
  static std::vector<Json> observables(const model::InfectedHost& host) {
    std::vector<Json> out{address(host.address)};
    const auto id = text_of(out.front(), "id");
    for (const auto& one : host.sightings) {
      Json traffic{{"type", "network-traffic"}};
      traffic["start"] = stix::timestamp(one.time);
      traffic["src_ref"] = id;
      if (one.source_port) traffic["src_port"] = *one.source_port;
      if (one.destination_port != 0) traffic["dst_port"] = one.destination_port;
      traffic["protocols"] =
          Json::array({host.address.is_v4() ? "ipv4" : "ipv6", model::protocol_name(one.protocol)});
      out.push_back(observable(std::move(traffic)));
    }
    return out;
  }

  std::string malware(const std::string& family) {
    const auto id = stix::own_id("malware", fmt::format("telescope-family/{}", family));
    if (objects_.has(id)) return id;
    const auto frame = standing_frame(text_of(own_identity(), "id"));
    auto object = begin_object("malware", id, frame);
    object["name"] = family.empty() ? "unknown" : family;
    object["description"] =
        "A family by its behaviour towards unused addresses; see Noroshi's docs/operations/"
        "telescope.md";
    const bool worm = family.find("worm") != std::string::npos;
    object["malware_types"] = Json::array({worm ? "worm" : "bot"});
    object["is_family"] = true;
    objects_.add(revised(std::move(object), frame));
    return id;
  }

  std::string denial_of_service() {
    const auto id = stix::own_id("attack-pattern", "telescope/denial-of-service");
    if (objects_.has(id)) return id;
    const auto frame = standing_frame(text_of(own_identity(), "id"));
    auto object = begin_object("attack-pattern", id, frame);
    object["name"] = "Denial of service with forged source addresses";
    object["external_references"] =
        Json::array({{{"source_name", "mitre-attack"},
                      {"external_id", "T1498"},
                      {"url", "https://attack.mitre.org/techniques/T1498"}}});
    objects_.add(revised(std::move(object), frame));
    return id;
  }

  void add(Seen seen) {
    const Frame frame{.author = author_,
                      .marking = {},
                      .created = seen.first,
                      .modified = seen.last,
                      .grain = base::kMillisecond};
    Json refs = Json::array();
    for (const Json& one : seen.observables) {
      refs.push_back(one.at("id"));
      objects_.add(one);
    }
    auto observed = begin_object("observed-data", stix::own_id("observed-data", seen.name), frame);
    observed["first_observed"] = stix::timestamp(seen.first);
    observed["last_observed"] = stix::timestamp(seen.last);
    observed["number_observed"] = counted(seen.count);
    observed["object_refs"] = std::move(refs);
    objects_.add(revised(observed, frame));

    auto sighting = begin_object("sighting", stix::own_id("sighting", seen.name), frame);
    sighting["confidence"] = std::clamp(std::lround(seen.confidence * 100), 0L, 100L);
    sighting["description"] = seen.description;
    sighting["first_seen"] = stix::timestamp(seen.first);
    sighting["last_seen"] = stix::timestamp(seen.last);
    sighting["count"] = counted(seen.count);
    sighting["sighting_of_ref"] = seen.what;
    sighting["observed_data_refs"] = Json::array({observed.at("id")});
    sighting["where_sighted_refs"] = Json::array({author_});
    objects_.add(revised(std::move(sighting), frame));
  }

  Objects objects_;
  std::string author_;
};

}  // namespace

std::string telescope_bundle(std::span<const model::InfectedHost> hosts,
                             std::span<const model::DosVictim> victims,
                             std::string_view organisation) {
  Bundle bundle(organisation);
  for (const auto& host : hosts) bundle.add(host);
  for (const auto& victim : victims) bundle.add(victim);
  return std::move(bundle).text();
}

}  // namespace noroshi::mapping
