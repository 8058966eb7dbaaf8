// The figures of the programme (docs/operations/programme.md), made of what the caller may see:
// what organisations share, and how long before the feeds the own one knew.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/audience.hpp"
#include "hub/listings.hpp"
#include "hub/reports.hpp"
#include "intel/programme/report_json.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kListsAtMost = 64;         // that overlap_of takes
constexpr std::size_t kLookedUpAtMost = 20'000;  // own servers in one question about feeds
constexpr std::size_t kKeptAtMost = 64;
constexpr base::Micros kHolds = 10 * base::kMinute;  // an input may have found nothing new

Result<base::Micros> instant_of(const Call& call, std::string_view name, base::Micros unsaid) {
  const auto text = call.query.value(name);
  if (!text) return unsaid;
  if (const auto instant = base::parse_rfc3339(*text)) return *instant;
  return Error{Errc::InvalidInput, fmt::format("{}: this is no time (RFC 3339)", name)};
}

Result<SeenIn> window_of(const Call& call) {
  SeenIn window;
  window.from = NOROSHI_TRY(instant_of(call, "from", window.from));
  window.to = NOROSHI_TRY(instant_of(call, "to", window.to));
  if (window.from < window.to) return window;
  return Error{Errc::InvalidInput, "from must be before to"};
}

http::Response json_text(std::string text) {
  return {.content_type = "application/json", .body = std::move(text)};
}

// ---- overlap ----

model::Endpoint key_of(model::Endpoint endpoint, bool by_address) {
  if (!by_address) return endpoint;
  return {.ip = endpoint.ip, .port = 0, .proto = 0};
}

std::uint64_t distinct(std::vector<model::Endpoint> servers) {
  std::sort(servers.begin(), servers.end());
  return static_cast<std::uint64_t>(std::unique(servers.begin(), servers.end()) - servers.begin());
}

/// Of one organisation, or none: there is nothing to compare, and nothing is estimated.
http::Response alone(const std::vector<programme::OperatorList>& lists, std::string_view by) {
  Json body{{"by", by},
            {"servers", 0},
            {"operators", Json::array()},
            {"shared", Json::array()},
            {"jaccard", Json::array()},
            {"seen_by", Json::array()},
            {"reach", Json::array()},
            {"estimate", nullptr},
            {"chao_1987", nullptr}};
  if (lists.empty()) return json_answer(body);
  const std::uint64_t servers = distinct(lists.front().servers);
  body["servers"] = servers;
  body["operators"].push_back({{"operator", lists.front().name},
                               {"servers", servers},
                               {"exclusive", servers},
                               {"gain_in_order", servers},
                               {"gain_on_average", servers}});
  body["shared"].push_back(Json::array({servers}));
  body["jaccard"].push_back(Json::array({servers > 0 ? 1 : 0}));
  body["seen_by"].push_back(servers);
  body["reach"].push_back(servers);
  return json_answer(body);
}

/// The own organisation first, then those that report most.
std::vector<programme::OperatorList> lists_of(std::vector<Reporter> reporters, bool by_address) {
  std::stable_sort(reporters.begin(), reporters.end(), [](const Reporter& a, const Reporter& b) {
    if (a.own != b.own) return a.own;
    return a.servers.size() > b.servers.size();
  });
  if (reporters.size() > kListsAtMost) reporters.resize(kListsAtMost);
  std::vector<programme::OperatorList> lists;
  for (const Reporter& one : reporters) {
    programme::OperatorList list{.name = one.name, .servers = {}};
    for (const Reported& server : one.servers) {
      list.servers.push_back(key_of(server.endpoint, by_address));
    }
    lists.push_back(std::move(list));
  }
  return lists;
}

Result<http::Response> overlap(const Call& call, ServerShelf& shelf) {
  NOROSHI_CHECK(call.may_read());
  const auto by = call.query.value("by").value_or("endpoint");
  if (by != "endpoint" && by != "address") {
    return Error{Errc::InvalidInput, "by: endpoint or address is asked for"};
  }
  const SeenIn window = NOROSHI_TRY(window_of(call));
  auto reporters = NOROSHI_TRY(reporters_of(call.parts, call.caller, shelf, window));
  const auto lists = lists_of(std::move(reporters), by == "address");
  if (lists.size() < 2) return alone(lists, by);
  return json_text(programme::overlap_json(NOROSHI_TRY(programme::overlap_of(lists)), by));
}

// ---- lead time ----

/// Looking thousands of addresses up takes seconds, so an answer is kept for as long as nothing is
/// new, for those with the same sight.
class KeptLeads {
 public:
  std::optional<std::string> find(const std::string& key, std::int64_t event, base::Micros now) {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(key);
    if (at == kept_.end() || at->second.event != event || now - at->second.made > kHolds) return {};
    return at->second.text;
  }

  void put(const std::string& key, std::int64_t event, base::Micros now, std::string text) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= kKeptAtMost) kept_.clear();
    kept_.insert_or_assign(key, Kept{.event = event, .made = now, .text = std::move(text)});
  }

 private:
  struct Kept {
    std::int64_t event = 0;
    base::Micros made = 0;
    std::string text;
  };
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

/// Everything that an answer depends on but time and the archive.
std::string key_of(const Call& call, const SeenIn& window) {
  const sharing::Viewer& viewer = call.caller.viewer;
  std::string key =
      fmt::format("{}|{}|{}|{}|{}|", static_cast<int>(viewer.kind), viewer.organisation,
                  viewer.regions.to_ulong(), window.from, window.to);
  for (const auto& one : viewer.memberships) {
    key += fmt::format("{}:{} ", one.community, static_cast<int>(one.role));
  }
  return key;
}

std::vector<programme::Sighting> own_sightings(const std::vector<Reporter>& reporters,
                                               const programme::LeadOptions& options) {
  std::vector<programme::Sighting> all;
  for (const Reporter& one : reporters) {
    if (!one.own) continue;
    for (const Reported& server : one.servers) {
      all.push_back({server.endpoint, server.first_seen, server.last_seen});
    }
  }
  if (all.size() > kLookedUpAtMost) {
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.last_seen > b.last_seen; });
    all.resize(kLookedUpAtMost);
  }
  return programme::merged(std::move(all), options.slack);
}

Result<http::Response> lead_time(const Call& call, ServerShelf& shelf, KeptLeads& kept,
                                 Inputs* inputs) {
  NOROSHI_CHECK(call.may_read());
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  const SeenIn window = NOROSHI_TRY(window_of(call));
  const std::string key = key_of(call, window);
  const std::int64_t event = call.parts.archive.newest_event();
  const base::Micros now = call.parts.clock();
  if (auto text = kept.find(key, event, now)) return json_text(std::move(*text));
  programme::LeadReport report;
  report.servers = own_sightings(NOROSHI_TRY(reporters_of(call.parts, call.caller, shelf, window)),
                                 report.options);
  for (const feeds::Feed& feed :
       NOROSHI_TRY(listings_of(call.parts, call.caller, inputs, report.servers))) {
    auto leads = programme::lead_times(report.servers, feed, report.options);
    if (leads) report.feeds.push_back(std::move(*leads));
  }
  if (report.feeds.size() > 1) report.all = programme::earliest(report.feeds);
  std::string text = programme::lead_json(report);
  kept.put(key, event, now, text);
  return json_text(std::move(text));
}

}  // namespace

std::vector<Route> programme_routes(const std::shared_ptr<ServerShelf>& shelf,
                                    const Further& further) {
  const auto kept = std::make_shared<KeptLeads>();
  return {
      {"GET", "/programme/overlap", [shelf](const Call& call) { return overlap(call, *shelf); }},
      {"GET", "/programme/lead-time", [shelf, kept, inputs = further.inputs](const Call& call) {
         return lead_time(call, *shelf, *kept, inputs);
       }}};
}

}  // namespace noroshi::hub
