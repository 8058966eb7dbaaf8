// One server: why it is believed, by whom, since when, who else lists it, and what may be done.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "hub/api_json.hpp"
#include "hub/json_members.hpp"
#include "hub/seal_json.hpp"
#include "hub/server_json.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kOpinionsAtMost = 500;
constexpr std::size_t kListingsAtMost = 200;  // hits looked at for one value
constexpr std::size_t kVersionsAtMost = 500;  // of one collection

/// All that is asked about one server, for one answer.
class Page {
 public:
  Page(const Call& call, const ServerRow& row)
      : call_(call),
        archive_(call.parts.archive),
        viewer_(call.caller.viewer),
        row_(row),
        facts_(*row.shown.facts),
        organisation_(organisation_of(call)) {
    for (const auto& one : call.parts.directory.organisations()) {
      names_.emplace(one.uuid, one.id == viewer_.organisation ? one.name : "");
    }
  }

  Result<Json> draw() {
    const auto hit = NOROSHI_TRY(archive_.find(viewer_, facts_.id));
    said_ = NOROSHI_TRY(archive_.assertions(viewer_, facts_.id));
    NOROSHI_CHECK(add_versions());
    NOROSHI_CHECK(add_opinions());
    NOROSHI_CHECK(add_changes());
    Json sources = Json::array();
    for (const auto& one : said_) sources.push_back(assertion_json(one));
    Json body{{"row", server_row_json(row_, call_.parts)},
              {"finding", NOROSHI_TRY(finding_json(hit.text))},
              {"sources", std::move(sources)},
              {"opinions", std::move(opinions_)},
              {"listings", NOROSHI_TRY(listings())},
              {"history", history()},
              {"can", NOROSHI_TRY(can())}};
    Json seals = NOROSHI_TRY(seals_json(call_, facts_.id));
    if (!seals.empty()) body["seals"] = std::move(seals);
    return body;
  }

 private:
  /// The Finding as it is stored; numbers of clients that are not for this caller are left out.
  Result<Json> finding_json(std::string_view text) const {
    const auto finding = NOROSHI_TRY(mapping::finding_of(text));
    Json json = Json::parse(model::to_json(finding), nullptr, false);
    if (!row_.shown.clients) json.erase("clients");
    return json;
  }

  /// The own organisation by name; others as the archive names them.
  [[nodiscard]] std::string name_of_source(const std::string& source) const {
    const auto own = names_.find(source);
    return own != names_.end() && !own->second.empty() ? own->second : source;
  }

  void remember(base::Micros at, std::string_view what, const Json& more = Json::object()) {
    Json one{{"at", stix::timestamp(at)}, {"what", what}};
    one.update(more);
    past_.emplace_back(at, std::move(one));
  }

  Status add_versions() {
    archive::Filter all;
    all.ids = {facts_.id};
    all.versions = {"all"};
    std::set<std::string> met;
    for (const auto& collection : call_.parts.directory.collections()) {
      const auto page = NOROSHI_TRY(archive_.page(viewer_, collection.id, all, 0, kVersionsAtMost));
      for (const archive::Revision& one : page.revisions) {
        collections_.insert(collection.id);
        const auto finding = mapping::finding_of(one.text);
        if (!finding || !met.insert(one.version).second) continue;
        Json said{{"probability", finding->probability}};
        const bool shown = row_.own || finding->clients >= servers::kFewestClients;
        if (shown && finding->clients > 0) said["clients"] = finding->clients;
        remember(one.added, "version", std::move(said));
      }
    }
    for (const auto& one : said_) {
      remember(one.received, "assertion", {{"who", name_of_source(one.source)}});
    }
    return {};
  }

  Status add_opinions() {
    const auto around = NOROSHI_TRY(archive_.neighbours(viewer_, facts_.id, kOpinionsAtMost));
    for (const archive::Hit& hit : around.hits) {
      if (hit.type != "opinion") continue;
      const auto opinion = opinion_in(hit.text);
      if (!opinion) continue;
      const auto said = NOROSHI_TRY(archive_.assertions(viewer_, hit.id));
      const bool own = !organisation_.empty() && opinion->author == "identity--" + organisation_ &&
                       std::any_of(said.begin(), said.end(),
                                   [&](const auto& one) { return one.source == organisation_; });
      Json one{{"organisation",
                name_of_source(own || said.empty() ? organisation_ : said.front().source)},
               {"own", own},
               {"verdict", servers::name_of(opinion->word.verdict)},
               {"at", stix::timestamp(opinion->word.at)}};
      if (!opinion->word.reason.empty()) one["reason"] = opinion->word.reason;
      NOROSHI_CHECK(add_verdicts(hit, one["organisation"].get<std::string>()));
      opinions_.push_back(std::move(one));
    }
    std::stable_sort(opinions_.begin(), opinions_.end(),
                     [](const Json& a, const Json& b) { return a["at"] > b["at"]; });
    return {};
  }

  /// Each word that an opinion held, the earlier ones too.
  Status add_verdicts(const archive::Hit& hit, const std::string& who) {
    archive::Filter all;
    all.ids = {hit.id};
    all.versions = {"all"};
    const auto page = NOROSHI_TRY(archive_.page(viewer_, hit.collection, all, 0, kVersionsAtMost));
    for (const archive::Revision& one : page.revisions) {
      const auto opinion = opinion_in(one.text);
      if (!opinion) continue;
      const std::string_view verdict = servers::name_of(opinion->word.verdict);
      const std::string& reason = opinion->word.reason;
      remember(opinion->word.at, "verdict",
               {{"who", who},
                {"text",
                 reason.empty() ? std::string(verdict) : fmt::format("{}: {}", verdict, reason)}});
    }
    return {};
  }

  Status add_changes() {
    for (const archive::Event& one : NOROSHI_TRY(archive_.changes(viewer_, facts_.id))) {
      using Kind = archive::Event::Kind;
      if (one.kind == Kind::Released) remember(one.at, "released");
      if (one.kind == Kind::Retracted) remember(one.at, "retracted");
      if (one.kind == Kind::Expired) remember(one.at, "retracted", {{"text", "expired"}});
      if (one.kind == Kind::Deleted) remember(one.at, "retracted", {{"text", "deleted"}});
    }
    return {};
  }

  Json history() {
    std::stable_sort(past_.begin(), past_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    Json list = Json::array();
    for (auto& [at, one] : past_) list.push_back(std::move(one));
    return list;
  }

  struct Listed {
    base::Micros at = 0;
    bool by_address = false;
    std::string object;
  };

  Result<Json> listings() {
    std::map<std::string, Listed> by_feed;
    const std::string address = facts_.subject.ip.to_string();
    const bool v4 = facts_.subject.ip.is_v4();
    const std::string endpoint = v4 ? fmt::format("{}:{}", address, facts_.subject.port)
                                    : fmt::format("[{}]:{}", address, facts_.subject.port);
    NOROSHI_CHECK(look_up({.kind = "endpoint", .value = endpoint}, false, by_feed));
    NOROSHI_CHECK(
        look_up({.kind = v4 ? "ipv4-addr" : "ipv6-addr", .value = address}, true, by_feed));
    Json list = Json::array();
    for (const auto& [feed, listed] : by_feed) {
      const double days =
          static_cast<double>(listed.at - facts_.first_seen) / static_cast<double>(base::kDay);
      list.push_back({{"feed", feed},
                      {"listed", stix::timestamp(listed.at)},
                      {"lead_days", std::round(days * 100) / 100},
                      {"by_address", listed.by_address},
                      {"object", listed.object}});
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const Json& a, const Json& b) { return a["listed"] < b["listed"]; });
    return list;
  }

  /// An end point is found by its address too: it is looked up first.
  Status look_up(const stix::ObservedValue& value, bool by_address,
                 std::map<std::string, Listed>& by_feed) {
    const auto found = NOROSHI_TRY(archive_.look_up(viewer_, value, kListingsAtMost));
    for (const archive::Hit& hit : found.hits) {
      if (hit.id == facts_.id || !looked_at_.insert(hit.id).second) continue;
      NOROSHI_CHECK(add_listing(hit, by_address, by_feed));
    }
    return {};
  }

  /// Only what is dated lists: observables are not.
  Status add_listing(const archive::Hit& hit, bool by_address,
                     std::map<std::string, Listed>& by_feed) {
    const Json object = Json::parse(hit.text, nullptr, false);
    if (hit.type != "indicator" || !object.is_object()) return {};
    const std::string dated = text_in(object, "valid_from");
    const auto at = base::parse_rfc3339(dated.empty() ? text_in(object, "created") : dated);
    const auto said = NOROSHI_TRY(archive_.assertions(viewer_, hit.id));
    const bool own = std::any_of(said.begin(), said.end(), [&](const auto& one) {
      return !organisation_.empty() && one.source == organisation_;
    });
    const bool own_finding =
        own && hit.text.find(mapping::finding_extension_id()) != std::string::npos;
    if (!at || said.empty() || own_finding) return {};
    const std::string feed = feed_name(object, said.front().source);
    const auto [known, is_new] =
        by_feed.try_emplace(feed, Listed{.at = *at, .by_address = by_address, .object = hit.id});
    if (is_new || known->second.at <= *at) return {};
    known->second = {.at = *at, .by_address = by_address, .object = hit.id};
    return {};
  }

  /// Its author's name, where the caller may see it; else its source.
  [[nodiscard]] std::string feed_name(const Json& object, const std::string& source) const {
    const std::string author = text_in(object, "created_by_ref");
    if (!author.empty()) {
      const auto identity = archive_.find(viewer_, author);
      if (identity && !identity->name.empty()) return identity->name;
    }
    constexpr std::string_view kFeed = "feed:";
    if (source.starts_with(kFeed)) return source.substr(kFeed.size());
    return name_of_source(source);
  }

  Result<Json> can() {
    const bool writes = call_.caller.account && call_.caller.scopes.write;
    const auto place = NOROSHI_TRY(place_of_word(call_, row_));
    Json release = Json::array();
    for (const auto& one : call_.parts.directory.collections()) {
      if (!writes || !row_.own || collections_.contains(one.id)) continue;
      if (!call_.parts.directory.rights(viewer_, one).write) continue;
      release.push_back({{"id", one.uuid}, {"title", one.title}});
      for (const auto& community : call_.parts.directory.communities()) {
        if (community.id == one.community) release.back()["community"] = community.name;
      }
    }
    const bool retracts = writes && NOROSHI_TRY(archive_.may_retract(viewer_, facts_.id));
    return Json{{"judge", writes && place.has_value()},
                {"watch", writes},
                {"release", std::move(release)},
                {"retract", retracts},
                {"story", has_story(call_)}};
  }

  const Call& call_;
  archive::Archive& archive_;
  const sharing::Viewer& viewer_;
  const ServerRow& row_;
  const servers::Facts& facts_;
  const std::string organisation_;
  std::map<std::string, std::string> names_;  // of organisations by UUID; others than one's own: ""
  std::vector<archive::Assertion> said_;
  std::set<archive::CollectionId> collections_;  // that hold it
  std::set<std::string> looked_at_;
  std::vector<std::pair<base::Micros, Json>> past_;
  Json opinions_ = Json::array();
};

}  // namespace

Result<std::optional<directory::Collection>> place_of_word(const Call& call, const ServerRow& row) {
  std::optional<directory::Collection> desk;
  if (!call.caller.account || organisation_of(call).empty()) return desk;
  for (const auto& one : call.parts.directory.collections()) {
    if (!call.parts.directory.rights(call.caller.viewer, one).write) continue;
    if (one.id == row.collection) return std::optional(one);
    if (one.community == 0 && !desk) desk = one;
  }
  return desk;
}

Result<Json> server_json(const Call& call, const ServerRow& row) { return Page(call, row).draw(); }

}  // namespace noroshi::hub
