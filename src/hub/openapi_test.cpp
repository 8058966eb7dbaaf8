// The hub against its own description, api/openapi.yaml: every route is described and nothing else,
// and what a running hub is asked and answers has the form that is said there.
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <yaml-cpp/yaml.h>

#include "hub/access/oidc.hpp"
#include "hub/api_face.hpp"
#include "hub/hub_test.hpp"
#include "hub/inputs.hpp"
#include "intel/mapping/finding_objects.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

json plain_of(const YAML::Node& node) {
  if (node.Tag() == "!") return node.as<std::string>();  // quoted
  if (bool flag = false; YAML::convert<bool>::decode(node, flag)) return flag;
  if (std::int64_t whole = 0; YAML::convert<std::int64_t>::decode(node, whole)) return whole;
  if (double real = 0; YAML::convert<double>::decode(node, real)) return real;
  return node.as<std::string>();
}

json json_of(const YAML::Node& node) {
  json made;
  if (node.IsMap()) {
    made = json::object();
    for (const auto& pair : node) made[pair.first.as<std::string>()] = json_of(pair.second);
  } else if (node.IsSequence()) {
    made = json::array();
    for (const auto& one : node) made.push_back(json_of(one));
  } else if (node.IsScalar()) {
    made = plain_of(node);
  }
  return made;
}

/// The description, and what it says of one exchange.
class Description {
 public:
  Description() : all_(json_of(YAML::LoadFile(NOROSHI_SOURCE_DIR "/api/openapi.yaml"))) {}

  [[nodiscard]] const json& all() const { return all_; }

  [[nodiscard]] std::set<std::string> routes() const {
    std::set<std::string> found;
    for (const auto& [path, methods] : all_["paths"].items()) {
      for (const auto& [method, operation] : methods.items()) {
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        found.insert(upper + " " + path);
      }
    }
    return found;
  }

  [[nodiscard]] const json& operation(std::string_view method, const std::string& path) const {
    std::string lower(method);
    for (char& c : lower) c = static_cast<char>(c - 'A' + 'a');
    return all_.at("paths").at(path).at(lower);
  }

  /// Follows "$ref": "#/components/…".
  [[nodiscard]] const json& resolved(const json& one) const {
    if (!one.contains("$ref")) return one;
    return all_.at(json::json_pointer(one["$ref"].get<std::string>().substr(1)));
  }

  /// What is wrong with `value` by `schema`; empty: nothing.
  [[nodiscard]] std::string wrong(const json& schema, const json& value) const {
    json whole = {{"allOf", json::array({schema})}, {"components", all_["components"]}};
    valijson::Schema parsed;
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter schema_adapter(whole);
    parser.populateSchema(schema_adapter, parsed);
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter target(value);
    if (validator.validate(parsed, target, &results)) return {};
    std::string text;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      for (const auto& step : error.context) text += step;
      text += ": " + error.description + "; ";
    }
    return text;
  }

 private:
  json all_;
};

std::string media_type_of(std::string_view field) {
  return std::string(field.substr(0, field.find("; charset")));
}

/// A hub with everything in it that there are routes for, and a note of what was seen.
class OpenApi : public ::testing::Test {
 protected:
  void SetUp() override {
    hub_ = std::make_unique<TestHub>([this](ServeOptions& options) {
      options.oidc = access::OidcOptions{
          .issuer = "https://127.0.0.1:9", .client = "hub", .secret_file = {}, .redirect = {}};
      options.home = "https://hub.example:8443";
      static_cast<void>(this);
    });
    const auto organisation = hub_->organisation("An operator");
    directory::Community community;
    community.name = "isac";
    community.title = "情報共有";
    const auto isac = TestHub::sound(hub_->directory().add(community)).id;
    directory::Account account;
    account.name = "alice";
    account.organisation = organisation;
    account.operates = true;
    account.memberships = {{.community = isac, .role = sharing::Role::Steward}};
    alice_ = hub_->key(account);
    account.name = "bob";
    account.operates = false;
    bob_ = hub_->key(account);
    desk_ = hub_->desk(organisation);
    directory::Collection shared = desk_;
    shared.id = 0;
    shared.uuid = stix::uuid4();
    shared.alias = "shared";
    shared.community = isac;
    shared.release = directory::Release::Approval;
    shared.lifetime = base::kDay;
    shared_ = TestHub::sound(hub_->directory().add(shared));
  }

  /// Asks, and holds question and answer against the description.
  HubReply exchange(std::string_view method, const std::string& route, const std::string& target,
                    const std::string& body = {}, bool sound_body = true,
                    const std::string& type = "application/json") {
    SCOPED_TRACE(fmt::format("{} {}", method, target));
    const json& operation = description_.operation(method, route);
    if (!body.empty() && sound_body) check_question(operation, type, json::parse(body));
    const Says says{.key = key_, .accept = "*/*", .content_type = type, .more = more_};
    HubReply reply = hub_->ask(says, method, "/api/v1" + target, body);
    check_answer(operation, reply);
    seen_.insert(fmt::format("{} {}", method, route));
    return reply;
  }
  HubReply get(const std::string& route, const std::string& target = {}) {
    return exchange("GET", route, target.empty() ? route : target);
  }

  void check_question(const json& operation, const std::string& type, const json& body) {
    const json& content = operation.at("requestBody").at("content");
    ASSERT_TRUE(content.contains(type)) << type;
    EXPECT_EQ(description_.wrong(content[type]["schema"], body), "");
  }

  void check_answer(const json& operation, const HubReply& reply) {
    const std::string status = std::to_string(reply.status);
    ASSERT_TRUE(operation["responses"].contains(status)) << status << " " << reply.body;
    const json& response = description_.resolved(operation["responses"][status]);
    if (!response.contains("content")) {
      EXPECT_EQ(reply.body, "");
      return;
    }
    const std::string type = media_type_of(reply.header("content-type"));
    ASSERT_TRUE(response["content"].contains(type)) << type << ": " << reply.body;
    if (type.find("json") == std::string::npos || type == "application/x-ndjson") return;
    ASSERT_FALSE(reply.json().is_discarded()) << reply.body;
    EXPECT_EQ(description_.wrong(response["content"][type]["schema"], reply.json()), "")
        << reply.body;
    if (reply.status < 400) return;
    EXPECT_EQ(reply.json().value("status", 0), reply.status);
  }

  Description description_;
  std::unique_ptr<TestHub> hub_;
  std::string alice_, bob_, key_;
  http::Client::Fields more_;
  directory::Collection desk_, shared_;
  std::set<std::string> seen_;
};

std::string report_of(unsigned n) {
  return fmt::format(
      R"({{"type":"report","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"2026-01-01T00:00:00.000Z","name":"火曜日の報告","published":)"
      R"("2026-01-01T00:00:00.000Z","object_refs":["{}","{}"]}})",
      test_id("report", n), test_id("indicator", n), test_id("indicator", 250));
}

TEST_F(OpenApi, EveryRouteIsDescribedAndNothingElse) {
  const auto inputs = TestHub::sound(Inputs::open(hub_->parts()));
  access::Gate gate(hub_->directory(), hub_->parts().trail);
  auto oidc = TestHub::sound(access::Oidc::open({.issuer = "https://127.0.0.1:9",
                                                 .client = "hub",
                                                 .secret_file = {},
                                                 .redirect = "https://hub.example/x"},
                                                hub_->directory()));
  Counters counters;
  const auto face = TestHub::sound(ApiFace::open(
      hub_->parts(), counters, gate,
      {.inputs = inputs.get(), .run_soon = [](const std::string&) {}, .oidc = oidc.get()}));
  const auto routes = face->routes();
  EXPECT_EQ(std::set<std::string>(routes.begin(), routes.end()), description_.routes());
  EXPECT_EQ(routes.size(), description_.routes().size()) << "a route stands there twice";
}

TEST_F(OpenApi, EveryReferenceInItLeadsSomewhereAndExamplesFit) {
  const std::function<void(const json&)> walk = [&](const json& node) {
    if (node.is_object() && node.contains("$ref")) {
      const auto to = node["$ref"].get<std::string>();
      EXPECT_TRUE(description_.all().contains(json::json_pointer(to.substr(1)))) << to;
    }
    if (node.is_object() && node.contains("schema") && node.contains("example")) {
      EXPECT_EQ(description_.wrong(node["schema"], node["example"]), "") << node["example"];
    }
    for (const auto& child : node) {
      if (child.is_structured()) walk(child);
    }
  };
  walk(description_.all());
}

TEST_F(OpenApi, ThePageWithExamplesAsksForWhatIsThere) {
  std::ifstream file(NOROSHI_SOURCE_DIR "/docs/operations/hub-api.md");
  std::size_t examples = 0;
  for (std::string line; std::getline(file, line);) {
    const auto at = line.find("$HUB/api/v1");
    if (at == std::string::npos) continue;
    const std::string path = line.substr(at + 11, line.find_first_of("?\"", at) - at - 11);
    const auto routes = description_.routes();
    const bool there = std::any_of(routes.begin(), routes.end(), [&](const std::string& route) {
      const std::string form = std::regex_replace(route.substr(route.find(' ') + 1),
                                                  std::regex("\\{[a-z]+\\}"), "[^/]+");
      return std::regex_match(path, std::regex(form));
    });
    EXPECT_TRUE(there) << line;
    ++examples;
  }
  EXPECT_GT(examples, 10U);
}

TEST_F(OpenApi, TheValidatorOfThisTestSeesWhatIsWrong) {
  const json schema = {{"$ref", "#/components/schemas/Hits"}};
  EXPECT_EQ(
      description_.wrong(schema, {{"items", json::array()}, {"visible", 0}, {"capped", false}}),
      "");
  EXPECT_NE(description_.wrong(schema, {{"items", json::array()}, {"visible", 0}}), "");
  EXPECT_NE(description_.wrong(
                schema, {{"items", json::array()}, {"visible", 0}, {"capped", false}, {"more", 1}}),
            "");
  EXPECT_NE(
      description_.wrong(schema, {{"items", {{{"id", 7}}}}, {"visible", 0}, {"capped", false}}),
      "");
}

TEST_F(OpenApi, ObjectsAreAnsweredAsDescribed) {
  key_ = alice_;
  const std::string bundle = envelope_of(test_indicator(7), report_of(7));
  const auto put = exchange("POST", "/collections/{collection}/contributions",
                            "/collections/desk/contributions", bundle);
  EXPECT_EQ(put.json()["added"], 2);
  const std::string newer = envelope_of(test_indicator(7, "2026-01-03T00:00:00.000Z"));
  exchange("POST", "/collections/{collection}/contributions", "/collections/desk/contributions",
           newer, true, "application/stix+json;version=2.1");
  const std::string broken = R"({"objects":[{"type":"indicator","id":"indicator--x"}]})";
  const auto refused = exchange("POST", "/collections/{collection}/contributions",
                                "/collections/desk/contributions", broken);
  EXPECT_EQ(refused.json()["refused"].size(), 1U) << refused.body;

  const std::string id = test_id("indicator", 7);
  EXPECT_EQ(get("/objects/{id}", "/objects/" + id).json()["id"], id);
  EXPECT_EQ(get("/search", "/search?q=%E7%81%AB%E6%9B%9C").json()["visible"], 1);
  const auto versions = get("/objects/{id}/versions", "/objects/" + id + "/versions");
  EXPECT_EQ(versions.json()["items"].size(), 2U) << versions.body;
  const auto first = get("/objects/{id}/versions", "/objects/" + id + "/versions?limit=1");
  const std::string next = first.json().at("next");
  const auto second =
      get("/objects/{id}/versions", "/objects/" + id + "/versions?limit=1&cursor=" + next);
  EXPECT_NE(first.json()["items"], second.json()["items"]);
  EXPECT_FALSE(second.json().contains("next")) << second.body;
  EXPECT_EQ(get("/objects/{id}/neighbours", "/objects/" + id + "/neighbours").json()["visible"], 1);
  const auto misp = get("/objects/{id}/misp", "/objects/" + test_id("report", 7) + "/misp");
  EXPECT_EQ(misp.json()["Event"]["info"], "火曜日の報告");
  EXPECT_THAT(misp.body, HasSubstr("198.51.100.7"));
  const auto again =
      exchange("POST", "/collections/{collection}/contributions", "/collections/desk/contributions",
               misp.body, true, "application/vnd.misp+json");
  EXPECT_TRUE(again.json().contains("misp")) << again.body;

  const auto found = get("/lookup", "/lookup?value=198.51.100.7&limit=1");
  EXPECT_EQ(found.json()["kind"], "ipv4-addr");
  get("/collections");
  EXPECT_EQ(exchange("POST", "/objects/{id}/retract", "/objects/" + id + "/retract", "{}", false)
                .json()["retracted"],
            2);
  EXPECT_EQ(get("/withdrawals").json()["items"].size(), 0U) << "its owner still sees it";
  const auto deleted =
      hub_->ask({.key = key_}, "DELETE",
                "/taxii2/hub/collections/desk/objects/" + test_id("report", 7) + "/");
  EXPECT_EQ(deleted.status, 200) << deleted.body;
  EXPECT_EQ(get("/withdrawals").json()["items"].size(), 1U);
  EXPECT_EQ(get("/withdrawals", "/withdrawals?after=x").status, 400);
}

TEST_F(OpenApi, RefusalsAreAnsweredAsDescribed) {
  key_ = alice_;
  const std::string nowhere = "/objects/" + test_id("indicator", 99);
  EXPECT_EQ(get("/objects/{id}", nowhere).status, 404);
  EXPECT_EQ(get("/objects/{id}/versions", nowhere + "/versions").status, 404);
  EXPECT_EQ(get("/objects/{id}/neighbours", nowhere + "/neighbours").status, 404);
  EXPECT_EQ(get("/objects/{id}/misp", nowhere + "/misp").status, 404);
  EXPECT_EQ(exchange("POST", "/objects/{id}/retract", nowhere + "/retract").status, 404);
  EXPECT_EQ(get("/objects/{id}/versions", nowhere + "/versions?cursor=x").status, 400);
  EXPECT_EQ(get("/search").status, 400);
  EXPECT_EQ(get("/search", "/search?q=x&limit=0").status, 400);
  EXPECT_EQ(get("/search", "/search?q=x&limit=1001").status, 400);
  EXPECT_EQ(get("/search", "/search?q=x&cursor=forged").status, 400);
  EXPECT_EQ(get("/lookup", "/lookup?value=%20").status, 400);
  EXPECT_EQ(get("/lookup", "/lookup?value=198.51.100.7&kind=colour").status, 400);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/poem").status, 400);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/list?score=101").status, 400);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/list?score=nan").status, 400);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/list?collection=none").status, 404);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/nft?name=a;flush").status, 400);
  EXPECT_EQ(get("/outputs/{form}", "/outputs/rpz?widen=everything").status, 400);
  EXPECT_EQ(get("/events", "/events?after=x").status, 400);
  EXPECT_EQ(get("/events", "/events?collection=none").status, 404);
  const auto post = [&](const std::string& route, const std::string& body) {
    return exchange("POST", route, route, body, false).status;
  };
  // Values of the wrong kind are refused like missing ones.
  EXPECT_EQ(post("/session", R"({"account":7})"), 400);
  EXPECT_EQ(post("/session", R"({"account":"alice","password":{}})"), 401);
  EXPECT_EQ(post("/session", "[]"), 400);
  EXPECT_EQ(post("/session/link", R"({"link":7})"), 400);
  EXPECT_EQ(post("/keys", R"({"name":[]})"), 400);
  EXPECT_EQ(post("/keys", R"({"name":"k","scopes":["all"]})"), 400);
  EXPECT_EQ(post("/searches", R"({"name":1,"q":"x"})"), 400);
  EXPECT_EQ(post("/accounts", R"({"name":"x","organisation":"none"})"), 400);
  EXPECT_EQ(
      exchange("POST", "/approvals/{number}", "/approvals/1", R"({"decision":1})", false).status,
      400);
  EXPECT_EQ(
      exchange("POST", "/approvals/{number}", "/approvals/1", R"({"decision":"release"})").status,
      404);
  EXPECT_EQ(exchange("DELETE", "/keys/{id}", "/keys/99999999999999999999").status, 404);
  EXPECT_EQ(exchange("DELETE", "/searches/{id}", "/searches/none").status, 404);
  EXPECT_EQ(exchange("PATCH", "/accounts/{name}", "/accounts/none", R"({"active":true})").status,
            404);
  EXPECT_EQ(exchange("POST", "/inputs/{name}/run", "/inputs/none/run").status, 404);
  EXPECT_EQ(exchange("POST", "/collections/{collection}/contributions",
                     "/collections/none/contributions", "{}", false)
                .status,
            404);
  EXPECT_EQ(exchange("POST", "/collections/{collection}/contributions",
                     "/collections/desk/contributions", "no json", false)
                .status,
            400);
  const auto unknown = hub_->get({.key = alice_}, "/api/v1/nothing");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.header("content-type"), "application/problem+json");
  const auto method = hub_->ask({.key = alice_}, "PUT", "/api/v1/searches", "{}");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.header("allow"), "GET, POST");
}

TEST_F(OpenApi, WhoIsNotAllowedIsToldSoAsDescribed) {
  for (const auto& [path, methods] : description_.all()["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      const auto tags = operation["tags"].get<std::vector<std::string>>();
      if (tags.front() != "operating") continue;
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
      key_ = bob_;
      EXPECT_EQ(exchange(upper, path, path, upper == "GET" ? "" : "{}", false).status, 403);
      key_.clear();
      EXPECT_EQ(exchange(upper, path, path, upper == "GET" ? "" : "{}", false).status, 401);
    }
  }
  key_ = "noroshi_wrong";
  EXPECT_EQ(get("/me").status, 401);
  EXPECT_NE(get("/me").header("www-authenticate"), "");
}

TEST_F(OpenApi, AccountsKeysAndSearchesAreAnsweredAsDescribed) {
  key_ = alice_;
  EXPECT_EQ(get("/me").json()["name"], "alice");
  get("/organisations");
  get("/communities");
  const auto added = exchange("POST", "/accounts", "/accounts",
                              R"({"name":"sensor","organisation":"An operator","kind":"machine",)"
                              R"("memberships":[{"community":"isac","role":"contributor"}]})");
  EXPECT_EQ(added.json()["kind"], "machine");
  EXPECT_EQ(exchange("POST", "/accounts", "/accounts",
                     R"({"name":"sensor","organisation":"An operator"})")
                .status,
            409);
  const auto changed = exchange("PATCH", "/accounts/{name}", "/accounts/sensor",
                                R"({"active":false,"subject":"https://login.example s-1"})");
  EXPECT_EQ(changed.json()["active"], false);
  EXPECT_EQ(changed.json()["subject"], "https://login.example s-1");
  get("/accounts");

  const auto key = exchange("POST", "/keys", "/keys",
                            R"({"name":"fw","scopes":["read"],"expires":"2030-01-01T00:00:00Z"})");
  EXPECT_EQ(get("/keys").json()["items"].size(), 2U);
  EXPECT_THAT(get("/keys").body, Not(HasSubstr(key.json()["secret"].get<std::string>())));
  key_ = key.json()["secret"];
  EXPECT_EQ(exchange("POST", "/keys", "/keys", R"({"name":"k","scopes":["read"]})").status, 403);
  EXPECT_EQ(exchange("POST", "/searches", "/searches", R"({"name":"k","q":"x"})").status, 403);
  key_ = alice_;
  const auto number = std::to_string(key.json()["id"].get<int>());
  EXPECT_EQ(exchange("DELETE", "/keys/{id}", "/keys/" + number).status, 204);

  const auto kept = exchange("POST", "/searches", "/searches", R"({"name":"税","q":"国税"})");
  EXPECT_EQ(exchange("POST", "/searches", "/searches", R"({"name":"税","q":"x"})").status, 409);
  const std::string id = kept.json()["id"];
  EXPECT_EQ(get("/searches").json()["items"][0]["q"], "国税");
  get("/searches/{id}/results", "/searches/" + id + "/results?limit=5");
  key_ = bob_;
  EXPECT_EQ(get("/searches").json()["items"].size(), 0U);
  EXPECT_EQ(get("/searches/{id}/results", "/searches/" + id + "/results").status, 404);
  EXPECT_EQ(exchange("DELETE", "/searches/{id}", "/searches/" + id).status, 404);
  key_ = alice_;
  EXPECT_EQ(exchange("DELETE", "/searches/{id}", "/searches/" + id).status, 204);
  get("/trail", "/trail?limit=2");
  EXPECT_EQ(get("/trail", "/trail?limit=1").json()["items"].size(), 1U);
  const auto newest = get("/trail", "/trail?limit=2&order=newest").json();
  const auto older =
      get("/trail", "/trail?limit=1&order=newest&cursor=" + newest["next"].get<std::string>())
          .json();
  EXPECT_EQ(newest["items"][0]["number"].get<int>() - 2, older["items"][0]["number"].get<int>());
  EXPECT_EQ(get("/trail", "/trail?order=loudest").status, 400);
  get("/trail/export");
  get("/state");
}

TEST_F(OpenApi, GraphsReleasesAndFiguresAreAnsweredAsDescribed) {
  key_ = alice_;
  exchange("POST", "/collections/{collection}/contributions", "/collections/desk/contributions",
           envelope_of(test_indicator(7), report_of(7)));
  const std::string graph = "/objects/" + test_id("report", 7) + "/graph";
  const auto drawn = get("/objects/{id}/graph", graph + "?depth=1&nodes=10");
  EXPECT_EQ(drawn.json()["nodes"].size(), 2U) << drawn.body;
  EXPECT_EQ(drawn.json()["edges"][0]["relation"], "object_refs");
  EXPECT_EQ(get("/objects/{id}/graph", graph + "?depth=4").status, 400);
  EXPECT_EQ(get("/objects/{id}/graph", graph + "?nodes=9").status, 400);
  EXPECT_EQ(get("/objects/{id}/graph", "/objects/" + test_id("report", 99) + "/graph").status, 404);

  const auto first = get("/releases", "/releases?limit=1");
  EXPECT_EQ(first.json()["items"][0]["id"], test_id("report", 7)) << "newest first";
  const std::string next = first.json().at("next");
  EXPECT_THAT(next, MatchesRegex("[0-9a-f]{32}")) << "cursors are sealed";
  const auto second = get("/releases", "/releases?limit=1&cursor=" + next);
  EXPECT_EQ(second.json()["items"][0]["id"], test_id("indicator", 7));
  EXPECT_FALSE(second.json().contains("next"));
  EXPECT_EQ(get("/releases", "/releases?state=held").json()["items"].size(), 0U);
  EXPECT_EQ(get("/releases", "/releases?state=all&q=198.51.100.7").status, 200);
  EXPECT_EQ(get("/releases", "/releases?state=gone").status, 400);
  EXPECT_EQ(get("/releases", "/releases?cursor=7").status, 400);

  const auto community = get("/communities/{name}", "/communities/isac");
  EXPECT_EQ(community.json()["role"], "steward");
  EXPECT_EQ(community.json()["members"][0]["accounts"].size(), 2U) << community.body;
  EXPECT_EQ(get("/communities/{name}", "/communities/none").status, 404);

  get("/programme/overlap");
  EXPECT_EQ(get("/programme/overlap", "/programme/overlap?by=name").status, 400);
  EXPECT_EQ(get("/programme/overlap", "/programme/overlap?from=monday").status, 400);
  get("/programme/lead-time");
  const std::string turned = "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z";
  EXPECT_EQ(get("/programme/lead-time", "/programme/lead-time" + turned).status, 400);
  EXPECT_EQ(get("/today").json()["objects"], 2);
  EXPECT_EQ(get("/today", "/today?since=yesterday").status, 400);

  const auto storage = get("/storage");
  EXPECT_THAT(storage.body, HasSubstr("\"revisions\""));
  EXPECT_GT(storage.json()["items"][0]["octets"], 0);
  const auto doctor = get("/doctor");
  EXPECT_THAT(doctor.body, HasSubstr("監査証跡: 連鎖は保たれています"));
  EXPECT_THAT(doctor.body, HasSubstr("\"certificate\""));
  key_.clear();
  for (const char* route : {"/releases", "/programme/lead-time"}) {
    EXPECT_EQ(get(route).status, 401) << route;
  }
  EXPECT_EQ(get("/communities/{name}", "/communities/isac").status, 401);
  EXPECT_EQ(get("/today").json()["servers"].size(), 0U);
}

TEST_F(OpenApi, FixturesOfTheConsoleHaveTheFormThatIsDescribed) {
  const std::map<std::string, std::string> schemas = {{"today", "Today"},
                                                      {"graph", "Graph"},
                                                      {"releases", "Releases"},
                                                      {"community", "CommunityDetail"},
                                                      {"overlap", "Overlap"},
                                                      {"lead_time", "LeadTime"},
                                                      {"storage", "Storage"},
                                                      {"doctor", "Doctor"},
                                                      {"approvals", "Approvals"},
                                                      {"object", "ObjectWithAssertions"},
                                                      {"versions", "Versions"},
                                                      {"search", "Hits"},
                                                      {"server", "Server"},
                                                      {"inputs", "Inputs"},
                                                      {"cases", "Cases"},
                                                      {"cases_counted", "Cases"},
                                                      {"cases_curve", "CaseCurve"},
                                                      {"seal_credentials", "SealCredentials"},
                                                      {"seal_requests", "SealRequests"},
                                                      {"seal_uses", "SealUses"},
                                                      {"me", "Me"}};
  for (const auto& [name, schema] : schemas) {
    std::ifstream file(NOROSHI_SOURCE_DIR "/tests/golden/api/" + name + ".json");
    const json fixture = json::parse(file, nullptr, false);
    ASSERT_FALSE(fixture.is_discarded()) << name;
    EXPECT_EQ(description_.wrong({{"$ref", "#/components/schemas/" + schema}}, fixture), "")
        << name;
  }
}

TEST_F(OpenApi, CasesAreAnsweredAsDescribed) {
  key_ = alice_;
  const std::string body =
      R"({"operator":"example-telecom","until":"2026-02-01","cases":[)"
      R"({"id":"000102030405060708090a0b0c0d0e0f","revision":3,"family":"mirai",)"
      R"("state":"cleared","channel":"mail","opened":"2026-01-14","notified":"2026-01-14",)"
      R"("cleared":"2026-01-17"}]})";
  EXPECT_EQ(exchange("POST", "/cases", "/cases", body).json()["added"], 1);
  EXPECT_EQ(exchange("POST", "/cases", "/cases", body).json()["known"], 1);
  // There is no room for anything else, a line least of all.
  const std::string more = R"({"operator":"a","until":"2026-02-01","cases":[],"line":"x"})";
  EXPECT_EQ(hub_->ask({.key = key_}, "POST", "/api/v1/cases", more).status, 400);
  EXPECT_EQ(get("/cases").json()["items"].size(), 1U);
  EXPECT_EQ(get("/cases").json()["counts"][0]["operator"], "example-telecom");
  EXPECT_EQ(get("/cases/curve").json()["arms"][0]["cleared"], 1);
  directory::Account stranger;
  stranger.name = "stranger";
  stranger.organisation = hub_->organisation("Another operator");
  key_ = hub_->key(stranger);
  EXPECT_EQ(get("/cases").json()["items"].size(), 0U);
  EXPECT_EQ(get("/cases").json()["counts"].size(), 0U);
  EXPECT_EQ(get("/cases/curve").json()["arms"].size(), 0U);
  EXPECT_EQ(exchange("POST", "/cases", "/cases", body).status, 409);
  key_ = alice_;
}

TEST_F(OpenApi, ApprovalsAreAnsweredAsDescribed) {
  directory::Account partner;
  partner.name = "partner";
  partner.organisation = hub_->organisation("Another operator");
  partner.memberships = {{.community = shared_.community, .role = sharing::Role::Reader}};
  hub_->key(partner);
  key_ = alice_;
  const auto put = exchange(
      "POST", "/collections/{collection}/contributions", "/collections/shared/contributions",
      envelope_of(test_indicator(3),
                  test_indicator(4, "2026-01-02T00:00:00.000Z",
                                 R"(,"description":"to admin@10.1.2.3 10.1.2.3")")));
  EXPECT_EQ(put.json()["held"], 2) << put.body;
  const auto waiting = get("/approvals");
  ASSERT_EQ(waiting.json()["items"].size(), 2U) << waiting.body;
  const json first = waiting.json()["items"][0];
  EXPECT_EQ(first["collection"], shared_.uuid);
  EXPECT_EQ(first["own"], true);
  EXPECT_EQ(first["audience"], (json{{"organisations", {"Another operator"}}, {"peers", 0}}));
  const auto page = get("/approvals", "/approvals?limit=1");
  EXPECT_TRUE(page.json().contains("next"));
  const auto of = [&](int n) {
    return "/approvals/" +
           std::to_string(
               waiting.json()["items"][static_cast<std::size_t>(n)]["number"].get<int>());
  };
  EXPECT_EQ(exchange("POST", "/approvals/{number}", of(0), R"({"decision":"release"})").status,
            204);
  const auto blocked = exchange("POST", "/approvals/{number}", of(1), R"({"decision":"release"})");
  EXPECT_EQ(blocked.status, 409) << blocked.body;
  EXPECT_EQ(exchange("POST", "/approvals/{number}", of(1),
                     R"({"decision":"release","override":true,"reason":"agreed"})")
                .status,
            204);
}

TEST_F(OpenApi, InputsAreAnsweredAsDescribedAndRunWhenAsked) {
  key_ = alice_;
  const std::string file = hub_->file("feed.json");
  std::ofstream(file)
      << "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\","
         "\"objects\":["
      << test_indicator(9) << "]}";
  const auto inputs = TestHub::sound(Inputs::open(hub_->parts()));
  Input input;
  input.name = "feed";
  input.from = file;
  input.collection = desk_.uuid;
  input.active = false;  // runs only when asked
  ASSERT_TRUE(inputs->add(input));
  EXPECT_EQ(get("/inputs").json()["items"][0]["health"], "off");
  EXPECT_EQ(exchange("POST", "/inputs/{name}/run", "/inputs/feed/run").status, 202);
  json one;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  do {
    one = get("/inputs").json()["items"][0];
  } while (!one.contains("last_result") && std::chrono::steady_clock::now() < end);
  EXPECT_EQ(one["taken"], 1) << one;
}

TEST_F(OpenApi, ServersAreAnsweredAsDescribed) {
  key_ = alice_;
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = {net::Address::parse("203.0.113.7").value(), 6667, 6};
  finding.probability = 0.9;
  finding.first_seen = finding.last_seen = io::wall_clock() - base::kHour;
  finding.clients = 5;
  finding.contacts = 60;
  finding.method = "noroshi.c2.hunt";
  finding.version = "3";
  finding.evidence.push_back({.name = "retries",
                              .value = 12,
                              .unit = "attempts",
                              .weight = 3.5,
                              .text = "12 attempts",
                              .counts = {{"clients", 5}}});
  const std::string uuid = hub_->directory().organisation("An operator")->uuid;
  exchange("POST", "/collections/{collection}/contributions", "/collections/desk/contributions",
           mapping::bundle_of(
               {finding}, {.identity = "identity--" + uuid, .name = "An operator", .marking = {}}));
  const auto list = get("/servers", "/servers?q=port%206667&order=-score&limit=5");
  ASSERT_EQ(list.json()["total"], 1) << list.body;
  const std::string one = "/servers/" + list.json()["items"][0]["id"].get<std::string>();
  EXPECT_EQ(get("/servers/{id}", one).status, 200);
  EXPECT_GT(get("/servers/completion", "/servers/completion?text=st").json()["items"].size(), 0U);
  EXPECT_EQ(get("/servers/completion", "/servers/completion?text=port%20x").json().count("error"),
            1);
  const auto judge = [&](const std::string& body) {
    return exchange("PUT", "/servers/{id}/verdict", one + "/verdict", body).status;
  };
  EXPECT_EQ(judge(R"({"verdict":"rejected","reason":"a time server"})"), 200);
  EXPECT_EQ(judge(R"({"verdict":"rejected"})"), 400);
  EXPECT_EQ(exchange("PUT", "/servers/{id}/watch", one + "/watch").status, 204);
  EXPECT_EQ(exchange("DELETE", "/servers/{id}/watch", one + "/watch").status, 204);
  const auto release = [&](const std::string& collection) {
    return exchange("POST", "/servers/{id}/release", one + "/release",
                    fmt::format(R"({{"collection":"{}"}})", collection))
        .status;
  };
  EXPECT_EQ(release("shared"), 200);
  EXPECT_EQ(release("none"), 404);

  const std::string none = "/servers/" + test_id("indicator", 99);
  EXPECT_EQ(get("/servers/{id}", none).status, 404);
  EXPECT_EQ(get("/servers", "/servers?q=prot").status, 400);
  EXPECT_EQ(get("/servers", "/servers?order=colour").status, 400);
  EXPECT_EQ(get("/servers/completion", "/servers/completion?caret=-1").status, 400);
  EXPECT_EQ(
      exchange("PUT", "/servers/{id}/verdict", none + "/verdict", R"({"verdict":"confirmed"})")
          .status,
      404);
  EXPECT_EQ(exchange("PUT", "/servers/{id}/watch", none + "/watch").status, 404);
  EXPECT_EQ(exchange("DELETE", "/servers/{id}/watch", none + "/watch").status, 404);
  key_.clear();
  EXPECT_EQ(get("/servers").json()["total"], 0);
  EXPECT_EQ(exchange("PUT", "/servers/{id}/watch", one + "/watch").status, 401);
  EXPECT_EQ(judge(R"({"verdict":"confirmed"})"), 401);
  EXPECT_EQ(release("shared"), 401);
}

TEST_F(OpenApi, SessionsAreAnsweredAsDescribed) {
  directory::Account account;
  account.name = "carol";
  account.organisation = hub_->directory().organisations().front().id;
  TestHub::sound(hub_->directory().add(account, "correct horse battery"));
  const auto in = exchange("POST", "/session", "/session",
                           R"({"account":"carol","password":"correct horse battery"})");
  ASSERT_EQ(in.status, 201) << in.body;
  const std::string cookie = in.header("set-cookie");
  more_ = {{"Cookie", cookie.substr(0, cookie.find(';'))}};
  const auto me = get("/me");
  EXPECT_EQ(me.json()["csrf_token"], in.json()["csrf_token"]);
  EXPECT_EQ(exchange("POST", "/searches", "/searches", R"({"name":"n","q":"x"})").status, 403);
  more_.emplace_back("X-CSRF-Token", me.json()["csrf_token"]);
  EXPECT_EQ(exchange("POST", "/searches", "/searches", R"({"name":"n","q":"x"})").status, 201);
  EXPECT_EQ(exchange("DELETE", "/session", "/session").status, 204);
  const auto door = get("/session").json();
  EXPECT_EQ(door["hub"], "Noroshi");
  EXPECT_EQ(door["oidc"], true);
  EXPECT_EQ(get("/me").status, 401);
  more_.clear();
  const auto carol = hub_->directory().account("carol")->id;
  const json shown{{"link", TestHub::sound(hub_->directory().make_link(carol, base::kHour))}};
  const auto by_link = exchange("POST", "/session/link", "/session/link", shown.dump());
  EXPECT_EQ(by_link.status, 201);
  EXPECT_EQ(by_link.json()["account"], "carol");
  EXPECT_EQ(exchange("POST", "/session/link", "/session/link", shown.dump()).status, 401);
  // Nothing answers at the provider's address.
  EXPECT_EQ(get("/oidc/start").status, 502);
  EXPECT_EQ(get("/oidc/callback", "/oidc/callback?code=x&state=y").status, 400);
}

TEST_F(OpenApi, TrafficIsRefusedAsDescribedWhereThereIsNone) {
  const std::string server = "/servers/" + test_id("indicator", 7);
  const auto ask = [&] {
    std::set<int> statuses;
    for (const char* route : {"/flows/top", "/flows/series", "/flows/completion"}) {
      statuses.insert(get(route).status);
    }
    statuses.insert(get("/servers/{id}/story", server + "/story").status);
    statuses.insert(get("/servers/{id}/life", server + "/life").status);
    return statuses;
  };
  EXPECT_EQ(ask(), std::set{401});
  key_ = alice_;
  EXPECT_EQ(ask(), std::set{404});
  EXPECT_EQ(get("/me").json()["flows"], false);
  EXPECT_EQ(get("/sensors").json()["items"].size(), 0U);
}

TEST_F(OpenApi, GoldenAnswersAboutTrafficAreAsDescribed) {
  for (const auto& [name, schema] :
       {std::pair("flows_top", "FlowTop"), std::pair("flows_series", "FlowSeries"),
        std::pair("story", "Story"), std::pair("life", "Life"), std::pair("sensors", "Sensors"),
        std::pair("flows_completion", "Completion")}) {
    std::ifstream file(fmt::format("{}/tests/golden/api/{}.json", NOROSHI_SOURCE_DIR, name));
    const json answer = json::parse(file, nullptr, false);
    ASSERT_TRUE(answer.is_object()) << name;
    const std::string place = std::string("#/components/schemas/") + schema;
    EXPECT_EQ(description_.wrong({{"$ref", place}}, answer), "") << name;
  }
}

TEST_F(OpenApi, OutputsAreAnsweredAsDescribed) {
  key_ = alice_;
  exchange("POST", "/collections/{collection}/contributions", "/collections/desk/contributions",
           envelope_of(test_indicator(7)));
  for (const char* form : {"list", "csv", "rpz", "nft", "suricata", "flowspec", "prefixes"}) {
    const auto whole = get("/outputs/{form}", fmt::format("/outputs/{}", form));
    EXPECT_EQ(whole.status, 200) << whole.body;
    EXPECT_EQ(whole.header("x-noroshi-content"), "whole");
    const auto delta = get("/outputs/{form}", fmt::format("/outputs/{}?since={}", form,
                                                          whole.header("x-noroshi-edition")));
    EXPECT_EQ(delta.header("x-noroshi-content"), std::string(form) == "rpz" ? "whole" : "delta");
    const json& headers =
        description_.operation("GET", "/outputs/{form}")["responses"]["200"]["headers"];
    for (const auto& [name, what] : headers.items()) {
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(std::tolower(c));
      EXPECT_NE(whole.header(lower), "") << name;
    }
  }
}

}  // namespace
}  // namespace noroshi::hub
