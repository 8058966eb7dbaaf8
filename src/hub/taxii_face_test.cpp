// TAXII 2.1 over the wire: what a client of anybody's making sees of a hub.
#include "hub/hub_test.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view kRoot = "/taxii2/hub/";

class TaxiiFaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    own_ = hub_.organisation("Alpha Telecom");
    alice_ = {.key = hub_.key("alice", own_)};
    desk_ = hub_.desk(own_);
    collection_ = fmt::format("{}collections/{}/", kRoot, desk_.uuid);
    objects_ = collection_ + "objects/";
  }

  /// Posts, and expects that all of it is taken.
  Json post(const std::string& envelope) {
    const auto reply = hub_.ask(alice_, "POST", objects_, envelope);
    EXPECT_EQ(reply.status, 202) << reply.body;
    const Json status = reply.json();
    EXPECT_EQ(status.value("failure_count", 1), 0) << reply.body;
    return status;
  }

  /// The answer to GET, which must be TAXII's.
  HubReply get(const std::string& target) {
    auto reply = hub_.get(alice_, target);
    EXPECT_EQ(reply.header("content-type"), kTaxiiMedia) << target;
    return reply;
  }

  /// The texts of `name` in the objects of an answer.
  static std::vector<std::string> each(const HubReply& reply, const char* name) {
    std::vector<std::string> out;
    for (const Json& one : reply.json().value("objects", Json::array())) {
      out.push_back(one.value(name, ""));
    }
    return out;
  }

  static void expect_error(const HubReply& reply, int status) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_EQ(reply.header("content-type"), kTaxiiMedia);
    const Json error = reply.json();
    ASSERT_TRUE(error.is_object()) << reply.body;
    EXPECT_NE(error.value("title", ""), "");
    EXPECT_EQ(error.value("http_status", ""), std::to_string(status));
  }

  TestHub hub_;
  sharing::OrganisationId own_ = 0;
  Says alice_;
  directory::Collection desk_;
  std::string collection_, objects_;
};

TEST_F(TaxiiFaceTest, DiscoveryNamesTheRootsAndTheDefault) {
  directory::Root second;
  second.path = "trust";
  second.title = "Trust group";
  second.description = "Another";
  second.max_content_length = 4096;
  TestHub::sound(hub_.directory().add(std::move(second)));

  const auto reply = get("/taxii2/");
  ASSERT_EQ(reply.status, 200);
  const Json body = reply.json();
  EXPECT_EQ(body["title"], "Noroshi");
  EXPECT_EQ(body["default"], hub_.url() + "/taxii2/hub/");
  EXPECT_THAT(body["api_roots"].get<std::vector<std::string>>(),
              ::testing::UnorderedElementsAre(hub_.url() + "/taxii2/hub/", hub_.url() + "/trust/"));

  const Json root = get("/trust/").json();
  EXPECT_EQ(root["title"], "Trust group");
  EXPECT_EQ(root["description"], "Another");
  EXPECT_EQ(root["versions"], Json::array({kTaxiiMedia}));
  EXPECT_EQ(root["max_content_length"], 4096);
}

TEST_F(TaxiiFaceTest, CollectionsAreSortedAndSayWhatTheCallerMay) {
  for (const char* alias : {"zulu", "yankee", "xray"}) hub_.desk(own_, alias);
  auto closed = hub_.desk(own_, "closed");
  closed.readable = closed.writable = false;
  ASSERT_TRUE(hub_.directory().change(closed).has_value());
  hub_.desk(hub_.organisation("Beta Telecom"), "of-others");

  const Json list = get(std::string(kRoot) + "collections/").json()["collections"];
  ASSERT_THAT(list, SizeIs(5));
  std::vector<std::string> ids;
  for (const Json& one : list) {
    ids.push_back(one["id"]);
    const bool may = one["id"] != closed.uuid;
    EXPECT_EQ(one["can_read"], may);
    EXPECT_EQ(one["can_write"], may);
    EXPECT_THAT(one["media_types"], ::testing::Contains("application/stix+json;version=2.1"));
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST_F(TaxiiFaceTest, CollectionIsFoundByIdAndByAlias) {
  const Json by_id = get(collection_).json();
  EXPECT_EQ(by_id["id"], desk_.uuid);
  EXPECT_EQ(by_id["alias"], "desk");
  EXPECT_EQ(get(std::string(kRoot) + "collections/desk/").json(), by_id);
  post(envelope_of(test_indicator(1)));
  EXPECT_THAT(each(get(std::string(kRoot) + "collections/desk/objects/"), "id"), SizeIs(1));
}

TEST_F(TaxiiFaceTest, PostIsAcknowledgedWithAStatusThatCountsEachObject) {
  const auto reply = hub_.ask(
      alice_, "POST", objects_,
      envelope_of(test_indicator(1), R"({"type":"indicator","id":"indicator--bad"})", "7"));
  ASSERT_EQ(reply.status, 202) << reply.body;
  EXPECT_EQ(reply.header("content-type"), kTaxiiMedia);
  const Json status = reply.json();
  EXPECT_EQ(status["status"], "complete");
  EXPECT_EQ(status["total_count"], 3);
  EXPECT_EQ(status["success_count"], 1);
  EXPECT_EQ(status["failure_count"], 2);
  EXPECT_EQ(status["pending_count"], 0);
  ASSERT_THAT(status["successes"], SizeIs(1));
  EXPECT_EQ(status["successes"][0]["id"], test_id("indicator", 1));
  EXPECT_EQ(status["successes"][0]["version"], "2026-01-02T00:00:00.000Z");
  ASSERT_THAT(status["failures"], SizeIs(2));
  EXPECT_NE(status["failures"][0]["message"], "");
  EXPECT_THAT(status["request_timestamp"].get<std::string>(),
              MatchesRegex("....-..-..T..:..:..\\.......Z"));
  EXPECT_THAT(each(get(objects_), "id"), ElementsAre(test_id("indicator", 1)));
}

TEST_F(TaxiiFaceTest, StatusIsKeptOverRestartAndForItsPosterOnly) {
  const Json status = post(envelope_of(test_indicator(1)));
  const std::string target = fmt::format("{}status/{}/", kRoot, status["id"].get<std::string>());
  const Says colleague{.key = hub_.key("bob", own_)};
  EXPECT_EQ(get(target).json(), status);
  expect_error(hub_.get(colleague, target), 404);
  hub_.restart();
  EXPECT_EQ(get(target).json(), status);
  expect_error(hub_.get(alice_, std::string(kRoot) + "status/22101993/"), 404);
}

TEST_F(TaxiiFaceTest, ObjectsComeAsTheyWereSentInTheOrderOfArrival) {
  const std::string odd =
      test_indicator(3, "2026-01-02T00:00:00.000Z", R"(,"x_note":"é 煙 \u0041")");
  post(envelope_of(odd));
  post(envelope_of(test_indicator(1), test_indicator(2)));
  const auto reply = get(objects_);
  ASSERT_EQ(reply.status, 200);
  EXPECT_THAT(each(reply, "id"), ElementsAre(test_id("indicator", 3), test_id("indicator", 1),
                                             test_id("indicator", 2)));
  EXPECT_THAT(reply.body, HasSubstr(odd));
  EXPECT_EQ(reply.json()["more"], false);
}

TEST_F(TaxiiFaceTest, DatesOfFirstAndLastAreThoseOfTheManifest) {
  post(envelope_of(test_indicator(1)));
  post(envelope_of(test_indicator(2)));
  post(envelope_of(test_indicator(3)));
  const auto manifest = get(collection_ + "manifest/");
  const auto dates = each(manifest, "date_added");
  ASSERT_THAT(dates, SizeIs(3));
  for (const auto& target : {collection_ + "manifest/", objects_}) {
    const auto reply = get(target);
    EXPECT_EQ(reply.header("x-taxii-date-added-first"), dates.front());
    EXPECT_EQ(reply.header("x-taxii-date-added-last"), dates.back());
  }
  EXPECT_THAT(dates.front(), MatchesRegex("....-..-..T..:..:..\\.......Z"));
  EXPECT_EQ(manifest.json()["objects"][0],
            (Json{{"id", test_id("indicator", 1)},
                  {"date_added", dates.front()},
                  {"version", "2026-01-02T00:00:00.000Z"},
                  {"media_type", "application/stix+json;version=2.1"}}));
  // added_after is exclusive, and to the microsecond.
  EXPECT_THAT(each(get(objects_ + "?added_after=" + dates[0]), "id"), SizeIs(2));
  const auto none = get(objects_ + "?added_after=" + dates[2]);
  EXPECT_EQ(none.body, "{}");
  EXPECT_EQ(none.header("x-taxii-date-added-first"), "");
}

TEST_F(TaxiiFaceTest, EmptyCollectionIsAnEmptyObject) {
  for (const char* what : {"objects/", "manifest/"}) {
    const auto reply = get(collection_ + what);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "{}");
  }
}

class TaxiiFilters : public TaxiiFaceTest {
 protected:
  void SetUp() override {
    TaxiiFaceTest::SetUp();
    post(envelope_of(test_indicator(1, "2026-01-02T00:00:00.000Z"),
                     test_indicator(1, "2026-01-03T00:00:00.000Z"),
                     test_indicator(1, "2026-01-04T00:00:00.500Z"), test_indicator(2)));
    post(envelope_of(
        fmt::format(R"({{"type":"malware","spec_version":"2.1","id":"{}","is_family":false,)"
                    R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
                    R"("name":"m"}})",
                    test_id("malware", 1)),
        // The same object as STIX 2.0 says it, and newer.
        fmt::format(R"({{"type":"malware","id":"{}","labels":["trojan"],)"
                    R"("created":"2026-01-01T00:00:00.000Z",)"
                    R"("modified":"2026-02-01T00:00:00.000Z","name":"m"}})",
                    test_id("malware", 1)),
        R"({"type":"ipv4-addr","spec_version":"2.1",)"
        R"("id":"ipv4-addr--00000000-0000-4000-8000-000000000009","value":"198.51.100.9"})"));
  }

  std::vector<std::string> versions_of(const std::string& query) {
    return each(get(collection_ + "manifest/" + query), "version");
  }
};

TEST_F(TaxiiFilters, LastVersionAndHighestSpecificationUnlessAskedOtherwise) {
  EXPECT_THAT(each(get(objects_), "id"),
              ElementsAre(test_id("indicator", 1), test_id("indicator", 2), test_id("malware", 1),
                          test_id("ipv4-addr", 9)));
  EXPECT_THAT(versions_of("?match[type]=malware"), ElementsAre("2026-01-01T00:00:00.000Z"));
}

TEST_F(TaxiiFilters, Versions) {
  const std::string one = "?match[id]=" + test_id("indicator", 1);
  EXPECT_THAT(versions_of(one), ElementsAre("2026-01-04T00:00:00.500Z"));
  EXPECT_THAT(versions_of(one + "&match[version]=first"), ElementsAre("2026-01-02T00:00:00.000Z"));
  EXPECT_THAT(versions_of(one + "&match[version]=all"), SizeIs(3));
  EXPECT_THAT(versions_of(one + "&match[version]=first,last"),
              ElementsAre("2026-01-02T00:00:00.000Z", "2026-01-04T00:00:00.500Z"));
  // Instants, however they are written.
  EXPECT_THAT(versions_of(one + "&match[version]=2026-01-03T00:00:00Z"),
              ElementsAre("2026-01-03T00:00:00.000Z"));
  EXPECT_THAT(versions_of(one + "&match[version]=2026-01-04T00:00:00.5Z,first"), SizeIs(2));
  EXPECT_THAT(versions_of(one + "&match[version]=2020-01-01T00:00:00Z"), IsEmpty());
}

TEST_F(TaxiiFilters, SpecificationsAreJudgedBeforeVersions) {
  const std::string one = "?match[type]=malware";
  EXPECT_THAT(versions_of(one + "&match[spec_version]=2.0"),
              ElementsAre("2026-02-01T00:00:00.000Z"));
  EXPECT_THAT(versions_of(one + "&match[spec_version]=2.1"),
              ElementsAre("2026-01-01T00:00:00.000Z"));
  EXPECT_THAT(versions_of(one + "&match[spec_version]=2.0,2.1"),
              ElementsAre("2026-02-01T00:00:00.000Z"));
  EXPECT_THAT(versions_of(one + "&match[spec_version]=2.0,2.1&match[version]=all"), SizeIs(2));
  EXPECT_EQ(get(collection_ + "manifest/" + one + "&match[spec_version]=2.0")
                .json()["objects"][0]["media_type"],
            "application/stix+json;version=2.0");
}

TEST_F(TaxiiFilters, ListsAreAlternativesAndFiltersMustAllHold) {
  const std::string ids =
      fmt::format("?match[id]={},{}", test_id("indicator", 2), test_id("malware", 1));
  EXPECT_THAT(each(get(objects_ + ids), "id"), SizeIs(2));
  EXPECT_THAT(each(get(objects_ + ids + "&match[type]=malware"), "id"),
              ElementsAre(test_id("malware", 1)));
  EXPECT_THAT(each(get(objects_ + "?match[type]=malware,ipv4-addr"), "id"), SizeIs(2));
  EXPECT_EQ(get(objects_ + ids + "&match[type]=tool").body, "{}");
  // The brackets as browsers and libraries write them.
  EXPECT_THAT(each(get(objects_ + "?match%5Btype%5D=malware%2Cipv4-addr"), "id"), SizeIs(2));
}

TEST_F(TaxiiFilters, ObservablesHaveTheDateOfTheirArrivalAsVersion) {
  const std::string id = test_id("ipv4-addr", 9);
  const auto manifest = get(collection_ + "manifest/?match[id]=" + id).json()["objects"];
  ASSERT_THAT(manifest, SizeIs(1));
  // One instant; a whole millisecond may be written with three decimals.
  const std::string version_there = manifest[0]["version"];
  EXPECT_EQ(stix::parse_timestamp(version_there),
            stix::parse_timestamp(manifest[0]["date_added"].get<std::string>()));
  for (const char* version : {"all", "first", "last"}) {
    EXPECT_THAT(each(get(objects_ + id + "/?match[version]=" + version), "id"), SizeIs(1));
  }
  EXPECT_EQ(get(objects_ + id + "/versions/").json()["versions"], Json::array({version_there}));
}

TEST_F(TaxiiFilters, OneObjectAndItsVersions) {
  const std::string one = objects_ + test_id("indicator", 1) + "/";
  EXPECT_THAT(each(get(one), "modified"), ElementsAre("2026-01-04T00:00:00.500Z"));
  EXPECT_THAT(each(get(one + "?match[version]=all"), "modified"), SizeIs(3));
  const auto versions = get(one + "versions/?limit=2");
  EXPECT_EQ(versions.json()["versions"],
            Json::array({"2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"}));
  EXPECT_EQ(versions.json()["more"], true);
  EXPECT_NE(versions.header("x-taxii-date-added-first"), "");
  const auto rest =
      get(one + "versions/?limit=2&next=" + versions.json()["next"].get<std::string>());
  EXPECT_EQ(rest.json()["versions"], Json::array({"2026-01-04T00:00:00.500Z"}));
  EXPECT_EQ(rest.json()["more"], false);
  EXPECT_EQ(get(one + "?added_after=2050-01-01T00:00:00Z").body, "{}");
  EXPECT_EQ(get(one + "versions/?added_after=2050-01-01T00:00:00Z").body, "{}");
  expect_error(hub_.get(alice_, objects_ + test_id("indicator", 77) + "/"), 404);
  expect_error(hub_.get(alice_, objects_ + test_id("indicator", 77) + "/versions/"), 404);
}

TEST_F(TaxiiFilters, DeletesWhatIsAskedFor) {
  const std::string one = objects_ + test_id("indicator", 1) + "/";
  const auto deleted = [&](const std::string& query) {
    const auto reply = hub_.ask(alice_, "DELETE", one + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.header("content-type"), kTaxiiMedia);
    const auto left = hub_.get(alice_, one + "versions/");
    return left.status == 200 ? left.json()["versions"].size() : std::size_t{0};
  };
  EXPECT_EQ(deleted("?match[version]=2026-01-03T00:00:00Z"), 2U);
  EXPECT_EQ(deleted("?match[version]=first"), 1U);
  expect_error(hub_.ask(alice_, "DELETE", one + "?match[spec_version]=2.0"), 404);
  EXPECT_EQ(deleted(""), 0U);
  expect_error(hub_.get(alice_, one), 404);
  expect_error(hub_.ask(alice_, "DELETE", one), 404);
  const std::string malware = objects_ + test_id("malware", 1) + "/";
  EXPECT_EQ(hub_.ask(alice_, "DELETE", malware + "?match[spec_version]=2.1").status, 200);
  EXPECT_THAT(each(get(malware), "modified"), ElementsAre("2026-02-01T00:00:00.000Z"));
}

TEST_F(TaxiiFaceTest, PagesSurviveInsertsAndMissNothing) {
  post(envelope_of(test_indicator(1), test_indicator(2), test_indicator(3), test_indicator(4),
                   test_indicator(5)));
  std::vector<std::string> seen;
  std::string next;
  for (unsigned arriving = 6; arriving < 20; ++arriving) {
    const auto page = get(objects_ + "?limit=2" + (next.empty() ? "" : "&next=" + next));
    ASSERT_EQ(page.status, 200) << page.body;
    for (auto& id : each(page, "id")) seen.push_back(std::move(id));
    if (arriving <= 8) post(envelope_of(test_indicator(arriving)));
    if (!page.json().value("more", false)) break;
    next = page.json()["next"];
  }
  std::vector<std::string> all;
  for (unsigned n = 1; n <= 8; ++n) all.push_back(test_id("indicator", n));
  EXPECT_EQ(seen, all);
}

TEST_F(TaxiiFaceTest, NextHoldsForItsOwnQuestionOnly) {
  post(envelope_of(test_indicator(1), test_indicator(2), test_indicator(3)));
  const std::string next = get(objects_ + "?match[version]=all&limit=1").json()["next"];
  const auto asked = [&](const std::string& query) {
    return hub_.get(alice_, objects_ + query + "&next=" + next);
  };
  EXPECT_EQ(asked("?match[version]=all&limit=1").status, 200);
  EXPECT_EQ(asked("?match[version]=all&limit=2").status, 200) << "the limit may change";
  expect_error(asked("?match[version]=first&limit=1"), 400);
  expect_error(asked("?limit=1"), 400);
  expect_error(asked("?match[version]=all&match[type]=indicator"), 400);
  expect_error(asked("?match[version]=all&added_after=2020-01-01T00:00:00Z"), 400);
  expect_error(hub_.get(alice_, collection_ + "manifest/?match[version]=all&next=" + next), 400);
  for (const char* made_up : {"1", "x-y", "-1-2", "ffffffffffffffffffff-1", "%00"}) {
    expect_error(hub_.get(alice_, objects_ + "?next=" + made_up), 400);
  }
}

TEST_F(TaxiiFaceTest, WrongQuestionsAreRefused) {
  for (const char* query :
       {"?limit=0", "?limit=-20", "?limit=ten", "?limit=1.5", "?limit=99999999999999999999999",
        "?added_after=yesterday", "?added_after=2026-01-02", "?match[version]=newest",
        "?added_after=2026-01-02T00:00:00%2B09:00"}) {
    SCOPED_TRACE(query);
    expect_error(hub_.get(alice_, objects_ + query), 400);
    expect_error(hub_.get(alice_, collection_ + "manifest/" + query), 400);
  }
}

TEST_F(TaxiiFaceTest, MoreIsAskedForThanAPageHolds) {
  post(envelope_of(test_indicator(1)));
  EXPECT_EQ(get(objects_ + "?limit=4000000000").status, 200);
}

TEST_F(TaxiiFaceTest, WithoutCredentialsNothingIsTold) {
  const Says nobody;
  for (const std::string& target : {std::string("/taxii2/"), std::string(kRoot), collection_,
                                    objects_, std::string(kRoot) + "collections/24042009/manifest/",
                                    std::string(kRoot) + "status/2223/"}) {
    const auto reply = hub_.get(nobody, target);
    expect_error(reply, 401);
    EXPECT_THAT(reply.header("www-authenticate"), StartsWith("Basic "));
  }
  expect_error(hub_.ask(nobody, "POST", objects_, envelope_of(test_indicator(1))), 401);
  expect_error(hub_.get({.key = "noroshi_wrong"}, objects_), 401);
}

TEST_F(TaxiiFaceTest, BasicCredentialsWork) {
  directory::Account carol;
  carol.name = "carol";
  carol.organisation = own_;
  TestHub::sound(hub_.directory().add(std::move(carol), "a long enough password"));
  const Says basic{.more = {{"Authorization", "Basic Y2Fyb2w6YSBsb25nIGVub3VnaCBwYXNzd29yZA=="}}};
  EXPECT_EQ(hub_.get(basic, objects_).status, 200);
  const Says wrong{.more = {{"Authorization", "Basic Y2Fyb2w6d3Jvbmc="}}};
  expect_error(hub_.get(wrong, objects_), 401);
}

TEST_F(TaxiiFaceTest, RightsDecideBetweenForbiddenAndNotThere) {
  post(envelope_of(test_indicator(1)));
  const std::string one = objects_ + test_id("indicator", 1) + "/";
  const Says stranger{.key = hub_.key("mallory", hub_.organisation("Gamma Net"))};
  for (const std::string& target : {collection_, objects_, one, one + "versions/"}) {
    expect_error(hub_.get(stranger, target), 404);
  }
  expect_error(hub_.ask(stranger, "POST", objects_, envelope_of(test_indicator(2))), 404);

  desk_.readable = false;  // a drop box
  ASSERT_TRUE(hub_.directory().change(desk_).has_value());
  for (const std::string& target : {objects_, one, one + "versions/", collection_ + "manifest/"}) {
    expect_error(hub_.get(alice_, target), 403);
  }
  EXPECT_EQ(hub_.get(alice_, collection_).json()["can_read"], false);
  expect_error(hub_.ask(alice_, "DELETE", one), 403);
  EXPECT_EQ(hub_.ask(alice_, "POST", objects_, envelope_of(test_indicator(2))).status, 202);

  desk_.readable = true;
  desk_.writable = false;
  ASSERT_TRUE(hub_.directory().change(desk_).has_value());
  expect_error(hub_.ask(alice_, "POST", objects_, envelope_of(test_indicator(3))), 403);
  expect_error(hub_.ask(alice_, "DELETE", one), 403);

  desk_.readable = false;
  ASSERT_TRUE(hub_.directory().change(desk_).has_value());
  expect_error(hub_.ask(alice_, "DELETE", one), 404);
}

TEST_F(TaxiiFaceTest, WhatIsNotThereIsNotFound) {
  for (const std::string& target :
       {std::string("/taxii2/none/"), std::string(kRoot) + "nothing/",
        std::string(kRoot) + "collections/12345678-1234-4234-8234-123456789012/",
        collection_ + "nothing/", collection_ + "manifest/x/", objects_ + "a/b/",
        objects_ + "a/versions/b/"}) {
    expect_error(hub_.get(alice_, target), 404);
  }
  EXPECT_EQ(hub_.get(alice_, "/trustgroup2/collections/").status, 404);
}

TEST_F(TaxiiFaceTest, OtherMethodsAreNamed) {
  const auto expect_allowed = [&](const char* method, const std::string& target,
                                  const char* allowed) {
    const auto reply = hub_.ask(alice_, method, target);
    expect_error(reply, 405);
    EXPECT_EQ(reply.header("allow"), allowed) << method << " " << target;
  };
  expect_allowed("POST", "/taxii2/", "GET, HEAD");
  expect_allowed("DELETE", std::string(kRoot), "GET, HEAD");
  expect_allowed("PUT", std::string(kRoot) + "collections/", "GET, HEAD");
  expect_allowed("DELETE", collection_, "GET, HEAD");
  expect_allowed("DELETE", objects_, "GET, HEAD, POST");
  expect_allowed("PUT", objects_ + "a/", "GET, HEAD, DELETE");
  expect_allowed("DELETE", objects_ + "a/versions/", "GET, HEAD");
  expect_allowed("POST", collection_ + "manifest/", "GET, HEAD");
  expect_allowed("POST", std::string(kRoot) + "status/a/", "GET, HEAD");
}

TEST_F(TaxiiFaceTest, HeadIsGetWithoutItsBody) {
  post(envelope_of(test_indicator(1)));
  const auto whole = get(objects_);
  const auto head = hub_.ask(alice_, "HEAD", objects_);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.header("content-length"), std::to_string(whole.body.size()));
  EXPECT_EQ(head.header("x-taxii-date-added-last"), whole.header("x-taxii-date-added-last"));
}

TEST_F(TaxiiFaceTest, MissingSlashIsRedirectedWithItsQuery) {
  const auto reply = hub_.get(alice_, collection_ + "objects?limit=3&match[type]=indicator");
  EXPECT_EQ(reply.status, 308);
  EXPECT_EQ(reply.header("location"), objects_ + "?limit=3&match[type]=indicator");
  EXPECT_EQ(hub_.get(alice_, "/taxii2").header("location"), "/taxii2/");
}

TEST_F(TaxiiFaceTest, AcceptDecidesWhetherWeMayAnswer) {
  const auto status_of = [&](std::string_view accept) {
    Says says = alice_;
    says.accept = accept;
    return hub_.get(says, objects_).status;
  };
  for (const char* fine :
       {"application/taxii+json;version=2.1", "application/taxii+json; version=2.1",
        "application/taxii+json", "Application/TAXII+JSON;Version=\"2.1\"", "*/*", "application/*",
        "text/html, application/taxii+json;version=2.1;q=0.5", "", "application/taxii+json;q=0.1",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1"}) {
    EXPECT_EQ(status_of(fine), 200) << fine;
  }
  for (const char* wrong :
       {"application/json", "application/taxii+json;version=2.0", "text/*",
        "application/vnd.oasis.taxii+json; version=2.0", "application/stix+json;version=2.1",
        "application/taxii+json;version=2.1;q=0", "application/taxii+json;version=2.1x"}) {
    EXPECT_EQ(status_of(wrong), 406) << wrong;
  }
  Says wrong = alice_;
  wrong.accept = "application/json";
  expect_error(hub_.get(wrong, "/taxii2/"), 406);
}

TEST_F(TaxiiFaceTest, ContentTypeMustBeTaxii) {
  const auto answer = [&](std::string_view type) {
    Says says = alice_;
    says.content_type = type;
    return hub_.ask(says, "POST", objects_, envelope_of(test_indicator(1)));
  };
  EXPECT_EQ(answer("application/taxii+json;version=2.1").status, 202);
  EXPECT_EQ(answer("application/taxii+json; version=2.1; charset=utf-8").status, 202);
  EXPECT_EQ(answer("application/taxii+json").status, 202);
  for (const char* wrong :
       {"application/json", "application/stix+json;version=2.1",
        "application/vnd.oasis.stix+json; version=2.0", "application/taxii+json;version=2.0", ""}) {
    SCOPED_TRACE(wrong);
    expect_error(answer(wrong), 415);
  }
}

TEST_F(TaxiiFaceTest, ContentThatIsNoEnvelopeIsRefusedWhole) {
  EXPECT_EQ(hub_.ask(alice_, "POST", objects_, " ").status, 400);
  for (const std::string& body :
       {std::string("{}"), std::string("[]"), std::string("null"), std::string("{\"objects\":["),
        std::string("{\"objects\":7}"), std::string("not JSON"), test_indicator(1),
        envelope_of(test_indicator(1)) + "x"}) {
    SCOPED_TRACE(body);
    expect_error(hub_.ask(alice_, "POST", objects_, body), 422);
  }
  EXPECT_EQ(get(objects_).body, "{}") << "nothing of them is kept";
}

TEST_F(TaxiiFaceTest, ContentBeyondTheLimitOfTheRootIsRefused) {
  directory::Root small;
  small.path = "small";
  small.title = "Small";
  small.max_content_length = 1000;
  TestHub::sound(hub_.directory().add(std::move(small)));
  directory::Collection made;
  made.uuid = stix::uuid4();
  made.root = "small";
  made.title = "Small";
  made.owner = own_;
  made = TestHub::sound(hub_.directory().add(std::move(made)));
  const std::string target = "/small/collections/" + made.uuid + "/objects/";
  EXPECT_EQ(hub_.ask(alice_, "POST", target, envelope_of(test_indicator(1))).status, 202);
  const std::string large = envelope_of(test_indicator(
      2, "2026-01-02T00:00:00.000Z", ",\"description\":\"" + std::string(1000, 'a') + "\""));
  EXPECT_EQ(hub_.ask(alice_, "POST", target, large).status, 413);
}

TEST_F(TaxiiFaceTest, WhatIsPostedTwiceIsThereOnceAndNoFailure) {
  post(envelope_of(test_indicator(1)));
  const auto before = get(collection_ + "manifest/").body;
  const Json again = post(envelope_of(test_indicator(1), test_indicator(1)));
  EXPECT_EQ(again["total_count"], 2);
  EXPECT_EQ(again["success_count"], 2);
  EXPECT_EQ(get(collection_ + "manifest/").body, before);
}

TEST_F(TaxiiFaceTest, BodyOfADeleteIsNotRead) {
  post(envelope_of(test_indicator(1)));
  EXPECT_EQ(hub_.ask(alice_, "DELETE", objects_ + test_id("indicator", 1) + "/", "{}").status, 200);
}

}  // namespace
}  // namespace noroshi::hub
