// What the routes of /servers promise, over each engine.
#include "hub/servers_test.hpp"

#include <fstream>
#include <set>

#include "hub/output_shelf.hpp"
#include "hub/watches.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::string test_never() { return "indicator--" + fixed_uuid(0xFFFFF); }

class Servers : public sql::EachEngine {
 protected:
  void SetUp() override {
    sql::EachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    hub_ = std::make_unique<ServersHub>(database());
  }
  void TearDown() override { hub_.reset(); }

  ServersHub& hub() { return *hub_; }
  ServersHub::Reply judge(const std::string& who, const std::string& id, const json& body) {
    return hub().ask(who, "PUT", "/servers/" + id + "/verdict", body);
  }
  std::string status(const std::string& who, const std::string& id) {
    return hub().row(who, id).value("status", "");
  }

  std::unique_ptr<ServersHub> hub_;
};

NOROSHI_FOR_EACH_ENGINE(Servers);

TEST_P(Servers, AreListedLikeliestFirstInAnyPart) {
  const auto ids = hub().give(
      "analyst", "desk", {server_finding(1, 0.7), server_finding(2, 0.95), server_finding(3, 0.8)});
  EXPECT_THAT(hub().ids("analyst"), ElementsAre(ids[1], ids[2], ids[0]));
  EXPECT_THAT(hub().ids("analyst", "?order=probability"), ElementsAre(ids[0], ids[2], ids[1]));
  EXPECT_THAT(hub().ids("analyst", "?order=-server"), ElementsAre(ids[2], ids[1], ids[0]));
  const auto part = hub().get("analyst", "/servers?offset=1&limit=1");
  EXPECT_EQ(part.json["total"], 3);
  EXPECT_EQ(part.json["offset"], 1);
  EXPECT_EQ(part.json["items"][0]["id"], ids[2]);
  EXPECT_EQ(hub().get("analyst", "/servers?offset=99").json["items"].size(), 0U);
  EXPECT_THAT(hub().ids("analyst", "?q=probability%20%3C%2075%25"), ElementsAre(ids[0]));
  EXPECT_EQ(hub().get("analyst", "/servers?order=colour").status, 400);
  EXPECT_EQ(hub().get("analyst", "/servers?offset=-1").status, 400);
  const auto wrong = hub().get("analyst", "/servers?q=prot%2080");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("filter, column 1"));
}

TEST_P(Servers, TheEditionChangesWithTheRowsAndNotWithout) {
  hub().give("analyst", "desk", server_finding(1));
  const auto edition = [&] { return hub().get("analyst", "/servers").json["edition"]; };
  const auto first = edition();
  EXPECT_EQ(edition(), first);
  hub().give("partner", "approved", server_finding(9));
  EXPECT_EQ(edition(), first) << "what is hidden moves nothing";
  hub().give("analyst", "desk", server_finding(2));
  EXPECT_NE(edition(), first);
}

TEST_P(Servers, FollowTheArchiveAtOnce) {
  const auto id = hub().give("analyst", "shared", server_finding(1, 0.9));
  ASSERT_THAT(hub().ids("partner"), ElementsAre(id));
  model::Finding newer = server_finding(1, 0.97, 12);
  newer.last_seen += base::kMinute;
  hub().give("analyst", "shared", newer);
  EXPECT_EQ(hub().row("partner", id)["probability"], 0.97);
  EXPECT_EQ(hub().ask("analyst", "POST", "/objects/" + id + "/retract", json::object()).status,
            200);
  EXPECT_THAT(hub().ids("partner"), IsEmpty());
  EXPECT_EQ(hub().get("partner", "/servers/" + id).status, 404);
  EXPECT_EQ(status("analyst", id), "gone") << "its owner still sees what it took back";
}

TEST_P(Servers, WhatIsHeldOrOthersDesksAreIsHidden) {
  const auto held = hub().give("partner", "approved", server_finding(1));
  const auto own = hub().give("analyst", "desk", server_finding(2));
  EXPECT_THAT(hub().ids("analyst"), ElementsAre(own));
  EXPECT_THAT(hub().ids("partner"), ElementsAre(held));
  EXPECT_THAT(hub().ids("outsider"), ElementsAre(held)) << "of the same organisation";
  EXPECT_THAT(hub().ids(""), IsEmpty());
  EXPECT_EQ(hub().get("analyst", "/servers/" + held).status, 404);
  const auto never = hub().get("analyst", "/servers/" + test_never());
  EXPECT_EQ(hub().get("analyst", "/servers/" + held).body, never.body);
}

TEST_P(Servers, ASharingThatRunsOutIsGoneThatMoment) {
  directory::Collection shorter = hub().shared;
  shorter.lifetime = base::kHour;
  ASSERT_TRUE(hub().directory().change(shorter));
  const auto id = hub().give("analyst", "shared", server_finding(1));
  ASSERT_THAT(hub().ids("partner"), ElementsAre(id));
  hub().now += base::kHour;
  EXPECT_THAT(hub().ids("partner"), IsEmpty()) << "though nothing has ended it yet";
  EXPECT_EQ(hub().get("partner", "/servers").json["total"], 0);
}

TEST_P(Servers, FewClientsOfOthersAreNotSaidNorFoundNorSorted) {
  const auto ids =
      hub().give("analyst", "shared", {server_finding(1, 0.9, 2), server_finding(2, 0.9, 3)});
  EXPECT_EQ(hub().row("partner", ids[0])["clients"], nullptr);
  EXPECT_EQ(hub().row("partner", ids[1])["clients"], 3);
  EXPECT_EQ(hub().row("analyst", ids[0])["clients"], 2);
  EXPECT_FALSE(hub().get("partner", "/servers/" + ids[0]).json["finding"].contains("clients"));
  EXPECT_THAT(hub().ids("partner", "?q=clients%20%3C%203"), IsEmpty());
  EXPECT_THAT(hub().ids("partner", "?q=clients%20!=%205"), ElementsAre(ids[1]));
  EXPECT_THAT(hub().ids("partner", "?order=clients"), ElementsAre(ids[1], ids[0]));
  EXPECT_THAT(hub().ids("partner", "?order=-clients"), ElementsAre(ids[1], ids[0]));
  const auto page = hub().get("partner", "/servers/" + ids[0]).json;
  EXPECT_GT(page["history"].size(), 0U);
  for (const auto& one : page["history"]) EXPECT_FALSE(one.contains("clients")) << one;
}

TEST_P(Servers, StandAsTheirVersionsSay) {
  const auto id = hub().give("analyst", "desk", server_finding(1, 0.8));
  EXPECT_EQ(status("analyst", id), "new");
  hub().now += 2 * base::kDay;
  EXPECT_EQ(status("analyst", id), "standing");
  model::Finding newer = server_finding(1, 0.9);
  newer.last_seen += 2 * base::kDay;
  hub().give("analyst", "desk", newer);
  EXPECT_EQ(status("analyst", id), "changed");
  model::Finding other = server_finding(2);
  other.last_seen += 9 * base::kDay + 1;
  hub().give("analyst", "desk", other);
  EXPECT_EQ(status("analyst", id), "gone");
  model::Finding kept_back = server_finding(3);
  kept_back.suppressed_by = "public resolvers";
  kept_back.last_seen = other.last_seen;
  const auto third = hub().give("analyst", "desk", kept_back);
  EXPECT_EQ(status("analyst", third), "suppressed");
  EXPECT_EQ(hub().row("analyst", third)["warning_list"], "public resolvers");
  EXPECT_THAT(hub().ids("analyst", "?q=status%20gone"), ElementsAre(id));
}

TEST_P(Servers, TheOrganisationsWordIsKeptAsAnOpinionBesideTheIndicator) {
  const auto id = hub().give("analyst", "desk", server_finding(1));
  EXPECT_EQ(judge("analyst", id, {{"verdict", "rejected"}}).status, 400) << "without a reason";
  EXPECT_EQ(judge("analyst", id, {{"verdict", "rejected"}, {"reason", " \n"}}).status, 400);
  EXPECT_EQ(judge("analyst", id, {{"verdict", "perhaps"}}).status, 400);
  EXPECT_EQ(judge("analyst", id, {{"verdict", "withdrawn"}}).status, 400) << "nothing was said";
  const auto page = judge("analyst", id, {{"verdict", "rejected"}, {"reason", "自社の時刻サーバ"}});
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.json["row"]["status"], "rejected");
  ASSERT_EQ(page.json["opinions"].size(), 1U);
  EXPECT_EQ(page.json["opinions"][0]["organisation"], "North Telecom");
  EXPECT_EQ(page.json["opinions"][0]["own"], true);
  EXPECT_EQ(page.json["opinions"][0]["reason"], "自社の時刻サーバ");
  EXPECT_THAT(hub().ids("analyst", "?q=text%20%E6%99%82%E5%88%BB"), ElementsAre(id));

  hub().now += base::kMinute;
  EXPECT_EQ(judge("reader", id, {{"verdict", "confirmed"}}).json["row"]["status"], "confirmed")
      << "the newest word of the organisation, whoever of it spoke, at its own desk";
  hub().now += base::kMinute;
  const auto back = judge("analyst", id, {{"verdict", "withdrawn"}});
  EXPECT_EQ(back.json["row"]["status"], "new");
  ASSERT_EQ(back.json["opinions"].size(), 1U) << "one opinion, three versions";
  EXPECT_EQ(back.json["opinions"][0]["verdict"], "withdrawn");
  std::vector<std::string> verdicts;
  for (const auto& one : back.json["history"]) {
    if (one["what"] == "verdict") verdicts.push_back(one["text"]);
  }
  EXPECT_THAT(verdicts, ElementsAre("withdrawn", "confirmed", "rejected: 自社の時刻サーバ"));
  std::vector<std::string> actions;
  for (const auto& one : ServersHub::sound(hub().parts().trail.read(0, 100))) {
    if (one.subject == id) actions.push_back(one.account + " " + one.action);
  }
  EXPECT_THAT(actions, ElementsAre("analyst server.reject", "reader server.confirm",
                                   "analyst server.withdraw"));
}

TEST_P(Servers, TheOpinionIsSoundStixWithTheIndicatorsMarkings) {
  const auto ids = hub().give("analyst", "desk", {server_finding(1)},
                              std::string(sharing::marking_id(sharing::Tlp::Amber)));
  judge("analyst", ids[0], {{"verdict", "confirmed"}});
  const auto hits = hub().get("analyst", "/objects/" + ids[0] + "/neighbours?limit=100").json;
  json opinion;
  for (const auto& one : hits["items"]) {
    if (one["type"] == "opinion") opinion = one["object"];
  }
  ASSERT_FALSE(opinion.is_null()) << hits;
  std::vector<stix::Complaint> complaints;
  EXPECT_TRUE(stix::read_object(opinion.dump(), "opinion", {}, complaints))
      << (complaints.empty() ? "" : stix::to_string(complaints.front()));
  EXPECT_EQ(opinion["opinion"], "strongly-agree");
  EXPECT_EQ(opinion["object_refs"], json::array({ids[0]}));
  EXPECT_EQ(opinion["created_by_ref"], "identity--" + fixed_uuid(0xA1));
  EXPECT_EQ(opinion["object_marking_refs"],
            json::array({std::string(sharing::marking_id(sharing::Tlp::Amber))}));
}

TEST_P(Servers, NobodyElseSpeaksForAnOrganisation) {
  const auto id = hub().give("analyst", "shared", server_finding(1));
  const std::string forged = fmt::format(
      R"({{"type":"opinion","spec_version":"2.1","id":"opinion--{}","created_by_ref":"identity--{}",)"
      R"("created":"2026-09-01T00:00:00.000Z","modified":"2026-09-01T00:00:00.000Z",)"
      R"("opinion":"strongly-disagree","explanation":"forged","object_refs":["{}"]}})",
      fixed_uuid(77), fixed_uuid(0xA1), id);
  const auto put = hub().ask("partner", "POST", "/collections/shared/contributions",
                             {{"objects", json::array({json::parse(forged)})}});
  ASSERT_EQ(put.json["added"], 1) << put.body;
  EXPECT_EQ(status("analyst", id), "new");
  const auto page = hub().get("analyst", "/servers/" + id).json;
  ASSERT_EQ(page["opinions"].size(), 1U);
  EXPECT_EQ(page["opinions"][0]["own"], false);
  EXPECT_NE(page["opinions"][0]["organisation"], "North Telecom");
  EXPECT_NE(page["opinions"][0]["organisation"], "South Telecom");
}

TEST_P(Servers, AWordOnWhatOneMayNotWriteToStaysAtTheOwnDesk) {
  const auto id = hub().give("partner", "shared", server_finding(1));
  const auto page = judge("reader", id, {{"verdict", "confirmed"}});
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.json["row"]["status"], "confirmed");
  EXPECT_EQ(status("partner", id), "new");
  EXPECT_THAT(hub().get("partner", "/servers/" + id).json["opinions"], IsEmpty());
  EXPECT_EQ(judge("outsider", id, {{"verdict", "confirmed"}}).status, 403)
      << "a reader's organisation without a desk has nowhere to say it";
  EXPECT_EQ(hub().get("outsider", "/servers/" + id).json["can"]["judge"], false);
  EXPECT_EQ(judge("", id, {{"verdict", "confirmed"}}).status, 401);
}

TEST_P(Servers, WhatAnOrganisationRejectsLeavesItsOwnOutputsAlone) {
  const auto ids = hub().give("analyst", "shared", {server_finding(1), server_finding(2)});
  OutputShelf shelf(hub().parts());
  const auto listed = [&](const std::string& who) {
    access::Caller caller;
    caller.account = hub().directory().account(who);
    caller.viewer = hub().directory().viewer_of(caller.account);
    std::vector<std::string> values;
    for (const auto& one : *ServersHub::sound(shelf.newest(caller, {})).entries) {
      values.push_back(one.value);
    }
    return values;
  };
  ASSERT_EQ(listed("partner").size(), 2U);
  judge("partner", ids[0], {{"verdict", "rejected"}, {"reason", "ours"}});
  EXPECT_THAT(listed("partner"), ElementsAre("203.0.113.2:6667"));
  EXPECT_EQ(listed("analyst").size(), 2U) << "it is the south's word, not the north's";
  hub().now += base::kMinute;
  judge("partner", ids[0], {{"verdict", "withdrawn"}});
  EXPECT_EQ(listed("partner").size(), 2U);
}

TEST_P(Servers, AreFollowedByEachAccountForItself) {
  const auto id = hub().give("analyst", "shared", server_finding(1));
  const auto watch = [&](const std::string& who, const char* method, const std::string& which) {
    return hub().ask(who, method, "/servers/" + which + "/watch").status;
  };
  EXPECT_EQ(watch("partner", "PUT", id), 204);
  EXPECT_EQ(watch("partner", "PUT", id), 204) << "twice is once";
  EXPECT_EQ(hub().row("partner", id)["watched"], true);
  EXPECT_EQ(hub().row("analyst", id)["watched"], false);
  EXPECT_THAT(hub().ids("partner", "?q=watched"), ElementsAre(id));
  EXPECT_EQ(watch("partner", "PUT", test_never()), 404);
  EXPECT_EQ(watch("partner", "DELETE", test_never()), 404);
  EXPECT_EQ(watch("", "PUT", id), 401);
  hub().ask("analyst", "POST", "/objects/" + id + "/retract", json::object());
  EXPECT_EQ(watch("partner", "DELETE", id), 204) << "also what is seen no more";
  EXPECT_EQ(watch("partner", "DELETE", id), 404);
}

TEST_P(Servers, WatchesAreBounded) {
  const auto watches = ServersHub::sound(Watches::open(database()));
  for (std::size_t n = 0; n < Watches::kAtMost; ++n) {
    ASSERT_TRUE(watches->add(7, "indicator--" + std::to_string(n), 1));
  }
  EXPECT_EQ(watches->add(7, "indicator--x", 1).error().code, Errc::InvalidUsage);
  EXPECT_TRUE(watches->add(8, "indicator--x", 1));
}

TEST_P(Servers, AreReleasedWithAllTheirObjectsAndNothingElse) {
  const auto id = hub().give("analyst", "desk", server_finding(1));
  judge("analyst", id, {{"verdict", "confirmed"}, {"reason", "seen at our sensor"}});
  const auto can = hub().get("analyst", "/servers/" + id).json["can"];
  std::vector<std::string> targets;
  for (const auto& one : can["release"]) targets.push_back(one["title"]);
  EXPECT_THAT(targets, UnorderedElementsAre("The shared", "The approved"));
  const auto release = [&](const std::string& who, const std::string& which, const json& body) {
    return hub().ask(who, "POST", "/servers/" + which + "/release", body);
  };
  const auto given = release("analyst", id, {{"collection", "approved"}});
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_GT(given.json["held"], 8) << "they wait for approval";
  EXPECT_EQ(given.json["refused"].size(), 0U) << given.body;
  EXPECT_THAT(hub().ids("partner"), IsEmpty());

  const auto at_once = release("analyst", id, {{"collection", "shared"}});
  ASSERT_EQ(at_once.status, 200) << at_once.body;
  EXPECT_THAT(hub().ids("partner"), ElementsAre(id));
  std::set<std::string> types;
  const auto around = hub().get("partner", "/objects/" + id + "/neighbours?limit=100").json;
  for (const auto& one : around["items"]) {
    types.insert(one["type"]);
    EXPECT_THAT(one.dump(), Not(HasSubstr(fixed_uuid(0xA1)))) << "who gave it stays hidden";
    EXPECT_THAT(one.dump(), Not(HasSubstr("seen at our sensor")));
  }
  for (const char* type : {"sighting", "note", "relationship", "language-content"}) {
    EXPECT_TRUE(types.contains(type)) << type;
  }
  EXPECT_FALSE(types.contains("opinion")) << "the word stays where it was said";
  EXPECT_EQ(hub().get("partner", "/lookup?value=203.0.113.1").json["visible"].get<int>() > 1, true)
      << "the address came along";
  EXPECT_EQ(release("partner", id, {{"collection", "shared"}}).status, 409) << "not theirs";
  EXPECT_EQ(release("analyst", id, {{"collection", "none"}}).status, 404);
  EXPECT_EQ(release("analyst", id, json::object()).status, 400);
  EXPECT_EQ(release("reader", id, {{"collection", "shared"}}).status, 403);
  EXPECT_EQ(release("analyst", test_never(), {{"collection", "shared"}}).status, 404);
}

TEST_P(Servers, APageSaysWhoListedItAndHowMuchEarlierWeWere) {
  const auto id = hub().give("analyst", "desk", server_finding(7));
  const auto listed = [](unsigned n, const char* pattern, const char* from) {
    return json::parse(fmt::format(
        R"({{"type":"indicator","spec_version":"2.1","id":"indicator--{}","created":"{}","modified":"{}",)"
        R"("pattern":"[{}]","pattern_type":"stix","valid_from":"{}"}})",
        fixed_uuid(n), from, from, pattern, from));
  };
  const char* address = "ipv4-addr:value = '203.0.113.7'";
  const char* endpoint =
      "network-traffic:dst_ref.value = '203.0.113.7' AND network-traffic:dst_port = 6667";
  const auto put =
      hub().ask("partner", "POST", "/collections/shared/contributions",
                {{"objects", json::array({listed(1, address, "2026-08-30T12:00:00.000Z"),
                                          listed(2, endpoint, "2026-08-31T12:00:00.000Z")})}});
  ASSERT_EQ(put.json["added"], 2) << put.body;
  const auto listings = hub().get("analyst", "/servers/" + id).json["listings"];
  ASSERT_EQ(listings.size(), 1U) << listings;
  EXPECT_EQ(listings[0]["lead_days"], 1.0);
  EXPECT_EQ(listings[0]["by_address"], true);
  EXPECT_EQ(listings[0]["object"], "indicator--" + fixed_uuid(1));
}

TEST_P(Servers, CompletionOffersOnlyWhatTheCallerSees) {
  hub().give("analyst", "desk", server_finding(1));
  const auto words = [&](const std::string& who) {
    std::vector<std::string> found;
    const auto completed = hub().get(who, "/servers/completion?text=evidence%20&caret=9").json;
    for (const auto& one : completed["items"]) {
      if (one["kind"] == "value") found.push_back(one["text"]);
    }
    return found;
  };
  EXPECT_THAT(words("analyst"), ElementsAre("pace", "periodic_contact", "retries"));
  EXPECT_THAT(words("partner"), IsEmpty());
  const auto wrong = hub().get("analyst", "/servers/completion?text=prot");
  EXPECT_EQ(wrong.json["error"]["from"], 0);
  EXPECT_EQ(wrong.json["error"]["to"], 4);
  EXPECT_EQ(hub().get("analyst", "/servers/completion?caret=x").status, 400);
  EXPECT_EQ(hub().get("analyst", "/servers/completion?text=" + std::string(2'001, 'a')).status,
            400);
}

TEST_P(Servers, AnAccountLearnsWhetherItApprovesAndWhereItIs) {
  const auto me = hub().get("analyst", "/me").json;
  EXPECT_EQ(me["approves"], true);
  EXPECT_EQ(me["hub"], "Noroshi");
  EXPECT_FALSE(me.contains("version")) << "the program's version is for operators";
  EXPECT_EQ(hub().get("partner", "/me").json["approves"], false);
}

class Placed : public sql::EachEngine {};
NOROSHI_FOR_EACH_ENGINE(Placed);

TEST_P(Placed, ServersStandWhereTheTableSaysAndMoveWhenItChanges) {
  base::TemporaryFolder folder;
  const std::string file = folder.file("places.csv");
  std::ofstream(file) << "prefix,country,network\n203.0.113.0/24,JP,AS64500 Example\n";
  std::vector<std::string> log;
  const auto places = ServersHub::sound(
      PlaceFiles::open({file}, [&](std::string_view line) { log.emplace_back(line); }));
  ServersHub hub(database(), places);
  const auto id = hub.give("analyst", "desk", server_finding(1));
  EXPECT_EQ(hub.row("analyst", id)["country"], "JP");
  EXPECT_EQ(hub.row("analyst", id)["network"], "AS64500 Example");
  EXPECT_THAT(hub.ids("analyst", "?q=country%20JP"), ElementsAre(id));
  std::ofstream(file) << "prefix,country\n203.0.113.0/25,US\n203.0.113.128/25,FR\n";
  places->look_again();
  EXPECT_EQ(hub.row("analyst", id)["country"], "US");
  EXPECT_FALSE(hub.row("analyst", id).contains("network"));
  std::ofstream(file) << "no table\n";
  places->look_again();
  EXPECT_EQ(hub.row("analyst", id)["country"], "US") << "a broken file changes nothing";
  EXPECT_THAT(log.back(), HasSubstr("stays as it was"));
  EXPECT_FALSE(PlaceFiles::open({folder.file("none")}, [](std::string_view) {}));
}

}  // namespace
}  // namespace noroshi::hub
