// The content of the OASIS reference server, taken over and asked for over TAXII: the same objects,
// order, dates, versions and deletions that its own public tests expect (oasis-open/
// cti-taxii-server, medallion/test/test_backends.py).
#include "hub/take_over.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using Texts = std::vector<std::string>;

constexpr const char* kRelationship = "relationship--2f9a9aa9-108a-4333-83e2-4fb25add0463";
constexpr const char* kOldIndicator = "indicator--cd981c25-8042-4166-8945-51178443bdac";
constexpr const char* kIndicator = "indicator--6770298f-0fd8-471a-ab8c-1c658a46574e";
constexpr const char* kMarking = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";
constexpr const char* kMalware = "malware--c0931cc6-c75e-47e5-9036-78fabc95d4ec";

/// One hub for all that only reads.
class TakenOverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(std::string(NOROSHI_SHARED_DATA) + "/stix-taxii/taxii21-server-data.json");
    if (!file) GTEST_SKIP() << "skipped: no content of the OASIS reference server here";
    std::ostringstream text;
    text << file.rdbuf();
    const auto own = hub_.organisation("Alpha Telecom");
    caller_ = {.key = hub_.key("user", own)};
    auto statuses = TestHub::sound(Statuses::open(hub_.parts().database, io::wall_clock));
    const NewOwner owner{own, hub_.directory().accounts().front().id};
    taken_ = TestHub::sound(take_over(hub_.parts(), *statuses, owner, text.str()));
    EXPECT_THAT(taken_.refusals, IsEmpty());
  }

  HubReply get(const std::string& target) {
    auto reply = hub_.get(caller_, target);
    EXPECT_EQ(reply.status, 200) << target << ": " << reply.body;
    EXPECT_EQ(reply.header("content-type"), kTaxiiMedia) << target;
    return reply;
  }
  HubReply objects(const std::string& rest = "") { return get(kRead + "objects/" + rest); }
  HubReply manifest(const std::string& query = "") { return get(kRead + "manifest/" + query); }

  static Texts each(const HubReply& reply, const char* name) {
    Texts out;
    for (const Json& one : reply.json().value("objects", Json::array())) {
      out.push_back(one.value(name, ""));
    }
    return out;
  }
  static Texts dates(const HubReply& reply) {
    return {reply.header("x-taxii-date-added-first"), reply.header("x-taxii-date-added-last")};
  }

  const std::string kCollections = "/trustgroup1/collections/";
  const std::string kRead = kCollections + "91a7b528-80eb-42ed-a74d-c6fbd5a26116/";
  const std::string kAdd = kCollections + "365fed99-08fa-fdcd-a1b3-fb247eb41d01/";
  const std::string kForbidden = kCollections + "64993447-4d7e-4f70-b94d-d7f33742ee63/";
  TestHub hub_;
  Says caller_;
  TakenOver taken_;
};

TEST_F(TakenOverTest, EverythingIsTakenOver) {
  EXPECT_EQ(taken_.collections, 5U);
  EXPECT_EQ(taken_.objects, 8U);
  EXPECT_EQ(taken_.refused, 0U);
  const Json discovery = get("/taxii2/").json();
  EXPECT_EQ(discovery["default"], hub_.url() + "/trustgroup1/");
  EXPECT_EQ(discovery["api_roots"], Json::array({hub_.url() + "/api1/", hub_.url() + "/api2/",
                                                 hub_.url() + "/trustgroup1/"}));
  const Json root = get("/trustgroup1/").json();
  EXPECT_EQ(root["title"], "Malware Research Group");
  EXPECT_EQ(root["max_content_length"], 9765625);
  EXPECT_THAT(get(kCollections).json()["collections"], SizeIs(5));
}

TEST_F(TakenOverTest, StatusesAreAnsweredAsTheyWere) {
  const Json status = get("/trustgroup1/status/2d086da7-4bdc-4f91-900e-d77486753710/").json();
  EXPECT_EQ(status["status"], "pending");
  for (const char* list : {"successes", "failures", "pendings"}) EXPECT_TRUE(status.contains(list));
  EXPECT_EQ(hub_.get(caller_, "/trustgroup1/status/22101993/").status, 404);
}

TEST_F(TakenOverTest, ObjectsAreInTheOrderOfTheirDates) {
  const auto all = objects();
  EXPECT_EQ(all.json()["more"], false);
  EXPECT_THAT(each(all, "id"),
              ElementsAre(kRelationship, kOldIndicator, kMarking, kMalware, kIndicator));
  EXPECT_THAT(dates(all),
              ElementsAre("2014-05-08T09:00:00.000000Z", "2017-12-31T13:49:53.935000Z"));
  const auto added = each(manifest(), "date_added");
  EXPECT_THAT(added, SizeIs(5));
  EXPECT_TRUE(std::is_sorted(added.begin(), added.end()));
  EXPECT_THAT(dates(manifest()), ElementsAre(added.front(), added.back()));
}

TEST_F(TakenOverTest, PagesOfObjectsCarryTheirOwnDates) {
  const auto first = objects("?limit=3");
  EXPECT_EQ(first.json()["more"], true);
  EXPECT_THAT(each(first, "id"), ElementsAre(kRelationship, kOldIndicator, kMarking));
  EXPECT_THAT(dates(first),
              ElementsAre("2014-05-08T09:00:00.000000Z", "2017-01-20T00:00:00.000000Z"));
  const auto second = objects("?limit=3&next=" + first.json()["next"].get<std::string>());
  EXPECT_EQ(second.json()["more"], false);
  EXPECT_THAT(each(second, "id"), ElementsAre(kMalware, kIndicator));
  EXPECT_THAT(dates(second),
              ElementsAre("2017-01-27T13:49:59.997000Z", "2017-12-31T13:49:53.935000Z"));
}

TEST_F(TakenOverTest, PagesOfTheManifest) {
  std::string next;
  for (const std::size_t size : {2U, 2U, 1U}) {
    const auto page = manifest("?limit=2" + (next.empty() ? "" : "&next=" + next));
    const auto added = each(page, "date_added");
    ASSERT_THAT(added, SizeIs(size));
    EXPECT_THAT(dates(page), ElementsAre(added.front(), added.back()));
    EXPECT_EQ(page.json()["more"], size == 2);
    next = page.json().value("next", "");
  }
}

TEST_F(TakenOverTest, FiltersOfObjectsAndManifest) {
  EXPECT_THAT(each(objects("?added_after=2016-11-03T12:30:59Z"), "id"), SizeIs(3));
  EXPECT_THAT(each(manifest("?added_after=2017-01-20T00:00:00.000Z"), "id"), SizeIs(2));
  EXPECT_THAT(each(objects("?match[type]=indicator"), "id"),
              UnorderedElementsAre(kIndicator, kOldIndicator));
  EXPECT_THAT(each(objects(std::string("?match[id]=") + kMalware), "id"), ElementsAre(kMalware));
  EXPECT_THAT(each(objects("?match[version]=2016-12-25T12:30:59.444Z"), "id"),
              ElementsAre(kIndicator));
  EXPECT_THAT(each(manifest("?match[version]=first"), "version"),
              UnorderedElementsAre("2014-05-08T09:00:00.000Z", "2014-05-08T09:00:00.000Z",
                                   "2017-01-20T00:00:00.000Z", "2017-01-27T13:49:53.997Z",
                                   "2016-11-03T12:30:59.000Z"));
  EXPECT_THAT(each(manifest("?match[version]=all"), "id"), SizeIs(7));
  EXPECT_THAT(each(objects("?match[version]=all"), "id"), SizeIs(7));
  EXPECT_EQ(
      get(kRead + "objects/?match[type]=incident&match[version]=2016-01-01T01:01:01.000Z").body,
      "{}");
}

TEST_F(TakenOverTest, SpecificationsComeBeforeVersions) {
  EXPECT_THAT(each(objects("?match[spec_version]=2.0"), "spec_version"), ElementsAre(""));
  EXPECT_THAT(each(objects("?match[spec_version]=2.1"), "spec_version"), Texts(5, "2.1"));
  EXPECT_THAT(each(objects(), "spec_version"), Texts(5, "2.1"));
  const auto both = manifest("?match[spec_version]=2.0,2.1").json()["objects"];
  ASSERT_THAT(both, SizeIs(5));
  for (const Json& one : both) {
    if (one["id"] != kMalware) continue;
    EXPECT_EQ(one["version"], "2018-02-23T18:30:00.000Z");
    EXPECT_EQ(one["media_type"], "application/stix+json;version=2.0");
  }
  const std::string versions = std::string(kMalware) + "/versions/";
  EXPECT_EQ(objects(versions).json()["versions"], Json::array({"2017-01-27T13:49:53.997Z"}));
  EXPECT_EQ(objects(versions + "?match[spec_version]=2.0").json()["versions"],
            Json::array({"2018-02-23T18:30:00.000Z"}));
  EXPECT_THAT(objects(versions + "?match[spec_version]=2.0,2.1").json()["versions"], SizeIs(2));
}

TEST_F(TakenOverTest, OneObject) {
  const std::string malware = std::string(kMalware) + "/";
  EXPECT_THAT(dates(objects(malware)),
              ElementsAre("2017-01-27T13:49:59.997000Z", "2017-01-27T13:49:59.997000Z"));
  EXPECT_EQ(objects(malware + "?added_after=2018-01-27T13:49:59.997000Z").body, "{}");
  EXPECT_THAT(each(objects(malware + "?added_after=2017-01-27T13:49:59Z"), "id"), SizeIs(1));
  EXPECT_THAT(each(objects(malware + "?match[spec_version]=2.0,2.1"), "modified"),
              ElementsAre("2018-02-23T18:30:00.000Z"));

  const std::string indicator = std::string(kIndicator) + "/";
  const auto page = objects(indicator + "?match[version]=all&limit=2");
  EXPECT_THAT(each(page, "modified"),
              ElementsAre("2016-11-03T12:30:59.000Z", "2016-12-25T12:30:59.444Z"));
  EXPECT_THAT(dates(page),
              ElementsAre("2016-11-03T12:30:59.001000Z", "2016-12-27T13:49:59.000000Z"));
  const auto rest = objects(
      indicator + "?match[version]=all&limit=2&next=" + page.json()["next"].get<std::string>());
  EXPECT_THAT(each(rest, "modified"), ElementsAre("2017-01-27T13:49:53.935Z"));
  EXPECT_EQ(rest.json()["more"], false);
  EXPECT_THAT(each(objects(indicator + "?match[version]=first"), "modified"),
              ElementsAre("2016-11-03T12:30:59.000Z"));
  EXPECT_THAT(each(objects(indicator + "?match[version]=last"), "modified"),
              ElementsAre("2017-01-27T13:49:53.935Z"));
  EXPECT_EQ(
      hub_.get(caller_, kRead + "objects/malware--cee60c30-a68c-11e3-b0c1-a01aac20d000/").status,
      404);
}

TEST_F(TakenOverTest, VersionsOneByOne) {
  const std::string versions = std::string(kIndicator) + "/versions/?limit=1";
  std::string next;
  for (const auto& [version, date] :
       {std::pair{"2016-11-03T12:30:59.000Z", "2016-11-03T12:30:59.001000Z"},
        std::pair{"2016-12-25T12:30:59.444Z", "2016-12-27T13:49:59.000000Z"},
        std::pair{"2017-01-27T13:49:53.935Z", "2017-12-31T13:49:53.935000Z"}}) {
    const auto page = objects(versions + (next.empty() ? "" : "&next=" + next));
    EXPECT_EQ(page.json()["versions"], Json::array({version}));
    EXPECT_THAT(dates(page), ElementsAre(date, date));
    next = page.json().value("next", "");
  }
  EXPECT_EQ(next, "");
  const std::string relationship = std::string(kRelationship) + "/versions/?added_after=";
  EXPECT_EQ(objects(relationship + "2014-05-08T09:00:00Z").body, "{}");
  EXPECT_THAT(objects(relationship + "2014-05-08T08:00:00Z").json()["versions"], SizeIs(1));
}

TEST_F(TakenOverTest, RightsOfTheCollectionsHold) {
  EXPECT_EQ(hub_.get(caller_, kForbidden + "manifest/").status, 403);
  EXPECT_EQ(hub_.get(caller_, kForbidden + "objects/").status, 403);
  const std::string envelope = envelope_of(test_indicator(1));
  EXPECT_EQ(hub_.ask(caller_, "POST", kForbidden + "objects/", envelope).status, 403);
  const std::string read_only = kCollections + "52892447-4d7e-4f70-b94d-d7f22742ff63/objects/";
  EXPECT_EQ(get(read_only).body, "{}");
  EXPECT_EQ(hub_.ask(caller_, "POST", read_only, envelope).status, 403);
  const std::string write_only = kCollections + "472c94ae-3113-4e3e-a4dd-a9f4ac7471d4/objects/";
  EXPECT_EQ(hub_.get(caller_, write_only).status, 403);
  EXPECT_EQ(hub_.ask(caller_, "POST", write_only, envelope).status, 202);
}

TEST_F(TakenOverTest, VersionsAreDeletedAsNamed) {
  Texts versions;
  std::string envelope;
  for (const char* year : {"2014", "2015", "2016", "2018", "2019"}) {
    versions.push_back(std::string(year) + "-01-27T13:49:53.935Z");
    envelope += (envelope.empty() ? "" : ",") + test_indicator(1, versions.back());
  }
  // created must not be later than modified
  for (auto at = envelope.find("2026-01-01T00:00:00.000Z"); at != std::string::npos;
       at = envelope.find("2026-01-01T00:00:00.000Z")) {
    envelope.replace(at, 24, "2014-01-27T13:49:53.935Z");
  }
  const auto posted =
      hub_.ask(caller_, "POST", kAdd + "objects/", "{\"objects\":[" + envelope + "]}");
  ASSERT_EQ(posted.status, 202);
  EXPECT_EQ(posted.json()["success_count"], 5) << posted.body;
  const std::string one = kAdd + "objects/" + test_id("indicator", 1) + "/";
  const auto without = [&](const std::string& query, std::size_t gone) {
    EXPECT_EQ(hub_.ask(caller_, "DELETE", one + query).status, 200);
    versions.erase(versions.begin() + static_cast<std::ptrdiff_t>(gone));
    EXPECT_EQ(get(one + "versions/").json()["versions"], Json(versions));
  };
  without("?match[version]=2018-01-27T13:49:53.935Z", 3);
  without("?match[version]=first", 0);
  without("?match[version]=last", 2);
  EXPECT_EQ(hub_.ask(caller_, "DELETE", one + "?match[version]=all").status, 200);
  EXPECT_EQ(hub_.get(caller_, one + "versions/").status, 404);
}

TEST_F(TakenOverTest, WhatIsThereAlreadyIsNoFailure) {
  const std::string same = objects(std::string(kRelationship) + "/").body;
  const auto posted = hub_.ask(caller_, "POST", kRead + "objects/", same);
  ASSERT_EQ(posted.status, 202) << posted.body;
  EXPECT_EQ(posted.json()["success_count"], 1);
  EXPECT_FALSE(posted.json().contains("failures"));
  EXPECT_THAT(each(manifest("?match[version]=all"), "id"), SizeIs(7));
}

TEST(TakeOver, WhatIsNoServersContentIsAnError) {
  TestHub hub;
  const auto own = hub.organisation("Alpha Telecom");
  hub.key("user", own);
  auto statuses = TestHub::sound(Statuses::open(hub.parts().database, io::wall_clock));
  const NewOwner owner{own, 1};
  EXPECT_FALSE(take_over(hub.parts(), *statuses, owner, "[]").has_value());
  EXPECT_FALSE(take_over(hub.parts(), *statuses, owner, "{").has_value());
  const auto none = TestHub::sound(take_over(hub.parts(), *statuses, owner, R"({"a":1})"));
  EXPECT_EQ(none.collections, 0U);
}

TEST(TakeOver, RefusedObjectsAreNamedAndTheOthersTaken) {
  TestHub hub;
  const auto own = hub.organisation("Alpha Telecom");
  const Says user{.key = hub.key("user", own)};
  auto statuses = TestHub::sound(Statuses::open(hub.parts().database, io::wall_clock));
  const std::string content = R"({"r":{"information":{"title":"R"},"collections":[7,{"id":)"
                              R"("472c94ae-3113-4e3e-a4dd-a9f4ac7471d4","title":"C","objects":[)"
                              R"({"type":"indicator","id":"indicator--x"},)" +
                              test_indicator(1) + "]}]}}";
  const auto taken = TestHub::sound(take_over(hub.parts(), *statuses, {own, 1}, content));
  EXPECT_EQ(taken.objects, 1U);
  EXPECT_EQ(taken.refused, 1U);
  ASSERT_THAT(taken.refusals, SizeIs(1));
  const auto kept = hub.get(user, "/r/collections/472c94ae-3113-4e3e-a4dd-a9f4ac7471d4/objects/");
  EXPECT_THAT(kept.json()["objects"], SizeIs(1)) << kept.body;
}

}  // namespace
}  // namespace noroshi::hub
