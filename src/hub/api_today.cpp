// The first screen in one answer: what is new, what waits, what is ill.
//
// Every figure is of what this caller may see: rows of its own view of the shelf, pages of the
// archive with its own Viewer, sensors and inputs where it may ask for them.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "hub/api_call.hpp"
#include "hub/inputs.hpp"
#include "hub/reports.hpp"
#include "hub/server_json.hpp"
#include "hub/watches.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

using servers::Standing;

constexpr std::size_t kRowsAtMost = 50;
constexpr std::size_t kCountedAtMost = 1'000;  // waiting contributions, new objects

struct Morning {
  std::shared_ptr<ServerShelf> shelf;
  std::shared_ptr<Watches> watches;
  Inputs* inputs = nullptr;
};

Result<base::Micros> since_of(const Call& call, base::Micros now) {
  const auto text = call.query.value("since");
  if (!text) return now - base::kDay;
  if (const auto instant = base::parse_rfc3339(*text)) return *instant;
  return Error{Errc::InvalidInput, "since: this is no time (RFC 3339)"};
}

/// What is believed of a server, as of now.
bool stands(Standing status) {
  return status != Standing::Suppressed && status != Standing::Rejected && status != Standing::Gone;
}

/// One row that may be shown, as far as its place asks.
struct News {
  bool watched = false;
  double probability = 0;
  base::Micros last_seen = 0;
  std::string id;

  friend bool operator<(const News& a, const News& b) {
    if (a.watched != b.watched) return a.watched;
    if (a.probability != b.probability) return a.probability > b.probability;
    if (a.last_seen != b.last_seen) return a.last_seen > b.last_seen;
    return a.id < b.id;
  }
};

/// Sums over all rows of a view.
class Rows {
 public:
  explicit Rows(base::Micros since) : since_(since) {}

  void take(const ServerRow& row) {
    const servers::Server& server = row.shown;
    ++standing_.at(static_cast<std::size_t>(server.status));
    if (stands(server.status)) ++countries_[std::string(server.place.country)];
    if (!is_news(server)) return;
    news_.insert({.watched = server.watched,
                  .probability = server.facts->probability,
                  .last_seen = server.facts->last_seen,
                  .id = server.facts->id});
    if (news_.size() > kRowsAtMost) news_.erase(std::prev(news_.end()));
  }

  [[nodiscard]] const std::set<News>& news() const { return news_; }

  [[nodiscard]] Json status_json() const {
    Json json = Json::object();
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      json[std::string(servers::name_of(static_cast<Standing>(i)))] = standing_.at(i);
    }
    return json;
  }

  /// Those with most servers first; what no table knows stands under null.
  [[nodiscard]] Json countries_json() const {
    std::vector<std::pair<std::string, std::uint64_t>> all(countries_.begin(), countries_.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    Json list = Json::array();
    for (const auto& [country, count] : all) {
      list.push_back({{"country", country.empty() ? Json() : Json(country)}, {"servers", count}});
    }
    return list;
  }

 private:
  [[nodiscard]] bool is_news(const servers::Server& server) const {
    if (server.watched) return server.facts->last_seen >= since_ || server.added >= since_;
    if (!stands(server.status)) return false;
    return server.added >= since_ || server.status == Standing::Changed;
  }

  base::Micros since_;
  std::array<std::uint64_t, servers::kStandingCount> standing_{};
  std::map<std::string, std::uint64_t> countries_;
  std::set<News> news_;
};

Result<Json> rows_json(const Call& call, const Morning& morning,
                       const std::vector<std::string>& watched, const std::set<News>& news) {
  Json list = Json::array();
  for (const News& one : news) {
    const auto found = morning.shelf->find(call.caller.viewer, watched, one.id);
    if (found) list.push_back(server_row_json(found->rows.front(), call.parts));
    if (!found && found.error().code != Errc::NotFound) return found.error();
  }
  return list;
}

/// What is told of a region: servers, each once, and who reports them.
struct Reporting {
  std::set<model::Endpoint> servers;
  std::uint64_t organisations = 0;

  void add(const Reporter& one) {
    for (const Reported& server : one.servers) servers.insert(server.endpoint);
    ++organisations;
  }
};

/// The 11 regions from the north; then those without one, and the anonymous, if there are any.
Result<Json> regions_of_reports(const Call& call, ServerShelf& shelf) {
  std::array<Reporting, sharing::kRegionCount> regions;
  Reporting nowhere;
  std::map<sharing::OrganisationId, sharing::Regions> homes;
  for (const auto& one : call.parts.directory.organisations()) homes.emplace(one.id, one.regions);
  for (const Reporter& one : NOROSHI_TRY(reporters_of(call.parts, call.caller, shelf))) {
    const auto home = homes.find(one.organisation);
    const bool placed = home != homes.end() && home->second.any();
    if (!placed) nowhere.add(one);
    for (std::size_t i = 0; placed && i < regions.size(); ++i) {
      if (home->second[i]) regions.at(i).add(one);
    }
  }
  Json list = Json::array();
  const auto tell = [&](Json name, const Reporting& one) {
    list.push_back({{"region", std::move(name)},
                    {"servers", one.servers.size()},
                    {"organisations", one.organisations}});
  };
  for (std::size_t i = 0; i < regions.size(); ++i) {
    tell(sharing::name_of(static_cast<sharing::Region>(i)), regions.at(i));
  }
  if (nowhere.organisations > 0) tell(nullptr, nowhere);
  return list;
}

Result<std::uint64_t> approvals(const Call& call) {
  if (!call.caller.account) return std::uint64_t{0};
  const auto page = NOROSHI_TRY(call.parts.archive.waiting(call.caller.viewer, 0, kCountedAtMost));
  return std::uint64_t{page.revisions.size()};
}

bool is_ill(const Sensor& sensor) { return sensor.health != "fine" && sensor.health != "unknown"; }

Result<std::uint64_t> alerts(const Call& call, const Morning& morning) {
  std::uint64_t count = 0;
  if (call.asks_flows() && call.parts.flows.desk) {
    const auto sensors = call.parts.flows.desk->sensors();
    count += static_cast<std::uint64_t>(std::count_if(sensors.begin(), sensors.end(), is_ill));
  }
  if (morning.inputs != nullptr && call.may_operate()) {
    for (const Input& one : NOROSHI_TRY(morning.inputs->all())) {
      const auto health = one.health(call.parts.clock());
      if (health == "failing" || health == "late") ++count;
    }
  }
  return count;
}

Result<std::uint64_t> objects_since(const Call& call, base::Micros since) {
  archive::Filter filter;
  filter.added_after = since;
  std::set<std::string> ids;
  for (const auto& one : call.parts.directory.collections()) {
    const auto page = NOROSHI_TRY(call.parts.archive.page(
        call.caller.viewer, one.id, filter, 0, kCountedAtMost, archive::Detail::Manifest));
    for (const auto& revision : page.revisions) ids.insert(revision.id);
    if (ids.size() >= kCountedAtMost) return std::uint64_t{kCountedAtMost};
  }
  return std::uint64_t{ids.size()};
}

Result<http::Response> today(const Call& call, const Morning& morning) {
  NOROSHI_CHECK(call.may_read());
  const base::Micros now = call.parts.clock();
  const base::Micros since = NOROSHI_TRY(since_of(call, now));
  std::vector<std::string> watched;
  if (call.caller.account) {
    watched = NOROSHI_TRY(morning.watches->all(call.caller.account->id));
  }
  Rows rows(since);
  NOROSHI_CHECK(morning.shelf->each(call.caller.viewer, watched,
                                    [&](const ServerRow& row) { rows.take(row); }));
  Json body{{"at", stix::timestamp(now)}, {"since", stix::timestamp(since)}};
  body["servers"] = NOROSHI_TRY(rows_json(call, morning, watched, rows.news()));
  body["status"] = rows.status_json();
  body["approvals"] = NOROSHI_TRY(approvals(call));
  body["alerts"] = NOROSHI_TRY(alerts(call, morning));
  body["countries"] = rows.countries_json();
  body["regions"] = NOROSHI_TRY(regions_of_reports(call, *morning.shelf));
  body["objects"] = NOROSHI_TRY(objects_since(call, since));
  return json_answer(body);
}

}  // namespace

Result<std::vector<Route>> today_routes(Parts& parts, const std::shared_ptr<ServerShelf>& shelf,
                                        const Further& further) {
  const std::shared_ptr<Watches> watches = NOROSHI_TRY(Watches::open(parts.database));
  const Morning morning{.shelf = shelf, .watches = watches, .inputs = further.inputs};
  return std::vector<Route>{
      {"GET", "/today", [morning](const Call& call) { return today(call, morning); }}};
}

}  // namespace noroshi::hub
