// A hub for tests of servers, without a network: the API's face over each engine, with a clock that
// stands where the test puts it, two organisations, a community and Findings of documentation
// addresses.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "hub/api_face.hpp"
#include "hub/place_files.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::hub {

inline constexpr base::Micros kNoon = 1'788'264'000 * base::kSecond;  // 2026-09-01T12:00:00Z

/// The n-th UUID that is no real one.
inline std::string fixed_uuid(unsigned n) {
  return fmt::format("00000000-0000-4000-8000-{:012x}", n);
}

/// A Finding of 203.0.113.n; what a test does not care about is made up the same each time.
inline model::Finding server_finding(unsigned n, double probability = 0.9,
                                     std::uint64_t clients = 5) {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = {net::Address::v4(0xCB007100U + n), 6667, 6};
  finding.probability = probability;
  finding.prior = -6;
  finding.first_seen = kNoon - 3 * base::kDay;
  finding.last_seen = kNoon - base::kHour;
  finding.clients = clients;
  finding.contacts = 288;
  finding.method = "noroshi.c2.hunt";
  finding.version = "3";
  finding.innocent = "a time server that every host asks";
  const auto add = [&](const char* name, double value, const char* unit, double weight,
                       std::string text) {
    model::Evidence one;
    one.name = name;
    one.value = value;
    one.unit = unit;
    one.weight = weight;
    one.text = std::move(text);
    one.counts = {{"clients", static_cast<double>(clients)}};
    finding.evidence.push_back(std::move(one));
  };
  add("periodic_contact", 300, "s", 5.5, fmt::format("{} clients call every 300 s", clients));
  add("retries", 12, "attempts", 2.75, "12 attempts that nobody answered");
  add("pace", 300, "s", -0.5, "the pace is one of updates too");
  return finding;
}

class ServersHub {
 public:
  explicit ServersHub(sql::Database& database, std::shared_ptr<PlaceFiles> places = {})
      : database_(database) {
    const auto clock = [this] { return now; };
    archive::Options options;
    options.clock = clock;
    archive_ = sound(archive::Archive::open(database, std::move(options)));
    directory_ = sound(directory::Directory::open(database, clock));
    trail_ = sound(directory::Trail::open(database, clock));
    parts_.emplace(Parts{database, *archive_, *directory_, *trail_, clock, "https://hub.example"});
    gate_ = std::make_unique<access::Gate>(*directory_, *trail_);
    make_places();
    face_ = sound(ApiFace::open(*parts_, counters_, *gate_, {.places = std::move(places)}));
  }

  struct Reply {
    int status = 0;
    nlohmann::json json;
    std::string body;
  };

  /// As this account; empty: as nobody.
  Reply ask(const std::string& who, std::string_view method, const std::string& target,
            const nlohmann::json& body = nullptr) {
    http::Request request{.method = std::string(method),
                          .target = "/api/v1" + target,
                          .body = body.is_null() ? "" : body.dump()};
    access::Caller caller;
    if (!who.empty()) {
      caller.account = directory_->account(who);
      caller.way = access::Way::Key;
      caller.scopes = {.read = true, .write = true, .operate = true};
    }
    caller.viewer = directory_->viewer_of(caller.account);
    const auto answer = face_->answer(request, caller);
    if (!answer) return {};
    return {answer->status, nlohmann::json::parse(answer->body, nullptr, false), answer->body};
  }
  Reply get(const std::string& who, const std::string& target) { return ask(who, "GET", target); }

  /// Contributes this organisation's Findings; the ids of their indicators.
  std::vector<std::string> give(const std::string& who, const std::string& collection,
                                const std::vector<model::Finding>& findings,
                                const std::string& marking = {}) {
    const auto account = directory_->account(who);
    std::string uuid;
    for (const auto& one : directory_->organisations()) {
      if (one.id == account->organisation) uuid = one.uuid;
    }
    const mapping::Author author{.identity = "identity--" + uuid, .name = who, .marking = marking};
    const std::string bundle = mapping::bundle_of(findings, author);
    const Reply reply = ask(who, "POST", "/collections/" + collection + "/contributions",
                            nlohmann::json::parse(bundle));
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json["refused"].size(), 0U) << reply.body;
    std::vector<std::string> ids;
    for (const auto& one : findings) ids.push_back(id_of(one, author));
    return ids;
  }
  std::string give(const std::string& who, const std::string& collection,
                   const model::Finding& finding) {
    return give(who, collection, std::vector{finding}).front();
  }

  /// Ids of the rows, in their order.
  std::vector<std::string> ids(const std::string& who, const std::string& query = "") {
    const Reply reply = get(who, "/servers" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    std::vector<std::string> found;
    for (const auto& one : reply.json["items"]) found.push_back(one["id"]);
    return found;
  }
  nlohmann::json row(const std::string& who, const std::string& id) {
    const Reply reply = get(who, "/servers/" + id);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json.value("row", nlohmann::json());
  }

  Parts& parts() { return *parts_; }
  directory::Directory& directory() { return *directory_; }

  base::Micros now = kNoon;
  directory::Collection desk, shared, approved;
  sharing::OrganisationId north = 0, south = 0;
  sharing::CommunityId isac = 0;

  template <class T>
  static T sound(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }

 private:
  static std::string id_of(const model::Finding& finding, const mapping::Author& author) {
    for (const std::string& text : mapping::stix_of(finding, author)) {
      const auto object = nlohmann::json::parse(text);
      if (object["type"] == "indicator") return object["id"];
    }
    return {};
  }

  sharing::OrganisationId organisation(unsigned n, const std::string& name) {
    directory::Organisation made;
    made.uuid = fixed_uuid(n);
    made.name = name;
    return sound(directory_->add(std::move(made))).id;
  }

  void account(const std::string& name, sharing::OrganisationId whose, sharing::Role role,
               bool member = true) {
    directory::Account made;
    made.name = name;
    made.organisation = whose;
    if (member) made.memberships = {{.community = isac, .role = role}};
    sound(directory_->add(std::move(made)));
  }

  directory::Collection collection(unsigned n, const std::string& alias,
                                   sharing::CommunityId community, directory::Release release) {
    directory::Collection made;
    made.uuid = fixed_uuid(n);
    made.root = "taxii2/hub";
    made.title = "The " + alias;
    made.alias = alias;
    made.community = community;
    made.owner = north;
    made.tlp = sharing::Tlp::Green;
    made.release = release;
    made.anonymous = true;
    return sound(directory_->add(std::move(made)));
  }

  /// analyst and reader are of the north, partner of the south; all in one community but outsider.
  void make_places() {
    north = organisation(0xA1, "North Telecom");
    south = organisation(0xA2, "South Telecom");
    directory::Community community;
    community.uuid = fixed_uuid(0xC1);
    community.name = "isac";
    community.title = "情報共有";
    isac = sound(directory_->add(std::move(community))).id;
    account("analyst", north, sharing::Role::Approver);
    account("reader", north, sharing::Role::Reader);
    account("partner", south, sharing::Role::Contributor);
    account("outsider", south, sharing::Role::Reader, false);
    directory::Root root;
    root.path = "taxii2/hub";
    root.title = "Test";
    root.is_default = true;
    sound(directory_->add(std::move(root)));
    desk = collection(0xD1, "desk", 0, directory::Release::Direct);
    shared = collection(0xD2, "shared", isac, directory::Release::Direct);
    approved = collection(0xD3, "approved", isac, directory::Release::Approval);
  }

  sql::Database& database_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<directory::Trail> trail_;
  std::optional<Parts> parts_;
  std::unique_ptr<access::Gate> gate_;
  Counters counters_;
  std::unique_ptr<ApiFace> face_;
};

}  // namespace noroshi::hub
