#include <cmath>
#include <fmt/format.h>

#include "cli/life_text.hpp"
#include "cli/sheet.hpp"

namespace noroshi::cli {
namespace {

constexpr double kLogTen = 2.302585092994046;

std::string instant(base::Micros value) { return json_string(base::to_rfc3339(value)); }

std::string instant(const std::optional<base::Micros>& value) {
  return value ? instant(*value) : "null";
}

std::string endpoint(const model::Endpoint& server) {
  return json_string(model::to_string(server));
}

std::string_view name_of(life::State state) {
  switch (state) {
    case life::State::Answering:
      return "answering";
    case life::State::AskedOnly:
      return "asked-only";
    case life::State::Silent:
      return "silent";
    case life::State::CannotTell:
      break;
  }
  return "cannot-tell";
}

// A count of clients; fewer than three are not told.
std::string clients(std::uint64_t count) {
  return count < life::kFewestClients ? "null" : fmt::format("{}", count);
}

std::string log10_p(double natural) { return fmt::format("{:.2f}", natural / kLogTen); }

std::string strip(const life::Life& life) {
  std::string text;
  for (const auto state : life.strip) text += "Aqs?"[static_cast<std::size_t>(state)];
  return text;
}

std::string deaths(const life::Life& life) {
  std::string text;
  for (const auto& death : life.deaths) {
    text += fmt::format(R"({}{{"after":{},"before":{},"sign":"{}","log10_p":{},"revived":{}}})",
                        text.empty() ? "" : ",", instant(death.after), instant(death.before),
                        death.asked ? "asked-only" : "silent", log10_p(death.log_p),
                        instant(death.revived));
  }
  return text;
}

std::string moves(const life::Migration& migration) {
  std::string text;
  for (const auto& move : migration.moves) {
    text += fmt::format(
        R"({}{{"to":{},"came":{},"left":{},"clients_to":{},"containment":{:.4f},"jaccard":{:.4f},)"
        R"("log10_p":{},"order_log10_p":{},"last_visit":{},"first_visit":{}}})",
        text.empty() ? "" : ",", endpoint(move.to), move.came, move.left, clients(move.clients_to),
        move.containment, move.jaccard, log10_p(move.log_p), log10_p(move.order_log_p),
        instant(move.last_visit), instant(move.first_visit));
  }
  return text;
}

std::string migration(const ServerLife& server) {
  if (!server.migration) return "null";
  const auto& migration = *server.migration;
  return fmt::format(R"({{"verdict":"{}","left":{},"expected_again":{:.1f},"moves":[{}]}})",
                     life::name_of(migration.whereabouts), clients(migration.left),
                     migration.expected_again, moves(migration));
}

std::string server_object(const ServerLife& server, bool compared) {
  const auto& life = server.life;
  return fmt::format(
      R"({{"kind":"c2-life","server":{},"followed":{},"first_seen":{},"last_seen":{},)"
      R"("last_answer":{},"state":"{}","since":{{"after":{},"before":{}}},"untold_hours":{},)"
      R"("dead":{},"deaths":[{}],"strip_from":{},"strip":"{}","records_an_hour":{:.3f},)"
      R"("sampling":{},"clients":{},"migration":{}}})",
      endpoint(life.server), server.followed, instant(life.first_seen), instant(life.last_seen),
      instant(life.last_answer), name_of(life.now), instant(life.since_after),
      instant(life.since_before), life.untold, life.dead(), deaths(life), instant(life.begin),
      strip(life), life.rate, life.sampling == 0 ? "null" : fmt::format("{}", life.sampling),
      compared ? clients(server.clientele.clients) : "null", migration(server));
}

std::string link_object(const life::CampaignLink& link) {
  return fmt::format(R"({{"a":{},"b":{},"shared":{},"overlap":{:.4f},"log10_p":{},"same_port":{},)"
                     R"("same_period":{},"same_hours":{},"moved":{}}})",
                     endpoint(link.a), endpoint(link.b), link.shared, link.overlap,
                     log10_p(link.log_p), link.same_port, link.same_period, link.same_hours,
                     link.moved);
}

std::string campaign_object(const life::Campaign& campaign) {
  std::string servers;
  for (const auto& server : campaign.servers) {
    servers += (servers.empty() ? "" : ",") + endpoint(server);
  }
  std::string links;
  for (const auto& link : campaign.links) {
    links += (links.empty() ? "" : ",") + link_object(link);
  }
  return fmt::format(
      R"({{"kind":"c2-campaign","servers":[{}],"clients":{},"first_seen":{},"last_seen":{},)"
      R"("links":[{}]}})",
      servers, clients(campaign.clients), instant(campaign.first_seen), instant(campaign.last_seen),
      links);
}

std::string seconds(const std::optional<double>& value) {
  return value ? fmt::format("{:.0f}", *value) : "null";
}

std::string half_life_object(const HalfLife& half) {
  return fmt::format(R"({{"kind":"c2-half-life","servers":{},"deaths":{},"censored":{},"older":{},)"
                     R"("earliest_s":{},"latest_s":{},"low_s":{},"high_s":{}}})",
                     half.servers, half.deaths, half.censored, half.older, seconds(half.earliest),
                     seconds(half.latest), seconds(half.low), seconds(half.high));
}

std::string window_members(const LifeAnswer& answer) {
  std::string unseen;
  for (const auto& server : answer.unseen) {
    unseen += (unseen.empty() ? "" : ",") + endpoint(server);
  }
  return fmt::format(
      R"("from":{},"to":{},"exposure":"{}","clients_compared":{},"busy_clients":{},"unseen":[{}])",
      instant(answer.hours.begin), instant(answer.hours.end()),
      answer.exposure_known ? "exporters" : "files", answer.clients_compared,
      clients(answer.campaigns.busy_clients), unseen);
}

}  // namespace

std::string life_json(const LifeAnswer& answer, bool lines) {
  std::string servers;
  for (const auto& server : answer.servers) {
    if (!lines && !servers.empty()) servers += ",\n";
    servers += server_object(server, answer.clients_compared) + (lines ? "\n" : "");
  }
  std::string campaigns;
  for (const auto& campaign : answer.campaigns.found) {
    if (!lines && !campaigns.empty()) campaigns += ",\n";
    campaigns += campaign_object(campaign) + (lines ? "\n" : "");
  }
  const auto half = half_life_object(answer.half_life);
  if (lines) {
    return fmt::format("{}{}{}\n{{\"kind\":\"c2-life-window\",{}}}\n", servers, campaigns, half,
                       window_members(answer));
  }
  return fmt::format("{{{},\n\"servers\":[\n{}],\n\"campaigns\":[\n{}],\n\"half_life\":{}}}\n",
                     window_members(answer), servers, campaigns, half);
}

}  // namespace noroshi::cli
