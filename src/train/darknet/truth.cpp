#include "train/darknet/truth.hpp"

#include <fmt/format.h>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "base/json_string.hpp"

namespace noroshi::darknet {
namespace {

using Json = nlohmann::ordered_json;
using base::to_rfc3339;

std::string service_text(const Asked& asked) {
  return fmt::format("{}/{}", asked.port, asked.protocol == 17 ? "udp" : "tcp");
}

Json services_json(const std::vector<Asked>& services) {
  Json json = Json::array();
  for (const Asked& asked : services) json.push_back(service_text(asked));
  return json;
}

Json addresses_json(const std::vector<net::Address>& addresses) {
  Json json = Json::array();
  for (const net::Address& address : addresses) json.push_back(address.to_string());
  return json;
}

Json span_json(const Span& span) {
  return {{"begin", to_rfc3339(span.begin)}, {"end", to_rfc3339(span.end)}};
}

Json networks_json(const Cast& cast) {
  Json json = Json::array();
  for (const Network& network : cast.networks) {
    Json pools = Json::array();
    for (const net::Prefix& pool : network.pools) pools.push_back(pool.to_string());
    json.push_back({{"name", network.name},
                    {"hosting", network.hosting},
                    {"pools", std::move(pools)},
                    {"lease", to_string(network.lease)},
                    {"mean_lease_s", base::seconds(network.mean)}});
  }
  return json;
}

Json families_json(const Cast& cast) {
  Json json = Json::array();
  for (const Family& family : cast.families) {
    Json services = Json::array();
    for (const Habit& habit : family.habits) services.push_back(service_text(habit.asked));
    json.push_back({{"name", family.name}, {"mirai_mark", family.marked}, {"services", services}});
  }
  return json;
}

Json hosts_json(const Cast& cast) {
  Json json = Json::array();
  for (std::size_t id = 0; id < cast.hosts.size(); ++id) {
    const Host& host = cast.hosts[id];
    Json infections = Json::array();
    for (const Span& span : host.infections) infections.push_back(span_json(span));
    json.push_back({{"host", id + 1},
                    {"network", cast.networks[host.network].name},
                    {"family", cast.families[host.family].name},
                    {"infections", std::move(infections)}});
  }
  return json;
}

Json surveyors_json(const Cast& cast) {
  Json json = Json::array();
  for (const Surveyor& surveyor : cast.surveyors) {
    json.push_back({{"name", surveyor.name},
                    {"listed", surveyor.listed},
                    {"addresses", addresses_json(surveyor.addresses)}});
  }
  return json;
}

Json groups_json(const Cast& cast) {
  Json json = Json::array();
  for (const Group& group : cast.groups) {
    Json sessions = Json::array();
    for (const Span& session : group.sessions) sessions.push_back(span_json(session));
    json.push_back({{"name", group.name},
                    {"services", services_json(group.services)},
                    {"sources", addresses_json(group.sources)},
                    {"sessions", std::move(sessions)}});
  }
  return json;
}

Json surges_json(const Cast& cast) {
  Json json = Json::array();
  for (const Surge& surge : cast.surges) {
    json.push_back({{"name", surge.name},
                    {"service", service_text(surge.asked)},
                    {"shape", to_string(surge.shape)},
                    {"begin", to_rfc3339(surge.begin)},
                    {"peak", to_rfc3339(surge.begin + surge.ramp)},
                    {"hosts_an_hour_before", surge.before},
                    {"hosts_an_hour_more", surge.extra}});
  }
  return json;
}

Json novelties_json(const Cast& cast) {
  Json json = Json::array();
  for (const Novelty& novelty : cast.novelties) {
    json.push_back({{"service", service_text(novelty.asked)},
                    {"payload", base::to_hex(novelty.payload)},
                    {"begin", to_rfc3339(novelty.begin)},
                    {"days", novelty.days},
                    {"hosts_a_day", novelty.hosts_a_day}});
  }
  return json;
}

Json outages_json(const Cast& cast) {
  Json json = Json::array();
  for (const Outage& outage : cast.outages) {
    Json entry = span_json(outage.span);
    entry["lost"] = outage.lost;
    entry["counted"] = outage.counted;
    json.push_back(std::move(entry));
  }
  return json;
}

Json parameters_json(const Scenario& scenario) {
  return {{"start", to_rfc3339(scenario.start)},    {"days", scenario.days},
          {"dark", scenario.dark.to_string()},      {"scale", scenario.scale},
          {"idle_s", base::seconds(scenario.idle)}, {"outages", scenario.outages}};
}

// By hand: a month has some hundred thousand of them.
void put_seen(std::string& out, const Seen& seen, const Actor& actor) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"address":"{}","role":"{}")", seen.address.to_string(),
                 to_string(actor.role));
  if (!actor.activity.empty()) {
    fmt::format_to(to, R"(,"activity":{})", base::json_string(actor.activity));
  }
  if (!actor.network.empty()) {
    fmt::format_to(to, R"(,"network":{})", base::json_string(actor.network));
  }
  fmt::format_to(to, R"(,"host":"{:x}","first":"{}","last":"{}","packets":{}}})", actor.host,
                 to_rfc3339(seen.first), to_rfc3339(seen.last), seen.packets);
}

}  // namespace

void TruthBook::add(const Watched& watched) {
  if (!days_.empty()) days_ += ",\n";
  days_ += fmt::format(R"({{"begin":"{}","addresses":[)", to_rfc3339(watched.span.begin));
  const char* separator = "\n";
  for (const Seen& seen : watched.seen) {
    days_ += separator;
    put_seen(days_, seen, watched.actors[seen.actor]);
    separator = ",\n";
  }
  days_ += "\n]}";
}

std::string TruthBook::json(std::string_view version) const {
  Json json{{"synthetic", true},
            {"notes", "Synthetic: made by noroshi lab darknet. No packet of it was ever sent."},
            {"version", version},
            {"seed", cast_.scenario.seed},
            {"parameters", parameters_json(cast_.scenario)},
            {"networks", networks_json(cast_)},
            {"families", families_json(cast_)},
            {"hosts", hosts_json(cast_)},
            {"surveyors", surveyors_json(cast_)},
            {"groups", groups_json(cast_)},
            {"surges", surges_json(cast_)},
            {"novelties", novelties_json(cast_)},
            {"outages", outages_json(cast_)}};
  std::string text = json.dump(1);
  text.resize(text.size() - 2);  // "\n}": the days come before it
  return text + ",\n \"days\": [\n" + days_ + "\n]}\n";
}

}  // namespace noroshi::darknet
